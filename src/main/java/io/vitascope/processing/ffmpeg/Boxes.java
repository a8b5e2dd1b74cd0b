package io.vitascope.processing.ffmpeg;

import java.nio.ByteBuffer;
import java.util.Locale;
import java.util.Optional;

/** Reads the few MP4 boxes that playlists speak of. Source: ISO/IEC 14496-12 and 14496-15. Pure. */
final class Boxes {
    private static final int HEADER_BYTES = 8;

    private Boxes() {}

    /** The payload of the first box reached by the path, for example {@code moof/traf/tfdt}. */
    static Optional<ByteBuffer> find(ByteBuffer from, String path) {
        ByteBuffer inside = from.slice();
        String[] names = path.split("/");
        for (int depth = 0; depth < names.length; depth++) {
            Optional<ByteBuffer> box = child(inside, names[depth]);
            if (box.isEmpty()) {
                return box;
            }
            inside = box.get();
        }
        return Optional.of(inside);
    }

    private static Optional<ByteBuffer> child(ByteBuffer inside, String name) {
        int at = 0;
        while (at + HEADER_BYTES <= inside.limit()) {
            long size = inside.getInt(at) & 0xffff_ffffL;
            long end = size == 0 ? inside.limit() : at + size;
            if (size == 1 || end > inside.limit() || end < at + HEADER_BYTES) {
                return Optional.empty();
            }
            if (isNamed(inside, at, name)) {
                int skip = HEADER_BYTES + fieldsBeforeChildren(name);
                return end - at < skip ? Optional.empty() : Optional.of(inside.slice(at + skip, (int) end - at - skip));
            }
            at = (int) end;
        }
        return Optional.empty();
    }

    private static boolean isNamed(ByteBuffer inside, int at, String name) {
        for (int i = 0; i < 4; i++) {
            if (inside.get(at + 4 + i) != (byte) name.charAt(i)) {
                return false;
            }
        }
        return true;
    }

    /** Boxes that hold fields of their own before the boxes inside them. */
    private static int fieldsBeforeChildren(String name) {
        return switch (name) {
            case "stsd" -> 8;
            case "avc1", "av01" -> 78;
            case "mp4a" -> 28;
            default -> 0;
        };
    }

    /**
     * The RFC 6381 name of what an init segment announces, for example {@code avc1.64001f} or {@code av01.0.08M.08}.
     */
    static String codecs(ByteBuffer init) {
        String entry = "moov/trak/mdia/minf/stbl/stsd/";
        return find(init, entry + "avc1/avcC")
                .map(avcc -> String.format(
                        Locale.ROOT,
                        "avc1.%02x%02x%02x",
                        Byte.toUnsignedInt(avcc.get(1)),
                        Byte.toUnsignedInt(avcc.get(2)),
                        Byte.toUnsignedInt(avcc.get(3))))
                .or(() -> find(init, entry + "av01/av1C").map(Boxes::av1Codecs))
                .orElse("mp4a.40.2");
    }

    /** Source: AV1 Codec ISO Media File Format Binding, sections 2.3.3 and 5. */
    private static String av1Codecs(ByteBuffer av1c) {
        int profileAndLevel = Byte.toUnsignedInt(av1c.get(1));
        int flags = Byte.toUnsignedInt(av1c.get(2));
        boolean highTier = (flags & 0x80) != 0;
        boolean tenBits = (flags & 0x40) != 0;
        return String.format(
                Locale.ROOT,
                "av01.%d.%02d%s.%s",
                profileAndLevel >> 5,
                profileAndLevel & 0x1f,
                highTier ? "H" : "M",
                tenBits ? "10" : "08");
    }

    /** Start of the segment's first sample in ticks, decoding order. */
    static long decodeTime(ByteBuffer segment) {
        ByteBuffer tfdt = find(segment, "moof/traf/tfdt").orElseThrow(() -> new IllegalStateException("no tfdt"));
        return tfdt.get(0) == 1 ? tfdt.getLong(4) : tfdt.getInt(4) & 0xffff_ffffL;
    }

    /** Bytes from the start of the segment to the end of its first sample. */
    static long firstSampleEnd(ByteBuffer segment) {
        int moof = 0;
        while (!isNamed(segment, moof, "moof")) {
            moof += segment.getInt(moof);
        }
        ByteBuffer trun = find(segment, "moof/traf/trun").orElseThrow(() -> new IllegalStateException("no trun"));
        int flags = trun.getInt(0) & 0xff_ffff;
        int dataOffset = trun.getInt(8);
        int at = 12 + ((flags & 0x4) != 0 ? 4 : 0) + ((flags & 0x100) != 0 ? 4 : 0);
        long size = (flags & 0x200) != 0 ? trun.getInt(at) & 0xffff_ffffL : defaultSampleBytes(segment);
        return moof + dataOffset + size;
    }

    private static long defaultSampleBytes(ByteBuffer segment) {
        ByteBuffer tfhd = find(segment, "moof/traf/tfhd").orElseThrow(() -> new IllegalStateException("no tfhd"));
        int flags = tfhd.getInt(0) & 0xff_ffff;
        int at = 8 + ((flags & 0x1) != 0 ? 8 : 0) + ((flags & 0x2) != 0 ? 4 : 0) + ((flags & 0x8) != 0 ? 4 : 0);
        return (flags & 0x10) != 0 ? tfhd.getInt(at) & 0xffff_ffffL : 0;
    }
}
