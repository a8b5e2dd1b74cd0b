package io.vitascope.catalog;

import io.vitascope.kernel.ProblemException;
import jakarta.inject.Singleton;
import java.util.Comparator;
import java.util.List;

/** The rules of which tags are listed, and in which order. Threads: safe for all worker threads; blocks. */
@Singleton
final class Tags {

    private static final int MOST = 1_000;

    private final VideoStore store;

    Tags(VideoStore store) {
        this.store = store;
    }

    /** @param totalCount also of those that did not fit */
    record Listed(List<VideoStore.TagCount> items, long totalCount) {}

    private record Folded(VideoStore.TagCount tag, String text) {

        static Folded of(VideoStore.TagCount tag) {
            return new Folded(tag, Folding.of(tag.tag()));
        }

        long videos() {
            return tag.videos();
        }

        boolean begins(String folded) {
            return text.startsWith(folded)
                    || SearchWords.split(tag.tag()).stream().anyMatch(word -> word.startsWith(folded));
        }
    }

    /**
     * Those of which a word begins so, most used first. Errors: {@link CatalogError#BAD_PAGE}.
     *
     * @param begun without regard to case and accents; empty for all
     */
    Listed list(String begun, int limit) {
        if (limit < 1 || limit > MOST) {
            throw new ProblemException(
                    CatalogError.BAD_PAGE, "limit is 1 to " + MOST + "; " + limit + " was asked for.");
        }
        String folded = Folding.of(begun.strip());
        List<VideoStore.TagCount> all = store.tags().stream()
                .map(Folded::of)
                .filter(tag -> tag.begins(folded))
                .sorted(Comparator.comparingLong(Folded::videos).reversed().thenComparing(Folded::text))
                .map(Folded::tag)
                .toList();
        return new Listed(all.stream().limit(limit).toList(), all.size());
    }
}
