package io.vitascope.catalog;

import com.fasterxml.jackson.databind.JsonNode;
import io.vitascope.kernel.ProblemException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Chapters that somebody has written; each ends where the next begins, the last with the video.
 *
 * <p>Errors: {@link CatalogError#CHAPTERS_REFUSED} with a sentence that names the chapter.
 *
 * @param marks empty: those of the file shall hold again
 */
record ChapterPatch(Optional<List<Mark>> marks) {

    private static final int MOST = 500;
    private static final int LONGEST_TITLE = 200;

    record Mark(long startMs, String title) {}

    /**
     * An array of {@code {"start_ms", "title"}}, in any order, or null; {@code end_ms} may stand there as answers have
     * it.
     */
    static ChapterPatch parse(JsonNode value) {
        if (value.isNull()) {
            return new ChapterPatch(Optional.empty());
        }
        if (!value.isArray()) {
            throw refused("The chapters must be an array, or null for those of the file.");
        }
        if (value.size() > MOST) {
            throw refused("A video has at most " + MOST + " chapters; these are " + value.size() + ".");
        }
        List<Mark> marks = new ArrayList<>();
        for (JsonNode one : value) {
            marks.add(mark(one, marks.size() + 1));
        }
        marks.sort(Comparator.comparingLong(Mark::startMs));
        for (int i = 1; i < marks.size(); i++) {
            if (marks.get(i).startMs() == marks.get(i - 1).startMs()) {
                throw refused("Two chapters begin at " + marks.get(i).startMs() + " ms: \""
                        + marks.get(i - 1).title() + "\" and \"" + marks.get(i).title() + "\".");
            }
        }
        return new ChapterPatch(Optional.of(List.copyOf(marks)));
    }

    /** @param durationMs 0 when nobody knows; then the last chapter's end is its start */
    @Nullable
    List<Chapter> of(long durationMs) {
        if (marks.isEmpty()) {
            return null;
        }
        List<Mark> all = marks.get();
        List<Chapter> chapters = new ArrayList<>();
        for (int i = 0; i < all.size(); i++) {
            Mark mark = all.get(i);
            if (durationMs > 0 && mark.startMs() >= durationMs) {
                throw refused("The chapter \"" + mark.title() + "\" begins at " + mark.startMs()
                        + " ms, but the video ends at " + durationMs + " ms.");
            }
            long endMs = i + 1 < all.size() ? all.get(i + 1).startMs() : Math.max(durationMs, mark.startMs() + 1);
            chapters.add(new Chapter(mark.startMs(), endMs, mark.title()));
        }
        return chapters;
    }

    private static Mark mark(JsonNode one, int number) {
        JsonNode start = one.path("start_ms");
        if (!start.isIntegralNumber() || !start.canConvertToLong() || start.longValue() < 0) {
            throw refused("start_ms of chapter " + number + " must be a whole number of milliseconds from 0.");
        }
        String title = one.path("title").isTextual()
                ? one.get("title").textValue().replaceAll("[\\s\\p{Cc}]+", " ").strip()
                : "";
        int length = title.codePointCount(0, title.length());
        if (length == 0 || length > LONGEST_TITLE) {
            throw refused("The title of chapter " + number + " must have 1 to " + LONGEST_TITLE + " characters; it has "
                    + length + ".");
        }
        return new Mark(start.longValue(), title);
    }

    private static ProblemException refused(String sentence) {
        return new ProblemException(CatalogError.CHAPTERS_REFUSED, sentence, Map.of("members", "chapters"));
    }
}
