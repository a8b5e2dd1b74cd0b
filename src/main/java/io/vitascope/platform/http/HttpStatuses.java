package io.vitascope.platform.http;

import io.vitascope.kernel.ErrorCode;
import io.vitascope.platform.PlatformError;

/** The HTTP status of a code. */
final class HttpStatuses {

    private HttpStatuses() {}

    static int of(ErrorCode code) {
        if (code == PlatformError.METHOD_NOT_ALLOWED) {
            return 405;
        }
        if (code == PlatformError.NOT_ACCEPTABLE) {
            return 406;
        }
        if (code == PlatformError.BODY_TOO_SLOW) {
            return 408;
        }
        return of(code.kind());
    }

    static int of(ErrorCode.Kind kind) {
        return switch (kind) {
            case INVALID -> 400;
            case UNPROCESSABLE -> 422;
            case FORBIDDEN -> 403;
            case NOT_FOUND -> 404;
            case GONE -> 410;
            case CONFLICT -> 409;
            case LOCKED -> 423;
            case TOO_MANY -> 429;
            case CORRUPTED -> 460;
            case PRECONDITION -> 412;
            case TOO_LARGE -> 413;
            case UNSUPPORTED -> 415;
            case RANGE -> 416;
            case NO_SPACE -> 507;
            case NOT_OFFERED -> 501;
            case UNAVAILABLE -> 503;
            case INTERNAL -> 500;
        };
    }

    /** The code for a status that the framework gave without one. */
    static PlatformError code(int status) {
        return switch (status) {
            case 400 -> PlatformError.MALFORMED_REQUEST;
            case 404 -> PlatformError.NOT_FOUND;
            case 405 -> PlatformError.METHOD_NOT_ALLOWED;
            case 406 -> PlatformError.NOT_ACCEPTABLE;
            case 413 -> PlatformError.BODY_TOO_LARGE;
            case 415 -> PlatformError.UNSUPPORTED_MEDIA_TYPE;
            case 503 -> PlatformError.UNAVAILABLE;
            default -> status < 500 ? PlatformError.REQUEST_REFUSED : PlatformError.INTERNAL_ERROR;
        };
    }
}
