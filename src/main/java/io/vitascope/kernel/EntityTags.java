package io.vitascope.kernel;

import java.util.Arrays;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The entity tags in a request's conditions, held against the one that a representation has. Source: RFC 9110, sections
 * 8.8.3 and 13.1.
 */
public final class EntityTags {

    private EntityTags() {}

    /**
     * Whether a header names this tag, or any by {@code *}.
     *
     * @param header of {@code If-Match} or {@code If-None-Match}
     * @param tag a strong one with its quotes and without a comma, as all of ours are
     * @param weakly as {@code If-None-Match} compares (section 13.1.2); {@code If-Match} does not (section 13.1.1)
     */
    public static boolean match(String header, String tag, boolean weakly) {
        if (header.strip().equals("*")) {
            return true;
        }
        return named(header).anyMatch(named -> named.equals(tag) || (weakly && named.equals("W/" + tag)));
    }

    /**
     * Whether a client has the representation with this tag already, and is answered 304.
     *
     * @param ifNoneMatch the header; null when there is none
     */
    public static boolean notModified(@Nullable String ifNoneMatch, String tag) {
        return ifNoneMatch != null && match(ifNoneMatch, tag, /* weakly= */ true);
    }

    /** The strong tags that a header names, without their quotes. */
    public static Set<String> strong(String header) {
        return named(header)
                .filter(named -> named.length() > 2 && named.startsWith("\"") && named.endsWith("\""))
                .map(named -> named.substring(1, named.length() - 1))
                .collect(Collectors.toUnmodifiableSet());
    }

    private static Stream<String> named(String header) {
        return Arrays.stream(header.split(",", -1)).map(String::strip);
    }
}
