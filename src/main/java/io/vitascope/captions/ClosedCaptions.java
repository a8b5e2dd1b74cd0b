package io.vitascope.captions;

import java.util.Map;
import java.util.TreeMap;

/**
 * Reads the captions that broadcasts and discs of North America carry in the picture: two bytes a field, once in line 21
 * and now beside the pictures ({@code cc_data} of ATSC A/53). A field holds two channels, the second also facts about
 * the programme, which are not read. Confined to one thread.
 *
 * <p>Nothing here believes what it is given: all that a stranger's bytes can do is to write characters on a screen of
 * fixed size.
 *
 * <p>Source: ANSI/CTA-608-E; ATSC A/53 part 4, section 6.2.3 (cc_data); 47 CFR 15.119.
 */
public final class ClosedCaptions {
    /** {@code cc_valid}, before {@code cc_type}, which is 0 or 1 for the two fields. */
    private static final int VALID = 4;

    private static final int UNIT_BYTES = 3;

    /** So long a pair of bytes takes in line 21; discs hand out those of half a second at once. */
    private static final double PAIR_MS = 1001 / 30.0;

    private final Field[] fields = {new Field(), new Field()};
    private double latestMs;

    /** One field of the picture. */
    private static final class Field {
        private final Line21Channel[] channels = {new Line21Channel(), new Line21Channel()};
        private int channel;
        /** The command before, since each is sent twice. */
        private int lastCommand;

        private boolean factsOfProgramme;

        void pair(int first, int second, long nowMs) {
            if (!isOdd(first)) {
                return;
            }
            int high = first & 0x7f;
            int low = isOdd(second) ? second & 0x7f : 0;
            if (high == 0 && low == 0) {
                return; // filler
            }
            if (high >= 0x10 && high < 0x20) {
                if (low >= 0x20) {
                    command(high, low, nowMs);
                }
                return;
            }
            lastCommand = 0;
            if (high > 0 && high < 0x10) {
                factsOfProgramme = high != 0x0f;
            } else if (!factsOfProgramme) {
                text(high, nowMs);
                text(low, nowMs);
            }
        }

        private void text(int code, long nowMs) {
            if (code >= 0x20) {
                channels[channel].character(Line21Characters.basic(code), nowMs);
            }
        }

        private void command(int high, int low, long nowMs) {
            factsOfProgramme = false;
            int both = high << 8 | low;
            if (both == lastCommand) {
                lastCommand = 0;
                return;
            }
            lastCommand = both;
            channel = high >> 3 & 1;
            Line21Channel target = channels[channel];
            int group = high & 7;
            if (low >= 0x40) {
                target.preamble(group, low, nowMs);
                return;
            }
            boolean upper = low >= 0x30;
            switch (group) {
                case 1 -> {
                    if (upper) {
                        target.character(Line21Characters.special(low), nowMs);
                    } else {
                        target.midRow(low, nowMs);
                    }
                }
                case 2, 3 -> target.replace(Line21Characters.extended(group == 2, low), nowMs);
                case 4, 5 -> { // 5 is the second field's, and some encoders send 4 there
                    if (!upper) {
                        target.command(low, nowMs);
                    }
                }
                case 7 -> {
                    if (low > 0x20 && low < 0x24) {
                        target.tab(low - 0x20);
                    }
                }
                default -> {} // the colour behind the characters
            }
        }

        private static boolean isOdd(int code) {
            return Integer.bitCount(code & 0xff) % 2 == 1;
        }
    }

    /**
     * What comes with one picture, in the order in which pictures are shown.
     *
     * @param timeMs when it is shown
     * @param data triples of a byte that tells what the other two are, and these
     */
    public void add(long timeMs, byte[] data) {
        int[] pairs = new int[fields.length];
        double sinceMs = timeMs;
        for (int at = 0; at + UNIT_BYTES <= data.length; at += UNIT_BYTES) {
            int kind = data[at] & 7;
            if (kind == VALID || kind == VALID + 1) {
                int field = kind & 1;
                latestMs = Math.max(latestMs, sinceMs + pairs[field]++ * PAIR_MS);
                fields[field].pair(data[at + 1] & 0xff, data[at + 2] & 0xff, Math.round(latestMs));
            }
        }
    }

    /**
     * Nothing follows.
     *
     * @param endMs of the video
     * @return by the number of its channel, 1 to 4, what has text
     */
    public Map<Integer, Captions> end(long endMs) {
        Map<Integer, Captions> found = new TreeMap<>();
        for (int i = 0; i < 2 * fields.length; i++) {
            Captions captions = fields[i / 2].channels[i % 2].end(Math.max(endMs, Math.round(latestMs)));
            if (!captions.isEmpty()) {
                found.put(i + 1, captions);
            }
        }
        return found;
    }
}
