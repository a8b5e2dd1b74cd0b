package io.vitascope.catalog;

import java.lang.Character.UnicodeScript;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/**
 * The words by which a video is found: of its title, tags, file name and description, without case and accents.
 *
 * <p>Letters and digits make a word, everything else parts it, so that {@code IMG_2034.MOV} is three. Where a script
 * has no blanks, each character is a word.
 */
final class SearchWords {

    /** Of one video. A longer description is found by its beginning. */
    private static final int MOST_OF_A_VIDEO = 500;
    /** In UTF-16 units. Of what is longer the beginning counts, in videos and in what is searched for. */
    private static final int LONGEST = 40;

    private SearchWords() {}

    static Set<String> of(Video video) {
        Set<String> words = new LinkedHashSet<>(split(video.title()));
        video.tags().forEach(tag -> words.addAll(split(tag)));
        words.addAll(split(video.source().filename()));
        for (String word : split(video.description())) {
            if (words.size() >= MOST_OF_A_VIDEO) {
                break;
            }
            words.add(word);
        }
        return words;
    }

    static List<String> split(String text) {
        List<String> words = new ArrayList<>();
        StringBuilder word = new StringBuilder();
        folded(text).codePoints().forEach(letter -> {
            boolean alone = isOfAScriptWithoutBlanks(letter);
            if (alone || !Character.isLetterOrDigit(letter)) {
                end(word, words);
            }
            if (Character.isLetterOrDigit(letter)) {
                word.appendCodePoint(letter);
            }
            if (alone) {
                end(word, words);
            }
        });
        end(word, words);
        return words;
    }

    /**
     * Also the letters that Unicode does not take for an accented one, as people without them on their keyboard write.
     */
    private static String folded(String text) {
        return VideoOrder.sortKey(text)
                .replace("ß", "ss")
                .replace("æ", "ae")
                .replace("œ", "oe")
                .replace('ø', 'o')
                .replace('ł', 'l')
                .replace('đ', 'd')
                .replace('ı', 'i')
                .replace('ς', 'σ');
    }

    private static void end(StringBuilder word, List<String> words) {
        if (word.length() > LONGEST) {
            word.setLength(Character.isHighSurrogate(word.charAt(LONGEST - 1)) ? LONGEST - 1 : LONGEST);
        }
        if (!word.isEmpty()) {
            words.add(word.toString());
            word.setLength(0);
        }
    }

    private static boolean isOfAScriptWithoutBlanks(int letter) {
        return switch (UnicodeScript.of(letter)) {
            case HAN, HIRAGANA, KATAKANA, THAI, LAO, KHMER, MYANMAR -> true;
            default -> false;
        };
    }
}
