package io.vitascope.upload;

import io.vitascope.kernel.ProblemException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** What a client says about a file in JSON. What is absent is as in a form without that field. */
interface JsonWords {

    @Nullable
    String title();

    @Nullable
    String description();

    @Nullable
    List<String> tags();

    @Nullable
    String language();

    @Nullable
    String sha256();

    @Nullable
    String dedup();

    @Nullable
    String filename();

    /**
     * As a tus client says it.
     *
     * @param namedElse the file's name when none was said
     * @throws ProblemException for a tag that is none
     */
    default String metadata(String namedElse, @Nullable String filetype) {
        Map<String, String> words = new LinkedHashMap<>();
        words.put("title", orBlank(title()));
        words.put("description", orBlank(description()));
        words.put("tags", joined(tags() == null ? List.of() : tags()));
        words.put("language", orBlank(language()));
        words.put("sha256", orBlank(sha256()));
        words.put("dedup", orBlank(dedup()));
        words.put("filename", filename() == null ? namedElse : filename());
        words.put("filetype", orBlank(filetype));
        return TusMetadata.of(words);
    }

    private static String joined(List<String> tags) {
        if (tags.stream().anyMatch(Objects::isNull)) {
            throw new ProblemException(UploadError.INVALID_TEXT, "Every tag must be a string; one is null.");
        }
        return TusMetadata.joined(tags);
    }

    private static String orBlank(@Nullable String text) {
        return text == null ? "" : text;
    }
}
