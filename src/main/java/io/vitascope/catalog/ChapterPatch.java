package io.vitascope.catalog;

import com.fasterxml.jackson.databind.JsonNode;
import io.vitascope.kernel.ProblemException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * Chapters that somebody has written.
 *
 * <p>Errors: {@link CatalogError#CHAPTERS_REFUSED} with a sentence that names the chapter.
 *
 * @param marks empty: those of the file shall hold again
 */
record ChapterPatch(Optional<List<ChapterMark>> marks) {

    private static final int MOST = 500;
    private static final int LONGEST_TITLE = 200;
    private static final Set<String> MEMBERS = Set.of("start_ms", "end_ms", "title");

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
        List<ChapterMark> marks = new ArrayList<>();
        for (JsonNode one : value) {
            marks.add(mark(one, marks.size() + 1));
        }
        marks.sort(Comparator.comparingLong(ChapterMark::startMs));
        for (int i = 1; i < marks.size(); i++) {
            if (marks.get(i).startMs() == marks.get(i - 1).startMs()) {
                throw refused("Two chapters begin at " + marks.get(i).startMs() + " ms: \""
                        + marks.get(i - 1).title() + "\" and \"" + marks.get(i).title() + "\".");
            }
        }
        return new ChapterPatch(Optional.of(List.copyOf(marks)));
    }

    /** @param durationMs 0 when nobody knows */
    @Nullable
    List<ChapterMark> of(long durationMs) {
        for (ChapterMark mark : marks.orElse(List.of())) {
            if (durationMs > 0 && mark.startMs() >= durationMs) {
                throw refused("The chapter \"" + mark.title() + "\" begins at " + mark.startMs()
                        + " ms, but the video ends at " + durationMs + " ms.");
            }
        }
        return marks.orElse(null);
    }

    private static ChapterMark mark(JsonNode one, int number) {
        Set<String> others = new TreeSet<>();
        one.fieldNames().forEachRemaining(others::add);
        others.removeAll(MEMBERS);
        if (!others.isEmpty()) {
            throw refused("Chapter " + number + " has start_ms and title, and may have end_ms, but not "
                    + String.join(", ", others) + ".");
        }
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
        return new ChapterMark(start.longValue(), title);
    }

    private static ProblemException refused(String sentence) {
        return new ProblemException(CatalogError.CHAPTERS_REFUSED, sentence, Map.of("members", "chapters"));
    }
}
