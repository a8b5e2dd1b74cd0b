package io.vitascope.captions;

import java.util.ArrayList;
import java.util.List;

/**
 * One of the four channels of captions in line 21: obeys its commands as a receiver does, and notes as a cue what that
 * would show for a time. Confined to one thread; time never runs back.
 *
 * <p>Source: ANSI/CTA-608-E, sections 8 and annex C; 47 CFR 15.119 (e) to (i).
 */
final class Line21Channel {
    private static final int MOST_CUES = 50_000;

    /** A row that rolls up is shown from its first character on; one that comes soon after the last, from there. */
    private static final long SOON_MS = 500;

    private static final int COLUMNS_OF_INDENT = 4;
    private static final int LAST_ROW = Line21Screen.ROWS - 1;

    /** By the first byte, without its channel, and the half of the second; counted from 0, -1 where there is none. */
    private static final int[][] ROWS_OF_CODES = {{10, -1}, {0, 1}, {2, 3}, {11, 12}, {13, 14}, {4, 5}, {6, 7}, {8, 9}};

    private enum Mode {
        /** Before the first command, and where there is text that is no caption. */
        NONE,
        /** Written out of sight, and shown at once. */
        POP_ON,
        /** Written into the last row of a few that move up. */
        ROLL_UP,
        /** Written where it is seen. */
        PAINT_ON
    }

    private final List<Cue> cues = new ArrayList<>();
    private Line21Screen shown = new Line21Screen();
    private Line21Screen hidden = new Line21Screen();
    private Mode mode = Mode.NONE;
    private int depth;
    private int row = LAST_ROW;
    private int column;
    private int style;
    /** Since when what is shown has been there. */
    private long sinceMs;

    private Line21Screen written() {
        return mode == Mode.POP_ON ? hidden : shown;
    }

    /** @param character as {@link Line21Characters} gives it */
    void character(char character, long nowMs) {
        if (mode == Mode.NONE) {
            return;
        }
        if (mode != Mode.POP_ON && beginsAnew(nowMs)) {
            note(nowMs);
        }
        written().put(row, column, character, style);
        column = Math.min(Line21Screen.COLUMNS - 1, column + 1);
    }

    private boolean beginsAnew(long nowMs) {
        boolean late = mode == Mode.ROLL_UP && shown.isEmpty(row) && nowMs - sinceMs >= SOON_MS;
        return late || shown.isEmpty();
    }

    /** Instead of the one before. */
    void replace(char character, long nowMs) {
        backspace();
        character(character, nowMs);
    }

    /** A code that changes the looks and takes the place of a character. */
    void midRow(int code, long nowMs) {
        style = 0;
        character(' ', nowMs);
        style = style(code >> 1 & 7, code);
    }

    private static int style(int colour, int code) {
        return (colour == 7 ? Line21Screen.ITALIC : 0) | ((code & 1) != 0 ? Line21Screen.UNDERLINED : 0);
    }

    /** Where the next characters stand, and how they look. */
    void preamble(int group, int code, long nowMs) {
        int newRow = ROWS_OF_CODES[group][code >> 5 & 1];
        if (newRow < 0) {
            return;
        }
        if (mode == Mode.ROLL_UP) {
            newRow = Math.max(newRow, depth - 1);
            if (newRow != row) {
                note(nowMs);
                shown.moveWindow(depth, row, newRow);
            }
        }
        row = newRow;
        int looks = code >> 1 & 15;
        column = looks >= 8 ? (looks - 8) * COLUMNS_OF_INDENT : 0;
        style = style(looks, code);
    }

    void tab(int columns) {
        column = Math.min(Line21Screen.COLUMNS - 1, column + columns);
    }

    /** @param code the second byte, 0x20 to 0x2f */
    void command(int code, long nowMs) {
        switch (code) {
            case 0x20 -> mode = Mode.POP_ON;
            case 0x21 -> backspace();
            case 0x24 -> eraseRow(nowMs);
            case 0x25, 0x26, 0x27 -> rollUp(code - 0x23, nowMs);
            case 0x28 -> character(' ', nowMs); // from here on it flashes
            case 0x29 -> {
                note(nowMs);
                mode = Mode.PAINT_ON;
            }
            case 0x2a, 0x2b -> mode = Mode.NONE; // pages of text, beside the captions
            case 0x2c -> {
                note(nowMs);
                shown.erase();
            }
            case 0x2d -> carriageReturn(nowMs);
            case 0x2e -> hidden.erase();
            case 0x2f -> {
                note(nowMs);
                Line21Screen former = shown;
                shown = hidden;
                hidden = former;
                mode = Mode.POP_ON;
            }
            default -> {} // shifts of characters that no receiver has
        }
    }

    private void eraseRow(long nowMs) {
        if (mode == Mode.NONE) {
            return;
        }
        if (mode != Mode.POP_ON) {
            note(nowMs);
        }
        written().erase(row, column);
    }

    private void backspace() {
        if (mode == Mode.NONE) {
            return;
        }
        boolean full = column == Line21Screen.COLUMNS - 1 && written().has(row, column);
        column = full ? column : Math.max(0, column - 1);
        written().put(row, column, (char) 0, 0);
    }

    private void rollUp(int rows, long nowMs) {
        if (mode != Mode.ROLL_UP) {
            note(nowMs);
            shown.erase();
            hidden.erase();
            row = LAST_ROW;
            column = 0;
            style = 0;
        } else if (rows < depth) {
            note(nowMs);
            shown.moveWindow(rows, row, row);
        }
        mode = Mode.ROLL_UP;
        depth = rows;
        row = Math.max(row, depth - 1);
    }

    private void carriageReturn(long nowMs) {
        if (mode != Mode.ROLL_UP) {
            return;
        }
        note(nowMs);
        shown.moveWindow(depth, row, row - 1);
        keepWindow();
        column = 0;
        style = 0;
    }

    /** The row that has left it is gone. */
    private void keepWindow() {
        int above = row - depth;
        if (above >= 0) {
            shown.erase(above, 0);
        }
    }

    /** What is shown until now becomes a cue. */
    private void note(long nowMs) {
        long fromMs = sinceMs;
        sinceMs = nowMs;
        String text = nowMs > fromMs ? shown.text() : "";
        if (text.isEmpty() || cues.size() >= MOST_CUES) {
            return;
        }
        Cue cue = Cue.of(fromMs, nowMs, text, shown.settings());
        Cue last = cues.isEmpty() ? cue : cues.get(cues.size() - 1);
        boolean stays = last.endMs() == fromMs
                && last.text().equals(text)
                && last.settings().equals(cue.settings());
        if (stays) {
            cues.set(cues.size() - 1, last.at(last.startMs(), nowMs));
        } else {
            cues.add(cue);
        }
    }

    /** @param endMs of the video, when nothing is shown any more */
    Captions end(long endMs) {
        note(endMs);
        shown.erase();
        return Captions.of(cues);
    }
}
