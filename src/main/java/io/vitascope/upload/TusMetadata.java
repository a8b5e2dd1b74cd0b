package io.vitascope.upload;

import io.vitascope.kernel.ProblemException;
import io.vitascope.kernel.VideoText;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * What a tus client says about a file: {@code Upload-Metadata}, pairs of a key and a value in Base64, without the value
 * where there is nothing to say.
 *
 * <p>Known keys: {@code title}, {@code description}, {@code tags} (separated by commas), {@code language}, {@code
 * sha256}, {@code dedup}, {@code filename} and {@code filetype}, for which Uppy says {@code name} and {@code type}.
 * Others are kept and ignored. Source: tus 1.0.0, extension "creation".
 */
record TusMetadata(Map<String, String> values) {

    /** @throws ProblemException when it is not written as the protocol says */
    static TusMetadata parse(String header) {
        Map<String, String> values = new LinkedHashMap<>();
        if (header.isBlank()) {
            return new TusMetadata(values);
        }
        for (String pair : header.split(",", -1)) {
            String[] words = pair.strip().split(" +", -1);
            if (words[0].isEmpty() || words.length > 2) {
                throw bad("\"" + pair.strip() + "\" is not a key and a value in Base64");
            }
            if (values.put(words[0], words.length == 1 ? "" : decode(words[0], words[1])) != null) {
                throw bad("the key \"" + words[0] + "\" occurs twice");
            }
        }
        return new TusMetadata(values);
    }

    /** The header that says this; blank values are left out. */
    static String of(Map<String, String> values) {
        return values.entrySet().stream()
                .filter(entry -> !entry.getValue().isBlank())
                .map(entry -> entry.getKey() + " "
                        + Base64.getEncoder().encodeToString(entry.getValue().getBytes(StandardCharsets.UTF_8)))
                .collect(Collectors.joining(","));
    }

    /** A comma separates tags there; in a tag it is a blank, as it is for whoever edits a video. */
    static String joined(List<String> tags) {
        return tags.stream().map(tag -> tag.replace(',', ' ')).collect(Collectors.joining(","));
    }

    Caption caption() {
        String tags = values.getOrDefault("tags", "");
        return new Caption(
                values.getOrDefault("title", ""),
                values.getOrDefault("description", ""),
                tags.isEmpty() ? List.of() : VideoText.splitTags(tags),
                first("filename", "name"),
                values.getOrDefault("language", ""),
                values.getOrDefault("sha256", ""),
                values.getOrDefault("dedup", ""));
    }

    /** The media type that the client believes in, or blank. */
    String filetype() {
        return first("filetype", "type");
    }

    private String first(String key, String other) {
        return values.getOrDefault(key, values.getOrDefault(other, ""));
    }

    private static String decode(String key, String value) {
        try {
            ByteBuffer bytes = ByteBuffer.wrap(Base64.getDecoder().decode(value));
            return StandardCharsets.UTF_8.newDecoder().decode(bytes).toString();
        } catch (IllegalArgumentException e) {
            throw bad("the value of \"" + key + "\" is not Base64");
        } catch (CharacterCodingException e) {
            throw bad("the value of \"" + key + "\" is not text in UTF-8");
        }
    }

    private static ProblemException bad(String reason) {
        return new ProblemException(UploadError.BAD_HEADER, "Upload-Metadata can't be read: " + reason + ".");
    }
}
