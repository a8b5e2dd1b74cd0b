package io.vitascope.catalog;

import java.lang.Character.UnicodeScript;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.function.UnaryOperator;

/**
 * The words by which a video is found: of its title, tags, file name and description, without case and accents.
 *
 * <p>Letters and digits make a word, everything else parts it, so that {@code IMG_2034.MOV} is three. Where a script
 * has no blanks, each character is a word, with its marks.
 */
final class SearchWords {

    /** Of one video. A longer description is found by its beginning. */
    private static final int MOST_OF_A_VIDEO = 500;
    /** In UTF-16 units. Of what is longer the beginning counts, in videos and in what is searched for. */
    private static final int LONGEST = 40;

    private SearchWords() {}

    static Set<String> of(Video video) {
        return of(video, Folding::of);
    }

    /** Those by which an earlier version knew the video. */
    static Set<String> former(Video video) {
        return of(video, Folding::former);
    }

    private static Set<String> of(Video video, UnaryOperator<String> folding) {
        Set<String> words = new LinkedHashSet<>(split(video.title(), folding));
        video.tags().forEach(tag -> words.addAll(split(tag, folding)));
        words.addAll(split(video.source().filename(), folding));
        for (String word : split(video.description(), folding)) {
            if (words.size() >= MOST_OF_A_VIDEO) {
                break;
            }
            words.add(word);
        }
        return words;
    }

    static List<String> split(String text) {
        return split(text, Folding::of);
    }

    private static List<String> split(String text, UnaryOperator<String> folding) {
        List<String> words = new ArrayList<>();
        StringBuilder word = new StringBuilder();
        boolean[] alone = {false};
        folded(folding.apply(text)).codePoints().forEach(letter -> {
            if (Folding.isMark(letter)) {
                if (!word.isEmpty()) {
                    word.appendCodePoint(letter);
                }
                return;
            }
            boolean inOne = Character.isLetterOrDigit(letter);
            if (alone[0] || !inOne || isOfAScriptWithoutBlanks(letter)) {
                end(word, words);
            }
            alone[0] = inOne && isOfAScriptWithoutBlanks(letter);
            if (inOne) {
                word.appendCodePoint(letter);
            }
        });
        end(word, words);
        return words;
    }

    /**
     * Also the letters that Unicode does not take for an accented one, as people without them on their keyboard write.
     */
    private static String folded(String text) {
        return text.replace("ß", "ss")
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
