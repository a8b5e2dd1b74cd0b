package io.vitascope.platform.http;

import io.vitascope.kernel.ErrorCode;
import io.vitascope.kernel.ProblemException;
import io.vitascope.platform.PlatformError;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * The JSON object of one problem, and its HTTP status.
 *
 * <p>Members: {@code type}, {@code title}, {@code status}, {@code detail}, {@code instance} (the path of the request),
 * {@code code}, {@code retryable}; the facts follow and never replace one of these. Source: RFC 9457.
 */
record ProblemDocument(int status, Map<String, Object> members) {

    /** What a client waits when the problem does not know better. */
    private static final int USUAL_PAUSE_SECONDS = 5;

    private static final int SERVICE_UNAVAILABLE = 503;
    private static final int RANGE_NOT_SATISFIABLE = 416;

    static ProblemDocument of(ProblemException problem, String path) {
        return of(problem.code(), problem.detail(), problem.facts(), path);
    }

    static ProblemDocument of(ErrorCode code, String detail, Map<String, Object> facts, String path) {
        return of(code, HttpStatuses.of(code), detail, facts, path);
    }

    static ProblemDocument of(ErrorCode code, int status, String detail, Map<String, Object> facts, String path) {
        Map<String, Object> members = new LinkedHashMap<>();
        members.put("type", "/problems/" + code.slug());
        members.put("title", code.title());
        members.put("status", status);
        members.put("detail", detail);
        members.put("instance", path);
        members.put("code", code.slug());
        members.put("retryable", code.retryable());
        facts.forEach(members::putIfAbsent);
        return new ProblemDocument(status, members);
    }

    /** An error of ours: the caller gets the id under which the log has it, and nothing else. */
    static ProblemDocument unexpected(String errorId, String path) {
        return of(
                PlatformError.INTERNAL_ERROR,
                "This is an error of ours, not of the request. The log has it under the id " + errorId + ".",
                Map.of("error_id", errorId),
                path);
    }

    /**
     * Headers that belong to the problem besides its media type. A cache may keep a 404 or a 410 that says nothing of it,
     * and the video or segment may be there a second later. Source: RFC 9111, section 4.2.2.
     */
    Map<String, String> headers() {
        Map<String, String> headers = new LinkedHashMap<>();
        headers.put("Cache-Control", "no-store");
        if (status == SERVICE_UNAVAILABLE) {
            Object seconds = members.getOrDefault(ProblemException.RETRY_AFTER_SECONDS, USUAL_PAUSE_SECONDS);
            headers.put("Retry-After", seconds.toString());
        }
        Object totalBytes = members.get(ProblemException.TOTAL_BYTES);
        if (status == RANGE_NOT_SATISFIABLE && totalBytes != null) {
            headers.put("Content-Range", "bytes */" + totalBytes);
        }
        return headers;
    }
}
