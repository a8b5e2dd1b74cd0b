package io.vitascope.kernel;

import java.util.Arrays;

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
        return Arrays.stream(header.split(",", -1))
                .map(String::strip)
                .anyMatch(named -> named.equals(tag) || (weakly && named.equals("W/" + tag)));
    }
}
