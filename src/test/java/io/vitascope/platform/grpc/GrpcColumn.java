package io.vitascope.platform.grpc;

import io.vitascope.kernel.ErrorCode;

/** The gRPC status of a code, for tests in other packages. */
public final class GrpcColumn {

    private GrpcColumn() {}

    public static String of(ErrorCode code) {
        return ProblemStatuses.grpcCode(code.kind()).name();
    }
}
