package io.vitascope.kernel;

import java.text.Normalizer;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/**
 * What people write about a video: title, description, tags; cleaned, and refused when too long.
 *
 * <p>Shape: a title of 1 to {@value #MAX_TITLE} characters in one line, a description of at most {@value
 * #MAX_DESCRIPTION}, at most {@value #MAX_TAGS} tags of at most {@value #MAX_TAG} characters in lower case, each once,
 * without commas. Lengths in Unicode code points after NFC normalization. Errors: {@link InvalidValueException} with
 * a sentence that names field, limit and value.
 */
public record VideoText(String title, String description, List<String> tags) {

    public static final int MAX_TITLE = 200;
    public static final int MAX_DESCRIPTION = 5_000;
    public static final int MAX_TAGS = 30;
    public static final int MAX_TAG = 50;

    public VideoText {
        title = oneLine(title);
        if (isInvisible(title)) {
            throw new InvalidValueException("The title must not be blank.");
        }
        limit("title", title, MAX_TITLE);
        description = clean(description).strip();
        limit("description", description, MAX_DESCRIPTION);
        Set<String> unique = new LinkedHashSet<>();
        for (String tag : tags) {
            String word = tag(tag);
            if (!word.isEmpty()) {
                limit("tag \"" + word + "\"", word, MAX_TAG);
                unique.add(word);
            }
        }
        if (unique.size() > MAX_TAGS) {
            throw new InvalidValueException(
                    "A video can have at most " + MAX_TAGS + " tags; these are " + unique.size() + ".");
        }
        tags = List.copyOf(unique);
    }

    /** A tag as a video has it; empty for one that says nothing. However long it is. */
    public static String tag(String written) {
        return oneLine(written.replace(',', ' ')).toLowerCase(Locale.ROOT);
    }

    /** Tags as one form field: separated by commas. */
    public static List<String> splitTags(String field) {
        List<String> tags = new ArrayList<>();
        for (String tag : field.split(",", -1)) {
            if (!tag.isBlank()) {
                tags.add(tag.strip());
            }
        }
        return tags;
    }

    /** A title for a video whose uploader gave none: the file's name without folders and extension. */
    public static String titleFrom(String filename) {
        String name = filename.substring(Math.max(filename.lastIndexOf('/'), filename.lastIndexOf('\\')) + 1);
        int dot = name.lastIndexOf('.');
        String stem = oneLine(dot > 0 ? name.substring(0, dot) : name);
        if (isInvisible(stem)) {
            return "Untitled";
        }
        int end = stem.offsetByCodePoints(0, Math.min(MAX_TITLE, stem.codePointCount(0, stem.length())));
        return stem.substring(0, end);
    }

    private static String oneLine(String text) {
        return clean(text).replaceAll("\\s+", " ").strip();
    }

    /**
     * Control characters other than line breaks and tabs do not survive JSON, terminals and playlists unharmed, and
     * halves of a surrogate pair do not survive UTF-8.
     */
    private static String clean(String text) {
        return Normalizer.normalize(text, Normalizer.Form.NFC).replaceAll("\\p{Cs}|[\\p{Cc}&&[^\\n\\t]]", "");
    }

    /** Nothing but blanks and marks without a shape, such as zero-width spaces. */
    private static boolean isInvisible(String line) {
        return line.replaceAll("[\\p{Cf}\\p{Z}\\s]", "").isEmpty();
    }

    private static void limit(String field, String value, int maximum) {
        int length = value.codePointCount(0, value.length());
        if (length > maximum) {
            throw new InvalidValueException(
                    "The " + field + " can have at most " + maximum + " characters; it has " + length + ".");
        }
    }
}
