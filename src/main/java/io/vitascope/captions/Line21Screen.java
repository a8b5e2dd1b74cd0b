package io.vitascope.captions;

import java.util.Arrays;

/** What a receiver of line 21 keeps or shows: 15 rows of 32 characters. Confined to one thread. */
final class Line21Screen {
    static final int ROWS = 15;
    static final int COLUMNS = 32;

    static final int ITALIC = 1;
    static final int UNDERLINED = 2;

    private static final char NOTHING = 0;

    /** Above it a caption makes room for what stands at the bottom of the picture. */
    private static final int LAST_UPPER_ROW = ROWS / 3 - 1;

    private final char[][] characters = new char[ROWS][COLUMNS];
    private final byte[][] styles = new byte[ROWS][COLUMNS];

    void put(int row, int column, char character, int style) {
        characters[row][column] = character;
        styles[row][column] = (byte) style;
    }

    boolean has(int row, int column) {
        return characters[row][column] != NOTHING;
    }

    boolean isEmpty(int row) {
        for (char character : characters[row]) {
            if (character != NOTHING && character != ' ' && character != '\u00a0') {
                return false;
            }
        }
        return true;
    }

    boolean isEmpty() {
        for (int row = 0; row < ROWS; row++) {
            if (!isEmpty(row)) {
                return false;
            }
        }
        return true;
    }

    void erase() {
        for (int row = 0; row < ROWS; row++) {
            erase(row, 0);
        }
    }

    /** To the end of the row. */
    void erase(int row, int fromColumn) {
        Arrays.fill(characters[row], fromColumn, COLUMNS, NOTHING);
        Arrays.fill(styles[row], fromColumn, COLUMNS, (byte) 0);
    }

    /** Leaves only a window of so many rows, moved so that it ends with another row. */
    void moveWindow(int depth, int lastRow, int newLastRow) {
        char[][] kept = new char[depth][];
        byte[][] keptStyles = new byte[depth][];
        for (int i = 0; i < depth; i++) {
            boolean there = lastRow - i >= 0;
            kept[i] = there ? characters[lastRow - i].clone() : new char[COLUMNS];
            keptStyles[i] = there ? styles[lastRow - i].clone() : new byte[COLUMNS];
        }
        erase();
        for (int i = 0; i < depth && newLastRow - i >= 0; i++) {
            characters[newLastRow - i] = kept[i];
            styles[newLastRow - i] = keptStyles[i];
        }
    }

    /** Empty when there is nothing to be read. */
    String text() {
        SafeText text = new SafeText();
        for (int row = 0; row < ROWS; row++) {
            for (int column = 0; column < COLUMNS; column++) {
                text.set('i', (styles[row][column] & ITALIC) != 0);
                text.set('u', (styles[row][column] & UNDERLINED) != 0);
                text.character(has(row, column) ? characters[row][column] : ' ');
            }
            text.set('i', false);
            text.set('u', false);
            text.character('\n');
        }
        return text.end();
    }

    /** As {@link CueSettings} has them. */
    String settings() {
        for (int row = ROWS - 1; row > LAST_UPPER_ROW; row--) {
            if (!isEmpty(row)) {
                return "";
            }
        }
        return "line:0";
    }
}
