package io.vitascope.catalog;

import io.vitascope.kernel.ProblemException;
import io.vitascope.kernel.VideoText;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * Which part of which list is asked for: by page, or from a cursor on.
 *
 * @param page from 1; does not count when there is a cursor
 * @param pageSize 1 to {@value #MAX_PAGE_SIZE}
 * @param tags all of which a video must have
 * @param words all of which a video must have, the last perhaps only begun; empty when nothing is searched for
 */
record VideoQuery(
        VideoOrder order,
        Optional<Video.State> state,
        List<String> tags,
        long page,
        int pageSize,
        Optional<Cursor> cursor,
        Optional<List<String>> words) {

    static final int MAX_PAGE_SIZE = 100;
    static final int DEFAULT_PAGE_SIZE = 20;

    private static final int MAX_TAGS = 10;
    private static final int MAX_WORDS = 20;
    private static final int MAX_SEARCH = 200;
    /** No list has so many pages. */
    private static final long FAR_BEYOND = 1_000_000_000;

    VideoQuery {
        if (page < 1) {
            throw new ProblemException(CatalogError.BAD_PAGE, "Pages count from 1; " + page + " was asked for.");
        }
        if (pageSize < 1 || pageSize > MAX_PAGE_SIZE) {
            throw new ProblemException(
                    CatalogError.BAD_PAGE,
                    "A page has 1 to " + MAX_PAGE_SIZE + " videos; " + pageSize + " were asked for.");
        }
        if (tags.size() > MAX_TAGS) {
            throw new ProblemException(
                    CatalogError.BAD_PAGE, "A list can be narrowed to " + MAX_TAGS + " tags, not " + tags.size() + ".");
        }
        tags = tags.stream()
                .map(VideoText::tag)
                .filter(tag -> !tag.isEmpty())
                .distinct()
                .toList();
    }

    /** Empty words mean: not given. A cursor brings its order along; another one beside it is a mistake. */
    static VideoQuery parse(String sort, String state, List<String> tags, long page, int pageSize, String cursorText) {
        Optional<Cursor> cursor = cursorText.isEmpty() ? Optional.empty() : Optional.of(Cursor.parse(cursorText));
        VideoOrder asked = sort.isEmpty() ? VideoOrder.NEWEST_FIRST : VideoOrder.parse(sort);
        VideoOrder order = cursor.map(Cursor::order).orElse(asked);
        if (!sort.isEmpty() && !asked.equals(order)) {
            throw new ProblemException(
                    CatalogError.BAD_CURSOR,
                    "The cursor is of a list sorted by " + order + ", not by " + asked + "; begin without a cursor.");
        }
        return new VideoQuery(order, state(state), tags, page, pageSize, cursor, Optional.empty());
    }

    /**
     * Narrowed to videos with all words of {@code text}. Blank text narrows nothing; text without a word finds nothing.
     */
    VideoQuery searching(String text) {
        if (text.isBlank()) {
            return this;
        }
        List<String> found = SearchWords.split(text);
        if (text.length() > MAX_SEARCH || found.size() > MAX_WORDS) {
            throw new ProblemException(
                    CatalogError.SEARCH_TOO_LONG,
                    "A search has at most " + MAX_SEARCH + " characters and " + MAX_WORDS + " words; this one has "
                            + text.length() + " and " + found.size() + ".",
                    Map.of("limit", MAX_SEARCH, "limit_words", MAX_WORDS));
        }
        return new VideoQuery(order, state, tags, page, pageSize, cursor, Optional.of(found));
    }

    /** How many matches come before the page. */
    long offset() {
        return cursor.isPresent() ? 0 : Math.min(page - 1, FAR_BEYOND) * pageSize;
    }

    private static Optional<Video.State> state(String word) {
        if (word.isEmpty()) {
            return Optional.empty();
        }
        for (Video.State state : Video.State.values()) {
            if (state.word().equals(word)) {
                return Optional.of(state);
            }
        }
        String allowed =
                Arrays.stream(Video.State.values()).map(Video.State::word).collect(Collectors.joining(", "));
        throw new ProblemException(
                CatalogError.UNKNOWN_STATE,
                "A state is one of " + allowed + ", not \"" + word + "\".",
                Map.of("allowed", allowed));
    }
}
