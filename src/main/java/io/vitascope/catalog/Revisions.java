package io.vitascope.catalog;

import io.vitascope.kernel.EntityTags;
import io.vitascope.kernel.ProblemException;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

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

    /** Of an {@code If-Match} header, null when there is none; weak tags never match. */
    static Revisions ifMatch(@Nullable String header) {
        if (header == null || header.strip().equals("*")) {
            return ANY;
        }
        return new Revisions(Optional.of(EntityTags.strong(header).stream()
                .map(tag -> tag.split("-", 2)[0])
                .collect(Collectors.toUnmodifiableSet())));
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
