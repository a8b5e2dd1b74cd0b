package io.vitascope.platform.grpc;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.time.Duration;

/** {@code vitascope.grpc.*}: what the rooms grant each other. */
@ConfigMapping(prefix = "vitascope.grpc")
interface GrpcConfig {

    /** How long a unary call may take, unless its caller says otherwise; streams may take as long as they flow. */
    @WithDefault("10s")
    Duration deadline();

    /** The same for calls that start FFmpeg: probing a file, taking a picture. */
    @WithDefault("60s")
    Duration mediaDeadline();

    /**
     * Whether calls that the rooms make of each other are answered to the network too, for rooms in other processes
     * ({@code quarkus.grpc.clients.*}); then only those processes may reach the port, since by such calls anybody could
     * have files of the server examined.
     */
    @WithDefault("false")
    boolean remoteRooms();
}
