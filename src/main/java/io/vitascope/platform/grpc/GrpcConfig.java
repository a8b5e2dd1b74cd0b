package io.vitascope.platform.grpc;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.time.Duration;

/** {@code vitascope.grpc.*}: patience of the rooms with each other. */
@ConfigMapping(prefix = "vitascope.grpc")
interface GrpcConfig {

    /** How long a unary call may take, unless its caller says otherwise; streams may take as long as they flow. */
    @WithDefault("10s")
    Duration deadline();

    /** The same for calls that start FFmpeg: probing a file, taking a picture. */
    @WithDefault("60s")
    Duration mediaDeadline();
}
