package io.vitascope.delivery;

import java.nio.charset.StandardCharsets;
import java.text.Normalizer;

/**
 * A {@code Content-Disposition} value with a file name that any client can use.
 *
 * <p>The plain parameter is ASCII without characters that some client or file system stumbles over; the extended one
 * carries the name as it was. Source: RFC 6266, section 4; RFC 8187, section 3.2.
 */
final class Disposition {

    private static final int MAX_NAME = 150;

    private Disposition() {}

    static String inline(String filename) {
        return "inline; " + parameters(filename);
    }

    static String attachment(String filename) {
        return "attachment; " + parameters(filename);
    }

    /** The name with another ending: {@code holiday.mov} becomes {@code holiday-720p.mp4}. */
    static String rename(String filename, String ending) {
        int dot = filename.lastIndexOf('.');
        return (dot > 0 ? filename.substring(0, dot) : filename) + ending;
    }

    private static String parameters(String filename) {
        String name = safe(filename);
        String ascii = Normalizer.normalize(name, Normalizer.Form.NFD)
                .replaceAll("\\p{M}", "")
                .replaceAll("[^\\x20-\\x7E]", "_")
                .replace('%', '_')
                .replace(';', '_')
                .replace('\'', '_');
        String plain = "filename=\"" + ascii + "\"";
        return ascii.equals(name) ? plain : plain + "; filename*=UTF-8''" + percentEncoded(name);
    }

    /** Without folders, control characters and characters that Windows forbids; never empty, never hidden. */
    private static String safe(String filename) {
        String base = filename.substring(Math.max(filename.lastIndexOf('/'), filename.lastIndexOf('\\')) + 1);
        String clean = base.replaceAll("[\\p{C}<>:\"|?*]", "_").strip().replaceAll("^\\.+", "");
        if (clean.isEmpty()) {
            return "video";
        }
        int length = clean.codePointCount(0, clean.length());
        if (length <= MAX_NAME) {
            return clean;
        }
        return clean.substring(clean.offsetByCodePoints(0, length - MAX_NAME));
    }

    private static String percentEncoded(String name) {
        StringBuilder encoded = new StringBuilder();
        for (byte octet : name.getBytes(StandardCharsets.UTF_8)) {
            char character = (char) (octet & 0xFF);
            boolean plain = character < 0x80
                    && (Character.isLetterOrDigit(character) || "!#$&+-.^_`|~".indexOf(character) >= 0);
            if (plain) {
                encoded.append(character);
            } else {
                encoded.append(String.format("%%%02X", (int) character));
            }
        }
        return encoded.toString();
    }
}
