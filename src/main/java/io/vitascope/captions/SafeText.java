package io.vitascope.captions;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.stream.Collectors;

/**
 * Builds the text of one cue: plain characters are escaped, {@code i}, {@code b} and {@code u} are balanced, and
 * nothing else can be written. Confined to one thread.
 *
 * <p>Source: W3C WebVTT, section 4.2.2 (cue text); a cue ends at an empty line, so there is none inside.
 */
final class SafeText {

    /** Longer ones are no captions; the rest is left out. */
    private static final int MOST_CHARACTERS = 2_000;

    private final StringBuilder text = new StringBuilder();
    private final Deque<Character> open = new ArrayDeque<>();
    private int characters;

    void character(int codePoint) {
        if (characters >= MOST_CHARACTERS) {
            return;
        }
        characters++;
        switch (codePoint) {
            case '&' -> text.append("&amp;");
            case '<' -> text.append("&lt;");
            case '>' -> text.append("&gt;");
            case '\n' -> text.append('\n');
            case '\t', 0x2028, 0x2029, 0x85 -> text.append(' ');
            default -> {
                if (Character.getType(codePoint) != Character.CONTROL
                        && Character.getType(codePoint) != Character.SURROGATE) {
                    text.appendCodePoint(codePoint);
                }
            }
        }
    }

    void characters(String plain) {
        plain.codePoints().forEach(this::character);
    }

    /** @param style {@code i}, {@code b} or {@code u} */
    void set(char style, boolean on) {
        if (on && !open.contains(style)) {
            open.push(style);
            text.append('<').append(style).append('>');
        } else if (!on && open.contains(style)) {
            Deque<Character> others = new ArrayDeque<>();
            while (open.peek() != style) {
                others.push(close());
            }
            close();
            others.forEach(other -> set(other, true));
        }
    }

    private char close() {
        char style = open.pop();
        text.append("</").append(style).append('>');
        return style;
    }

    /** Empty when there is nothing to be read in it. */
    String end() {
        while (!open.isEmpty()) {
            close();
        }
        String whole = text.toString().replaceAll("<([ibu])></\\1>", "");
        String lines =
                whole.lines().map(String::strip).filter(line -> !line.isEmpty()).collect(Collectors.joining("\n"));
        String visible = lines.replaceAll("</?[ibu]>", "").replaceAll("[\\s\\p{Cf}\\u00a0]+", "");
        return visible.isEmpty() ? "" : lines;
    }
}
