package io.vitascope.catalog;

import com.fasterxml.jackson.databind.JsonNode;
import io.vitascope.kernel.InvalidValueException;
import io.vitascope.kernel.ProblemException;
import io.vitascope.kernel.VideoText;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/**
 * What of a video's text is to be replaced; an absent part stays.
 *
 * <p>Errors: {@link CatalogError#MEMBER_REFUSED}, {@link CatalogError#TEXT_REFUSED}, {@link
 * CatalogError#CHAPTERS_REFUSED}. Source: RFC 7396.
 */
record VideoPatch(
        Optional<String> title,
        Optional<String> description,
        Optional<List<String>> tags,
        Optional<ChapterPatch> chapters) {

    private static final Set<String> WRITABLE = Set.of("title", "description", "tags", "chapters");

    /** A merge patch: null empties description or tags. Other members are refused by name, lest an edit gets lost. */
    static VideoPatch parse(JsonNode json) {
        if (!json.isObject()) {
            throw refused("The body must be a JSON object with title, description, tags or chapters.", Set.of());
        }
        Set<String> others = new TreeSet<>();
        json.fieldNames().forEachRemaining(others::add);
        others.removeAll(WRITABLE);
        if (!others.isEmpty()) {
            throw refused(
                    "Only title, description, tags and chapters can be set, not " + String.join(", ", others) + ".",
                    others);
        }
        Optional<ChapterPatch> chapters =
                json.has("chapters") ? Optional.of(ChapterPatch.parse(json.get("chapters"))) : Optional.empty();
        return new VideoPatch(title(json), description(json), tags(json), chapters);
    }

    static VideoPatch ofText(Optional<String> title, Optional<String> description, Optional<List<String>> tags) {
        return new VideoPatch(title, description, tags, Optional.empty());
    }

    Video applyTo(Video video) {
        Video written = video.edited(applyTo(video.text()));
        return chapters.map(patch -> written.withChapters(patch.of(video.durationMs())))
                .orElse(written);
    }

    VideoText applyTo(VideoText text) {
        try {
            return new VideoText(
                    title.orElse(text.title()), description.orElse(text.description()), tags.orElse(text.tags()));
        } catch (InvalidValueException tooLongOrBlank) {
            String sentence = String.valueOf(tooLongOrBlank.getMessage());
            throw new ProblemException(CatalogError.TEXT_REFUSED, sentence);
        }
    }

    private static Optional<String> title(JsonNode json) {
        if (!json.has("title")) {
            return Optional.empty();
        }
        if (!json.get("title").isTextual()) {
            throw refused("The title must be a string; a video always has one.", Set.of("title"));
        }
        return Optional.of(json.get("title").textValue());
    }

    private static Optional<String> description(JsonNode json) {
        if (!json.has("description")) {
            return Optional.empty();
        }
        JsonNode value = json.get("description");
        if (!value.isTextual() && !value.isNull()) {
            throw refused("The description must be a string or null.", Set.of("description"));
        }
        return Optional.of(value.isNull() ? "" : value.textValue());
    }

    private static Optional<List<String>> tags(JsonNode json) {
        if (!json.has("tags")) {
            return Optional.empty();
        }
        JsonNode value = json.get("tags");
        List<String> tags = new ArrayList<>();
        for (JsonNode tag : value) {
            if (!tag.isTextual()) {
                throw refused("Every tag must be a string.", Set.of("tags"));
            }
            tags.add(tag.textValue());
        }
        if (!value.isArray() && !value.isNull()) {
            throw refused("The tags must be an array of strings, or null.", Set.of("tags"));
        }
        return Optional.of(tags);
    }

    private static ProblemException refused(String sentence, Set<String> members) {
        return new ProblemException(
                CatalogError.MEMBER_REFUSED, sentence, Map.of("members", String.join(", ", members)));
    }
}
