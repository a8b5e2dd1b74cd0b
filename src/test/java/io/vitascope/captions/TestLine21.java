package io.vitascope.captions;

import java.io.ByteArrayOutputStream;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * Writes line 21 as an encoder of captions does: one pair of bytes a picture and field, with parity, commands twice;
 * and gives it out as the pictures of a digital broadcast have it.
 */
public final class TestLine21 {
    private static final int[] ROWS = {
        0x1140, 0x1160, 0x1240, 0x1260, 0x1540, 0x1560, 0x1640, 0x1660, 0x1740, 0x1760, 0x1040, 0x1340, 0x1360, 0x1440,
        0x1460
    };
    private static final int NO_INDENT = 0x10;

    /** By picture, of each field. */
    private final List<Map<Integer, byte[]>> fields = List.of(new TreeMap<>(), new TreeMap<>());

    private int field;
    private int second;
    private int picture;
    private List<byte[]> gathered = new ArrayList<>();

    /** @param number 1 to 4 */
    public TestLine21 channel(int number) {
        field = (number - 1) / 2;
        second = (number - 1) % 2 * 0x08;
        return this;
    }

    /** What was said since the last call is sent so that its last pair comes with this picture. */
    public TestLine21 until(int lastPicture) {
        for (int i = 0; i < gathered.size(); i++) {
            int at = lastPicture - gathered.size() + 1 + i;
            if (fields.get(field).put(at, gathered.get(i)) != null) {
                throw new IllegalStateException("two pairs in picture " + at);
            }
        }
        gathered = new ArrayList<>();
        picture = lastPicture + 1;
        return this;
    }

    /** The same from this picture on. */
    public TestLine21 from(int firstPicture) {
        return until(firstPicture + gathered.size() - 1);
    }

    /** And right behind what was sent before. */
    public TestLine21 next() {
        return from(picture);
    }

    /** A caption that appears with this picture: its second command to appear comes a picture later. */
    public TestLine21 popOn(int shownFrom, int row, String text) {
        return command(0x20).command(0x2e).row(row).text(text).command(0x2f).until(shownFrom + 1);
    }

    public TestLine21 erased(int from) {
        return command(0x2c).from(from);
    }

    /** One of the second byte's: 0x20 for captions that pop on, 0x2f for showing them, and so on. */
    public TestLine21 command(int code) {
        return both(0x14 + field << 8 | code);
    }

    public TestLine21 row(int row) {
        return both(ROWS[row - 1] | NO_INDENT);
    }

    /** Twice, as all commands are. @param code two bytes, of the first channel */
    public TestLine21 both(int code) {
        return once(code | second << 8).once(code | second << 8);
    }

    public TestLine21 once(int code) {
        gathered.add(new byte[] {odd(code >> 8), odd(code & 0xff)});
        return this;
    }

    /** With parity as given. */
    TestLine21 raw(int first, int other) {
        gathered.add(new byte[] {(byte) first, (byte) other});
        return this;
    }

    /** Of ASCII. */
    public TestLine21 text(String ascii) {
        for (int i = 0; i < ascii.length(); i += 2) {
            once(ascii.charAt(i) << 8 | (i + 1 < ascii.length() ? ascii.charAt(i + 1) : 0));
        }
        return this;
    }

    static byte odd(int code) {
        return (byte) (Integer.bitCount(code) % 2 == 1 ? code : code | 0x80);
    }

    /** {@code cc_data} of one picture: a pair of each field, nothing where there is none, and filler behind. */
    public byte[] of(int number) {
        ByteArrayOutputStream data = new ByteArrayOutputStream();
        for (int i = 0; i < 2; i++) {
            byte[] pair = fields.get(i).getOrDefault(number, new byte[] {(byte) 0x80, (byte) 0x80});
            data.write(0xfc | i);
            data.writeBytes(pair);
        }
        data.writeBytes(new byte[] {(byte) 0xf9, 0, 0, (byte) 0xfa, 0, 0});
        return data.toByteArray();
    }

    /** Pairs of the first field alone, from one picture to before another. */
    public byte[] firstField(int from, int until) {
        ByteArrayOutputStream pairs = new ByteArrayOutputStream();
        for (int i = from; i < until; i++) {
            pairs.writeBytes(Arrays.copyOfRange(of(i), 0, 3));
        }
        return pairs.toByteArray();
    }
}
