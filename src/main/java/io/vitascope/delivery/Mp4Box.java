package io.vitascope.delivery;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * One box of an MP4 in memory; a window on {@code bytes}, so that what is written through it changes them in place.
 *
 * <p>Offsets are in bytes, absolute in {@code bytes}. Errors: {@link IllegalArgumentException} for boxes that reach
 * beyond their parent. Threads: as confined as the array. Source: ISO/IEC 14496-12, section 4.2.
 *
 * @param start of the box's header
 * @param body where the header has ended
 * @param end after the last byte
 */
record Mp4Box(String type, byte[] bytes, int start, int body, int end) {

    /** The boxes that follow each other from {@code start} to {@code end}. */
    static List<Mp4Box> parse(byte[] bytes, int start, int end) {
        List<Mp4Box> boxes = new ArrayList<>();
        ByteBuffer buffer = ByteBuffer.wrap(bytes);
        int at = start;
        while (end - at >= 8) {
            long size = Integer.toUnsignedLong(buffer.getInt(at));
            String type = new String(bytes, at + 4, 4, StandardCharsets.ISO_8859_1);
            int header = 8;
            if (size == 1 && end - at >= 16) {
                size = buffer.getLong(at + 8);
                header = 16;
            } else if (size == 0) {
                size = end - at;
            }
            if (size < header || size > end - at) {
                throw new IllegalArgumentException("box " + type + " at " + at + " has an impossible size of " + size);
            }
            boxes.add(new Mp4Box(type, bytes, at, at + header, Math.toIntExact(at + size)));
            at = Math.toIntExact(at + size);
        }
        return boxes;
    }

    static List<Mp4Box> parse(byte[] bytes) {
        return parse(bytes, 0, bytes.length);
    }

    List<Mp4Box> children() {
        return parse(bytes, body, end);
    }

    List<Mp4Box> children(String wanted) {
        return children().stream().filter(child -> child.type.equals(wanted)).toList();
    }

    /** The first box at the end of this path of types. */
    Optional<Mp4Box> find(String... path) {
        Optional<Mp4Box> box = Optional.of(this);
        for (String step : path) {
            box = box.flatMap(parent -> parent.children(step).stream().findFirst());
        }
        return box;
    }

    Mp4Box require(String... path) {
        return find(path)
                .orElseThrow(() -> new IllegalArgumentException("box " + type + " has no " + String.join("/", path)));
    }

    /** Version of a full box. */
    int version() {
        return bytes[body];
    }

    /** Flags of a full box. */
    int flags() {
        return int32(0) & 0xFF_FFFF;
    }

    /** {@code offset} counts from the end of the header. */
    int int32(int offset) {
        return ByteBuffer.wrap(bytes).getInt(body + offset);
    }

    long int64(int offset) {
        return ByteBuffer.wrap(bytes).getLong(body + offset);
    }

    void setInt32(int offset, int value) {
        ByteBuffer.wrap(bytes).putInt(body + offset, value);
    }

    void setInt64(int offset, long value) {
        ByteBuffer.wrap(bytes).putLong(body + offset, value);
    }

    int size() {
        return end - start;
    }

    /** Compared by where it lies, not by what is in it. */
    @Override
    public boolean equals(Object other) {
        return other instanceof Mp4Box box && box.bytes == bytes && box.start == start && box.end == end;
    }

    @Override
    public int hashCode() {
        return 31 * System.identityHashCode(bytes) + start;
    }
}
