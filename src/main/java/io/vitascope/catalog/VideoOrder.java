package io.vitascope.catalog;

import io.vitascope.kernel.ProblemException;
import java.util.Arrays;
import java.util.Map;
import java.util.stream.Collectors;

/** How a list is sorted: by what, and which way. Equal ones are in the order of their ids. */
record VideoOrder(By by, boolean descending) {

    static final VideoOrder NEWEST_FIRST = new VideoOrder(By.CREATED_AT, true);

    /** Each is a sorted set at {@code vitascope:videos:by:<word>}. */
    enum By {
        CREATED_AT("created_at"),
        TITLE("title"),
        VIEWS("views"),
        DURATION("duration"),
        SIZE("size");

        private final String word;

        By(String word) {
            this.word = word;
        }

        String key() {
            return "vitascope:videos:by:" + word;
        }

        String word() {
            return word;
        }
    }

    /** {@code "title"}, or {@code "-title"} for descending. Errors: {@link CatalogError#UNKNOWN_SORT}. */
    static VideoOrder parse(String text) {
        boolean descending = text.startsWith("-");
        String word = descending ? text.substring(1) : text;
        for (By by : By.values()) {
            if (by.word.equals(word)) {
                return new VideoOrder(by, descending);
            }
        }
        String allowed = Arrays.stream(By.values()).map(By::word).collect(Collectors.joining(", "));
        throw new ProblemException(
                CatalogError.UNKNOWN_SORT,
                "The list can be sorted by " + allowed + ", with a leading \"-\" for descending, not by \"" + text
                        + "\".",
                Map.of("allowed", allowed));
    }

    @Override
    public String toString() {
        return (descending ? "-" : "") + by.word;
    }
}
