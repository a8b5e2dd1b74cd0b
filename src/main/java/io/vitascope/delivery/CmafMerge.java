package io.vitascope.delivery;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/**
 * Makes one fragmented MP4 of several CMAF tracks: one {@code moov} with a {@code trak} for each, numbered from 1, and
 * their fragments renumbered alike.
 *
 * <p>Only numbers are changed and no byte moves inside a fragment, so samples stay where {@code trun} says. Units:
 * ticks are those of the track's own timescale. Threads: stateless. Errors: {@link IllegalArgumentException} for what
 * is not CMAF with one track. Source: ISO/IEC 14496-12, sections 8.2 to 8.8; ISO/IEC 23000-19, section 7.
 */
final class CmafMerge {

    private static final int BASE_DATA_OFFSET_PRESENT = 1;

    /** Brand and minor version, then the brands that are kept: several tracks in one file are no longer CMAF. */
    private static final byte[] FILE_TYPE = "iso6\0\0\2\0iso6mp41".getBytes(StandardCharsets.ISO_8859_1);

    private CmafMerge() {}

    /** The initialization segment of all tracks together. */
    static byte[] initialization(List<byte[]> initializations) {
        List<Mp4Box> movies = initializations.stream().map(CmafMerge::movie).toList();
        List<byte[]> children = new ArrayList<>();
        Mp4Box header = movies.get(0).require("mvhd");
        byte[] movieHeader = copy(header);
        ByteBuffer.wrap(movieHeader).putInt(movieHeader.length - 4, movies.size() + 1); // next_track_ID
        children.add(movieHeader);
        List<byte[]> defaults = new ArrayList<>();
        for (int index = 0; index < movies.size(); index++) {
            Mp4Box movie = movies.get(index);
            children.add(track(movie.require("trak"), index + 1));
            defaults.add(trackExtends(movie.require("mvex", "trex"), index + 1));
        }
        children.add(box("mvex", defaults));
        ByteArrayOutputStream merged = new ByteArrayOutputStream();
        merged.writeBytes(box("ftyp", List.of(FILE_TYPE)));
        merged.writeBytes(box("moov", children));
        return merged.toByteArray();
    }

    /** Ticks per second of the only track. */
    static long timescale(byte[] initialization) {
        Mp4Box header = movie(initialization).require("trak", "mdia", "mdhd");
        return Integer.toUnsignedLong(header.int32(header.version() == 1 ? 20 : 12));
    }

    /** Ticks at which a fragment's first sample is decoded. */
    static long decodeTime(byte[] movieFragment) {
        Mp4Box time = fragment(movieFragment).require("traf", "tfdt");
        return time.version() == 1 ? time.int64(4) : Integer.toUnsignedLong(time.int32(4));
    }

    /**
     * Changes {@code movieFragment} in place: it becomes number {@code sequence}, of {@code track}, earlier by ticks.
     */
    static void renumber(byte[] movieFragment, int track, int sequence, long earlierByTicks) {
        Mp4Box fragment = fragment(movieFragment);
        fragment.require("mfhd").setInt32(4, sequence);
        for (Mp4Box part : fragment.children("traf")) {
            Mp4Box header = part.require("tfhd");
            if ((header.flags() & BASE_DATA_OFFSET_PRESENT) != 0) {
                throw new IllegalArgumentException("a fragment with absolute offsets cannot be moved");
            }
            header.setInt32(4, track);
            Mp4Box time = part.require("tfdt");
            if (time.version() == 1) {
                time.setInt64(4, time.int64(4) - earlierByTicks);
            } else {
                time.setInt32(4, Math.toIntExact(Integer.toUnsignedLong(time.int32(4)) - earlierByTicks));
            }
        }
    }

    private static byte[] track(Mp4Box track, int number) {
        byte[] renumbered = copy(track);
        Mp4Box header = Mp4Box.parse(renumbered).get(0).require("tkhd");
        header.setInt32(header.version() == 1 ? 20 : 12, number);
        return renumbered;
    }

    private static byte[] trackExtends(Mp4Box defaults, int number) {
        byte[] renumbered = copy(defaults);
        Mp4Box.parse(renumbered).get(0).setInt32(4, number);
        return renumbered;
    }

    private static Mp4Box movie(byte[] initialization) {
        return only("moov", initialization);
    }

    private static Mp4Box fragment(byte[] movieFragment) {
        return only("moof", movieFragment);
    }

    private static Mp4Box only(String type, byte[] bytes) {
        return Mp4Box.parse(bytes).stream()
                .filter(box -> box.type().equals(type))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("no " + type + " here"));
    }

    private static byte[] copy(Mp4Box box) {
        byte[] copy = new byte[box.size()];
        System.arraycopy(box.bytes(), box.start(), copy, 0, copy.length);
        return copy;
    }

    private static byte[] box(String type, List<byte[]> parts) {
        int size = 8 + parts.stream().mapToInt(part -> part.length).sum();
        ByteBuffer box = ByteBuffer.allocate(size).putInt(size).put(type.getBytes(StandardCharsets.ISO_8859_1));
        parts.forEach(box::put);
        return box.array();
    }
}
