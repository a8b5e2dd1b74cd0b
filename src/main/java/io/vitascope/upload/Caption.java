package io.vitascope.upload;

import io.vitascope.kernel.InvalidValueException;
import io.vitascope.kernel.ProblemException;
import io.vitascope.kernel.VideoText;
import java.util.Base64;
import java.util.HexFormat;
import java.util.IllformedLocaleException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * What an uploader says about a file, as it came: blank where nothing was said. {@code sha256} is what the file must
 * come to, in hexadecimal digits or Base64; {@code dedup} is {@code reuse} when a file that is here already need not be
 * kept twice.
 */
record Caption(
        String title,
        String description,
        List<String> tags,
        String filename,
        String language,
        String sha256,
        String dedup) {

    private static final int MAX_FILENAME = 255;
    private static final int HASH_BYTES = 32;
    private static final Pattern HEX = Pattern.compile("[0-9A-Fa-f]{64}");

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

    /** As a tus client says it. */
    String metadata() {
        Map<String, String> words = new LinkedHashMap<>();
        words.put("title", title);
        words.put("description", description);
        words.put("tags", TusMetadata.joined(tags));
        words.put("language", language);
        words.put("sha256", sha256);
        words.put("dedup", dedup);
        words.put("filename", filename);
        return TusMetadata.of(words);
    }

    /** Refuses bad words before the long wait, not after it. */
    void check() {
        text();
        languageTag();
        expectedHash();
        isForReuse();
    }

    /** Whether the source of a video of the same bytes may be shared. */
    boolean isForReuse() {
        return switch (dedup.strip()) {
            case "" -> false;
            case "reuse" -> true;
            default ->
                throw new ProblemException(
                        UploadError.INVALID_TEXT, "\"dedup\" can only be \"reuse\"; it is \"" + dedup + "\".");
        };
    }

    /** 64 hexadecimal digits, if the uploader has said any hash. */
    Optional<String> expectedHash() {
        String text = sha256.strip();
        if (text.isEmpty()) {
            return Optional.empty();
        }
        if (HEX.matcher(text).matches()) {
            return Optional.of(text.toLowerCase(Locale.ROOT));
        }
        try {
            byte[] bytes = Base64.getDecoder().decode(text);
            if (bytes.length == HASH_BYTES) {
                return Optional.of(HexFormat.of().formatHex(bytes));
            }
        } catch (IllegalArgumentException e) {
            // said below
        }
        throw new ProblemException(
                UploadError.INVALID_TEXT,
                "\"" + text + "\" is no SHA-256: 64 hexadecimal digits, or the same in Base64.");
    }

    /** Whether an upload may have come with these words; what is blank may have been said later. */
    boolean mayBeOf(Upload upload) {
        VideoText mine = text();
        return upload.filename().equals(filename)
                && (title.isBlank() || upload.title().equals(mine.title()))
                && (description.isBlank() || upload.description().equals(mine.description()))
                && (tags.isEmpty() || upload.tags().equals(mine.tags()))
                && (language.isBlank() || upload.language().equals(languageTag()))
                && expectedHash().map(upload.sha256()::equals).orElse(true);
    }

    /** @throws ProblemException when the file is not the one that was meant */
    void verify(String actualHash) {
        expectedHash().filter(expected -> !expected.equals(actualHash)).ifPresent(expected -> {
            throw new ProblemException(
                    UploadError.DIGEST_MISMATCH,
                    "The file that arrived has another SHA-256 than the one that was sent with it. Send it again.",
                    Map.of("expected", expected, "actual", actualHash));
        });
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
