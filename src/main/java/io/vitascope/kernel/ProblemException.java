package io.vitascope.kernel;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Something a caller can cause or must know: a code for a program, a sentence for a person, facts for both.
 *
 * <p>Bugs are not problems; they stay ordinary exceptions and reach a caller as an error id only.
 */
public final class ProblemException extends RuntimeException {

    /** Of the document that a problem becomes. */
    public static final String MEDIA_TYPE = "application/problem+json";

    /** Fact: so many seconds a client had better wait before it asks again. */
    public static final String RETRY_AFTER_SECONDS = "retry_after_seconds";

    /** Fact: how many bytes there are, for whoever asked for some beyond them. */
    public static final String TOTAL_BYTES = "total_bytes";

    private static final long serialVersionUID = 1L;

    private final transient ErrorCode code;
    private final transient Map<String, Object> facts;

    public ProblemException(ErrorCode code, String detail) {
        this(code, detail, Map.of());
    }

    /** {@code facts} become extension members of the problem (RFC 9457, section 3.2): strings, numbers, booleans. */
    public ProblemException(ErrorCode code, String detail, Map<String, Object> facts) {
        super(detail);
        this.code = code;
        this.facts = Map.copyOf(new LinkedHashMap<>(facts));
    }

    /** Of what is over in a moment: {@code pause} is how long to wait before the next try, in whole seconds. */
    public static ProblemException retryAfter(ErrorCode code, String detail, Duration pause) {
        return retryAfter(code, detail, pause, Map.of());
    }

    /** The same with further facts. */
    public static ProblemException retryAfter(
            ErrorCode code, String detail, Duration pause, Map<String, Object> facts) {
        Map<String, Object> all = new LinkedHashMap<>(facts);
        all.put(RETRY_AFTER_SECONDS, pause.toSeconds());
        return new ProblemException(code, detail, all);
    }

    public ErrorCode code() {
        return code;
    }

    /** One or two full sentences: what was wrong and what to do next. */
    public String detail() {
        String message = getMessage();
        return message == null ? code.title() : message;
    }

    public Map<String, Object> facts() {
        return facts;
    }
}
