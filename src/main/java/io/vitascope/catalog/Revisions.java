package io.vitascope.catalog;

import io.vitascope.kernel.ProblemException;
import java.util.Arrays;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * The revisions that a caller is willing to change; empty for any.
 *
 * <p>An entity tag of a video begins with its revision; views and progress follow after a dash. Only the revision
 * counts for a change: whoever edits a title does not mind that somebody has watched meanwhile. Source: RFC 9110,
 * section 13.1.1.
 */
record Revisions(Optional<Set<String>> accepted) {

    static final Revisions ANY = new Revisions(Optional.empty());

    static Revisions only(long revision) {
        return new Revisions(Optional.of(Set.of(String.valueOf(revision))));
    }

    /** An {@code If-Match} header; weak tags never match. */
    static Revisions ifMatch(Optional<String> header) {
        if (header.isEmpty() || header.get().strip().equals("*")) {
            return ANY;
        }
        return new Revisions(Optional.of(Arrays.stream(header.get().split(",", -1))
                .map(String::strip)
                .filter(tag -> tag.length() > 2 && tag.startsWith("\"") && tag.endsWith("\""))
                .map(tag -> tag.substring(1, tag.length() - 1).split("-", 2)[0])
                .collect(Collectors.toSet())));
    }

    /** Errors: {@link CatalogError#STALE_REVISION}. */
    void require(long revision) {
        if (accepted.isPresent() && !accepted.get().contains(String.valueOf(revision))) {
            throw new ProblemException(
                    CatalogError.STALE_REVISION,
                    "The video is at revision " + revision + " by now. Read it again, then repeat the change.",
                    Map.of("revision", revision, "etag", "\"" + revision + "\""));
        }
    }
}
