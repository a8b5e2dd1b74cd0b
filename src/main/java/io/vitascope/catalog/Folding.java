package io.vitascope.catalog;

import java.lang.Character.UnicodeScript;
import java.text.Normalizer;
import java.util.EnumSet;
import java.util.Locale;
import java.util.Set;

/**
 * Text without what people leave out when they look for it: case, and the marks of scripts in which a letter with a mark is
 * written without it, too. In other scripts a mark is a sound of its own: काल is not कल, and がき is not かき.
 *
 * <p>Compatibility forms are those that they stand for. Hangul is in its letters, so that a syllable that is only begun
 * finds the whole one.
 */
final class Folding {

    /** Common: digits, signs and pictures, whose marks say how they are drawn. */
    private static final Set<UnicodeScript> WITHOUT_MARKS = EnumSet.of(
            UnicodeScript.LATIN,
            UnicodeScript.GREEK,
            UnicodeScript.CYRILLIC,
            UnicodeScript.HEBREW,
            UnicodeScript.ARABIC,
            UnicodeScript.COMMON);

    private Folding() {}

    static String of(String text) {
        int[] letters =
                Normalizer.normalize(text, Normalizer.Form.NFKD).codePoints().toArray();
        StringBuilder folded = new StringBuilder();
        int at = 0;
        while (at < letters.length) {
            int end = at + 1;
            while (end < letters.length && isMark(letters[end])) {
                end++;
            }
            if (!isMark(letters[at]) && Character.getType(letters[at]) != Character.CONTROL) {
                boolean bare = WITHOUT_MARKS.contains(UnicodeScript.of(letters[at]));
                folded.append(Normalizer.normalize(new String(letters, at, bare ? 1 : end - at), Normalizer.Form.NFC));
            }
            at = end;
        }
        return folded.toString().toLowerCase(Locale.ROOT);
    }

    /** What indexes of version 1 have, without any mark. */
    static String former(String text) {
        return Normalizer.normalize(text, Normalizer.Form.NFKD)
                .replaceAll("[\\p{M}\\p{Cc}]", "")
                .toLowerCase(Locale.ROOT);
    }

    static boolean isMark(int letter) {
        return switch (Character.getType(letter)) {
            case Character.NON_SPACING_MARK, Character.COMBINING_SPACING_MARK, Character.ENCLOSING_MARK -> true;
            default -> false;
        };
    }
}
