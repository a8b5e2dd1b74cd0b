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
    private final UntilChanged<List<Known>> known;

    Tags(VideoStore store, VideoChanges changes) {
        this.store = store;
        this.known = new UntilChanged<>(changes, this::read);
    }

    /** @param totalCount also of those that did not fit */
    record Listed(List<VideoStore.TagCount> items, long totalCount) {}

    private record Known(VideoStore.TagCount tag, String folded, List<String> words) {

        static Known of(VideoStore.TagCount tag) {
            return new Known(tag, Folding.of(tag.tag()), SearchWords.split(tag.tag()));
        }

        long videos() {
            return tag.videos();
        }

        boolean begins(String key) {
            return folded.startsWith(key) || words.stream().anyMatch(word -> word.startsWith(key));
        }
    }

    private List<Known> read() {
        return store.tags().stream()
                .map(Known::of)
                .sorted(Comparator.comparingLong(Known::videos).reversed().thenComparing(Known::folded))
                .toList();
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
        String key = Folding.of(begun.strip());
        List<VideoStore.TagCount> all = known.get().stream()
                .filter(tag -> tag.begins(key))
                .map(Known::tag)
                .toList();
        return new Listed(all.stream().limit(limit).toList(), all.size());
    }
}
