package io.vitascope.upload;

import io.vitascope.kernel.InvalidValueException;
import io.vitascope.kernel.ProblemException;
import io.vitascope.kernel.VideoText;
import java.util.IllformedLocaleException;
import java.util.List;
import java.util.Locale;

/** What an uploader says about a file, as it came: blank where nothing was said. */
record Caption(String title, String description, List<String> tags, String filename, String language) {

    private static final int MAX_FILENAME = 255;

    Caption {
        tags = List.copyOf(tags);
        filename = lastPart(filename);
    }

    /** Title, description and tags, cleaned. A blank title becomes the file's name. */
    VideoText text() {
        try {
            return new VideoText(title.isBlank() ? VideoText.titleFrom(filename) : title, description, tags);
        } catch (InvalidValueException e) {
            throw new ProblemException(UploadError.INVALID_TEXT, String.valueOf(e.getMessage()));
        }
    }

    /** The language as BCP 47 writes it, or blank. */
    String languageTag() {
        try {
            return language.isBlank()
                    ? ""
                    : new Locale.Builder()
                            .setLanguageTag(language.strip())
                            .build()
                            .toLanguageTag();
        } catch (IllformedLocaleException e) {
            throw new ProblemException(
                    UploadError.INVALID_TEXT, "\"" + language + "\" is no language; \"en\" and \"pt-BR\" are.");
        }
    }

    /** Refuses bad words before the long wait, not after it. */
    void check() {
        text();
        languageTag();
    }

    /** Some clients send the folders of their own disk; none of our business. */
    private static String lastPart(String path) {
        String name = path.substring(Math.max(path.lastIndexOf('/'), path.lastIndexOf('\\')) + 1)
                .replaceAll("\\p{Cc}", "")
                .strip();
        int length = Math.min(MAX_FILENAME, name.codePointCount(0, name.length()));
        return name.substring(0, name.offsetByCodePoints(0, length));
    }
}
