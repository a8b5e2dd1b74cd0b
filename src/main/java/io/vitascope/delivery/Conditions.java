package io.vitascope.delivery;

import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;
import io.vitascope.kernel.ByteRange;
import io.vitascope.kernel.EntityTags;
import io.vitascope.kernel.HttpDate;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Objects;
import java.util.Optional;
import java.util.function.BiPredicate;

/**
 * The conditions and the range of one request, held against a representation.
 *
 * <p>Fields are header values, empty when absent. Entity tags here are strong and without quotes; times count in whole
 * seconds, as HTTP dates do. Threads: immutable. Source: RFC 9110, sections 13.2.2 (order), 13.1.5 (If-Range), 14.2
 * (only GET has ranges).
 */
record Conditions(
        boolean get,
        String ifMatch,
        String ifUnmodifiedSince,
        String ifNoneMatch,
        String ifModifiedSince,
        String range,
        String ifRange) {

    static Conditions of(HttpServerRequest request) {
        return new Conditions(
                request.method().equals(HttpMethod.GET),
                header(request, "If-Match"),
                header(request, "If-Unmodified-Since"),
                header(request, "If-None-Match"),
                header(request, "If-Modified-Since"),
                header(request, "Range"),
                header(request, "If-Range"));
    }

    private static String header(HttpServerRequest request, String name) {
        return Objects.requireNonNullElse(request.getHeader(name), "").strip();
    }

    /** What has to be answered. */
    sealed interface Outcome {
        /** 200 with everything. */
        record Whole() implements Outcome {}

        /** 206 with this range. */
        record Part(ByteRange range) implements Outcome {}

        /** 304. */
        record NotModified() implements Outcome {}

        /** 412. */
        record Failed() implements Outcome {}

        /** 416. */
        record Unsatisfiable() implements Outcome {}
    }

    /** {@code lastModified} is empty for what has no date that says whether it is the same; then none is looked at. */
    Outcome against(String etag, Optional<Instant> lastModified, long lengthBytes) {
        String tag = "\"" + etag + "\"";
        Optional<Instant> modified = lastModified.map(time -> time.truncatedTo(ChronoUnit.SECONDS));
        if (!ifMatch.isEmpty()) {
            if (!EntityTags.match(ifMatch, tag, /* weakly= */ false)) {
                return new Outcome.Failed();
            }
        } else if (is(modified, Instant::isAfter, ifUnmodifiedSince)) {
            return new Outcome.Failed();
        }
        if (!ifNoneMatch.isEmpty()) {
            if (EntityTags.match(ifNoneMatch, tag, /* weakly= */ true)) {
                return new Outcome.NotModified();
            }
        } else if (is(modified, (time, since) -> !time.isAfter(since), ifModifiedSince)) {
            return new Outcome.NotModified();
        }
        if (!get || range.isEmpty() || !sameRepresentation(tag, modified)) {
            return new Outcome.Whole();
        }
        try {
            Optional<ByteRange> part = ByteRange.parse(range, lengthBytes);
            return part.isPresent() ? new Outcome.Part(part.get()) : new Outcome.Whole();
        } catch (ByteRange.UnsatisfiableException outside) {
            return new Outcome.Unsatisfiable();
        }
    }

    /** An {@code If-Range} that does not match asks for the whole, so that a resumed download never mixes two files. */
    private boolean sameRepresentation(String tag, Optional<Instant> modified) {
        if (ifRange.isEmpty()) {
            return true;
        }
        if (ifRange.startsWith("\"") || ifRange.startsWith("W/")) {
            return ifRange.equals(tag);
        }
        return is(modified, Instant::equals, ifRange);
    }

    private static boolean is(Optional<Instant> modified, BiPredicate<Instant, Instant> relation, String date) {
        return modified.flatMap(time -> HttpDate.parse(date).filter(other -> relation.test(time, other)))
                .isPresent();
    }
}
