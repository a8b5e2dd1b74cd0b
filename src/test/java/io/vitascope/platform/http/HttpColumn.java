package io.vitascope.platform.http;

import io.vitascope.kernel.ErrorCode;

/** The HTTP status of a code, for tests in other packages. */
public final class HttpColumn {

    private HttpColumn() {}

    public static int of(ErrorCode code) {
        return HttpStatuses.of(code);
    }
}
