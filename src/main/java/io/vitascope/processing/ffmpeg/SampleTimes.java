package io.vitascope.processing.ffmpeg;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What the index of an MP4 says of the times of one track, before any edit. Source: ISO/IEC 14496-12, section 8. Pure.
 */
final class SampleTimes {
    private static final int HEADER_BYTES = 8;
    private static final int LARGE_HEADER_BYTES = 16;
    private static final int MOST_BOXES = 10_000;
    private static final long MOST_TABLE_BYTES = 32 << 20;
    private static final int MOST_EDITS = 1_000;
    /** Nine hours at sixty pictures a second. */
    private static final long MOST_SAMPLES = 2_000_000;

    /** In ticks of the track. @param fromTicks -1 shows nothing */
    record Edit(long lengthTicks, long fromTicks) {
        boolean isEmpty() {
            return fromTicks < 0;
        }
    }

    /** What of an edit is shown. @param firstDecodeTicks of its first sample in the order of decoding */
    record Shown(long firstDecodeTicks, long earliestTicks) {
        boolean isNothing() {
            return earliestTicks == Long.MAX_VALUE;
        }
    }

    private record Box(String name, long from, long to) {}

    private final List<Edit> edits;
    private final long[] decodeTicks;
    private final long[] shownTicks;
    private final boolean[] keyframes;

    private SampleTimes(List<Edit> edits, long[] decodeTicks, long[] shownTicks, boolean[] keyframes) {
        this.edits = List.copyOf(edits);
        this.decodeTicks = decodeTicks;
        this.shownTicks = shownTicks;
        this.keyframes = keyframes;
    }

    List<Edit> edits() {
        return edits;
    }

    /** From the last keyframe that is shown no later than the edit begins, as FFmpeg reads it. */
    Shown shown(Edit edit) {
        int from = decodeTicks.length - 1;
        while (from > 0
                && !(keyframes[from]
                        && decodeTicks[from] <= edit.fromTicks()
                        && shownTicks[from] <= edit.fromTicks())) {
            from--;
        }
        long first = 0;
        long earliest = Long.MAX_VALUE;
        long end = edit.fromTicks() + edit.lengthTicks();
        for (int i = from; i < decodeTicks.length && decodeTicks[i] < end; i++) {
            if (shownTicks[i] >= edit.fromTicks() && shownTicks[i] < end) {
                first = earliest == Long.MAX_VALUE ? decodeTicks[i] : first;
                earliest = Math.min(earliest, shownTicks[i]);
            }
        }
        return new Shown(first, earliest);
    }

    /**
     * Empty unless the track's list has several edits: of others nothing is read. @param trackId as its header tells it
     */
    static Optional<SampleTimes> ofEdited(Path mp4, int trackId) {
        try (FileChannel file = FileChannel.open(mp4, StandardOpenOption.READ)) {
            Box moov = child(file, new Box("", 0, file.size()), "moov");
            Box mvhd = child(file, moov, "mvhd");
            if (moov == null || mvhd == null) {
                return Optional.empty();
            }
            for (Box trak : children(file, moov)) {
                ByteBuffer tkhd = table(file, child(file, trak, "tkhd"));
                if (trak.name().equals("trak") && tkhd.capacity() > 24 && id(tkhd) == trackId) {
                    return read(file, trak, scale(table(file, mvhd)));
                }
            }
            return Optional.empty();
        } catch (IOException | IndexOutOfBoundsException | ArithmeticException unreadable) {
            return Optional.empty(); // FFmpeg has more to say about it
        }
    }

    private static int id(ByteBuffer tkhd) {
        return tkhd.getInt(tkhd.get(0) == 1 ? 20 : 12);
    }

    private static long scale(ByteBuffer header) {
        return header.getInt(header.get(0) == 1 ? 20 : 12) & 0xffff_ffffL;
    }

    private static Optional<SampleTimes> read(FileChannel file, Box trak, long movieScale) throws IOException {
        ByteBuffer elst = table(file, child(file, child(file, trak, "edts"), "elst"));
        int count = elst.capacity() < HEADER_BYTES ? 0 : elst.getInt(4);
        Box mdia = child(file, trak, "mdia");
        Box stbl = child(file, child(file, mdia, "minf"), "stbl");
        ByteBuffer mdhd = table(file, child(file, mdia, "mdhd"));
        if (count < 2 || count > MOST_EDITS || stbl == null || mdhd.capacity() < 24) {
            return Optional.empty();
        }
        long scale = scale(mdhd);
        if (scale == 0 || movieScale == 0) {
            return Optional.empty();
        }
        List<Edit> edits = new ArrayList<>();
        boolean wide = elst.get(0) == 1;
        for (int i = 0; i < count; i++) {
            int at = HEADER_BYTES + i * (wide ? 20 : 12);
            long length = wide ? elst.getLong(at) : elst.getInt(at) & 0xffff_ffffL;
            long from = wide ? elst.getLong(at + 8) : elst.getInt(at + 4);
            edits.add(new Edit(
                    new TimeBase(1, Math.toIntExact(movieScale))
                            .rescale(length, new TimeBase(1, Math.toIntExact(scale))),
                    from));
        }
        long[] decode = decodeTicks(table(file, child(file, stbl, "stts")));
        long[] shown = shownTicks(decode, table(file, child(file, stbl, "ctts")));
        boolean[] keyframes = keyframes(decode.length, table(file, child(file, stbl, "stss")));
        return decode.length == 0 ? Optional.empty() : Optional.of(new SampleTimes(edits, decode, shown, keyframes));
    }

    private static long[] decodeTicks(ByteBuffer stts) {
        int runs = stts.capacity() < HEADER_BYTES ? 0 : stts.getInt(4);
        long samples = 0;
        for (int i = 0; i < runs; i++) {
            samples += stts.getInt(HEADER_BYTES + 8 * i) & 0xffff_ffffL;
        }
        if (samples > MOST_SAMPLES) {
            return new long[0];
        }
        long[] ticks = new long[(int) samples];
        int sample = 0;
        long now = 0;
        for (int i = 0; i < runs; i++) {
            for (int left = stts.getInt(HEADER_BYTES + 8 * i); left > 0; left--) {
                ticks[sample++] = now;
                now += stts.getInt(HEADER_BYTES + 8 * i + 4);
            }
        }
        return ticks;
    }

    /** Where a sample is shown before it is decoded, FFmpeg shows all later by as much. */
    private static long[] shownTicks(long[] decode, ByteBuffer ctts) {
        long[] ticks = decode.clone();
        int runs = ctts.capacity() < HEADER_BYTES ? 0 : ctts.getInt(4);
        int sample = 0;
        int least = 0;
        for (int i = 0; i < runs; i++) {
            int offset = ctts.getInt(HEADER_BYTES + 8 * i + 4);
            for (int left = ctts.getInt(HEADER_BYTES + 8 * i); left > 0 && sample < ticks.length; left--) {
                ticks[sample++] += offset;
                least = Math.min(least, offset);
            }
        }
        for (int i = 0; i < ticks.length; i++) {
            ticks[i] -= least;
        }
        return ticks;
    }

    private static boolean[] keyframes(int samples, ByteBuffer stss) {
        boolean[] keyframes = new boolean[samples];
        int count = stss.capacity() < HEADER_BYTES ? -1 : stss.getInt(4);
        for (int i = 0; i < samples && count < 0; i++) {
            keyframes[i] = true;
        }
        for (int i = 0; i < count; i++) {
            keyframes[stss.getInt(HEADER_BYTES + 4 * i) - 1] = true;
        }
        return keyframes;
    }

    private static @Nullable Box child(FileChannel file, @Nullable Box of, String name) throws IOException {
        for (Box box : children(file, of)) {
            if (box.name().equals(name)) {
                return box;
            }
        }
        return null;
    }

    private static List<Box> children(FileChannel file, @Nullable Box of) throws IOException {
        List<Box> boxes = new ArrayList<>();
        ByteBuffer header = ByteBuffer.allocate(LARGE_HEADER_BYTES);
        long at = of == null ? 0 : of.from();
        while (of != null && at + HEADER_BYTES <= of.to() && boxes.size() < MOST_BOXES) {
            header.clear();
            file.read(header, at);
            long size = header.getInt(0) & 0xffff_ffffL;
            int skip = size == 1 ? LARGE_HEADER_BYTES : HEADER_BYTES;
            size = size == 1 ? header.getLong(8) : size == 0 ? of.to() - at : size;
            if (size < skip || size > of.to() - at) {
                break;
            }
            boxes.add(new Box(new String(header.array(), 4, 4, StandardCharsets.ISO_8859_1), at + skip, at + size));
            at += size;
        }
        return boxes;
    }

    /** All that is in a box, nothing if there is none or it is larger than any honest one. */
    private static ByteBuffer table(FileChannel file, @Nullable Box box) throws IOException {
        if (box == null || box.to() - box.from() > MOST_TABLE_BYTES) {
            return ByteBuffer.allocate(0);
        }
        ByteBuffer bytes = ByteBuffer.allocate((int) (box.to() - box.from()));
        while (bytes.hasRemaining() && file.read(bytes, box.from() + bytes.position()) > 0) {
            // reads on
        }
        return bytes;
    }
}
