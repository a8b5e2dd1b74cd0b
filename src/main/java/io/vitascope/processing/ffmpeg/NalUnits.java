package io.vitascope.processing.ffmpeg;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.bytedeco.ffmpeg.avcodec.AVCodecParameters;
import org.bytedeco.ffmpeg.avcodec.AVPacket;
import org.bytedeco.javacpp.BytePointer;

/**
 * Reads the NAL units of an H.264 stream, with their lengths in front as MP4, Matroska and FLV store them, or between
 * start codes as MPEG-TS does.
 *
 * <p>Source: ISO/IEC 14496-15, 5.3.3; ITU-T H.264, table 7-1 and annex B. Immutable.
 */
final class NalUnits {
    private static final int SLICE = 1;
    private static final int IDR_SLICE = 5;
    private static final int SEQUENCE_SETTINGS = 7;
    private static final int PICTURE_SETTINGS = 8;
    private static final int START_CODE_BYTES = 3;
    private static final int ESCAPE = 3;
    private static final int AVCC_HEADER_BYTES = 7;
    private static final int LARGEST_HEADER_BYTES = 1 << 16;

    /** What a packet holds, as far as its first slice. */
    enum Picture {
        /** Nothing after it looks back beyond it. */
        IDR,
        OTHER,
        /** It brings sequence or picture settings that the stream's header does not have. */
        NEW_SETTINGS,
        UNREADABLE
    }

    /**
     * Where a unit lies in its packet.
     *
     * @param from where its length or its start code does
     * @param until where the next one begins; what is not of the unit itself may stand before that
     */
    record Place(int from, int until) {}

    /** 0 where start codes stand between units. */
    private final int lengthBytes;

    private final Set<ByteBuffer> settings;

    private NalUnits(int lengthBytes, Set<ByteBuffer> settings) {
        this.lengthBytes = lengthBytes;
        this.settings = settings;
    }

    /** Empty if the stream has no header that tells its settings. */
    static Optional<NalUnits> of(AVCodecParameters codec) {
        BytePointer header = codec.extradata();
        int size = codec.extradata_size();
        if (Calls.isNull(header) || size < AVCC_HEADER_BYTES || size > LARGEST_HEADER_BYTES) {
            return Optional.empty();
        }
        byte[] bytes = new byte[size];
        header.get(bytes);
        return of(ByteBuffer.wrap(bytes));
    }

    static Optional<NalUnits> of(ByteBuffer header) {
        return header.get(0) == 1 ? ofRecord(header) : ofStartCodes(header);
    }

    private static Optional<NalUnits> ofRecord(ByteBuffer header) {
        Set<ByteBuffer> settings = new HashSet<>();
        int lengthBytes = (header.get(4) & 3) + 1;
        int at = 5;
        for (int mask : new int[] {0x1f, 0xff}) { // sequence settings, then picture settings
            if (at >= header.limit()) {
                return Optional.empty();
            }
            int count = header.get(at++) & mask;
            for (int i = 0; i < count; i++) {
                if (at + 2 > header.limit()) {
                    return Optional.empty();
                }
                int length = header.getShort(at) & 0xffff;
                at += 2;
                if (at + length > header.limit()) {
                    return Optional.empty();
                }
                settings.add(header.slice(at, length));
                at += length;
            }
        }
        return settings.size() < 2 ? Optional.empty() : Optional.of(new NalUnits(lengthBytes, settings));
    }

    private static Optional<NalUnits> ofStartCodes(ByteBuffer header) {
        Set<ByteBuffer> settings = new HashSet<>();
        boolean sequence = false;
        boolean picture = false;
        for (int at = unitAfter(header, 0); at < header.limit(); at = unitAfter(header, at)) {
            int type = header.get(at) & 0x1f;
            sequence |= type == SEQUENCE_SETTINGS;
            picture |= type == PICTURE_SETTINGS;
            settings.add(unitBetweenCodes(header, at));
        }
        return sequence && picture ? Optional.of(new NalUnits(0, settings)) : Optional.empty();
    }

    /** Whether its pictures have no colours, which few players expect. */
    boolean isMonochrome() {
        return settings.stream().anyMatch(unit -> SequenceSettings.of(unit)
                .filter(SequenceSettings::isMonochrome)
                .isPresent());
    }

    Picture look(AVPacket packet) {
        int size = packet.size();
        return size <= 0
                ? Picture.UNREADABLE
                : look(packet.data().capacity(size).asByteBuffer());
    }

    Picture look(ByteBuffer packet) {
        return lengthBytes == 0 ? lookBetweenCodes(packet) : lookAtLengths(packet);
    }

    private Picture lookAtLengths(ByteBuffer packet) {
        int at = 0;
        while (at + lengthBytes < packet.limit()) {
            long length = 0;
            for (int i = 0; i < lengthBytes; i++) {
                length = length << 8 | packet.get(at + i) & 0xff;
            }
            at += lengthBytes;
            int type = packet.get(at) & 0x1f;
            if (isSlice(type)) {
                return type == IDR_SLICE ? Picture.IDR : Picture.OTHER;
            }
            if (length <= 0 || at + length > packet.limit()) {
                return Picture.UNREADABLE;
            }
            if (isSettings(type) && !settings.contains(packet.slice(at, (int) length))) {
                return Picture.NEW_SETTINGS;
            }
            at += (int) length;
        }
        return Picture.UNREADABLE;
    }

    private Picture lookBetweenCodes(ByteBuffer packet) {
        for (int at = unitAfter(packet, 0); at < packet.limit(); at = unitAfter(packet, at)) {
            int type = packet.get(at) & 0x1f;
            if (isSlice(type)) {
                return type == IDR_SLICE ? Picture.IDR : Picture.OTHER;
            }
            if (isSettings(type) && !settings.contains(unitBetweenCodes(packet, at))) {
                return Picture.NEW_SETTINGS;
            }
        }
        return Picture.UNREADABLE;
    }

    /** Those units of a type that stand in front of the picture itself. */
    List<Place> before(ByteBuffer packet, int type) {
        List<Place> found = List.of();
        int unit = lengthBytes == 0 ? unitAfter(packet, 0) : lengthBytes;
        while (unit < packet.limit() && !isSlice(packet.get(unit) & 0x1f)) {
            int from = unit - prefixBytes();
            int next = lengthBytes == 0 ? unitAfter(packet, unit) : unit + length(packet, from) + lengthBytes;
            int until = lengthBytes == 0 && next == packet.limit() ? next : next - prefixBytes();
            if (until <= unit || until > packet.limit()) {
                return found;
            }
            if ((packet.get(unit) & 0x1f) == type) {
                found = found.isEmpty() ? new ArrayList<>() : found;
                found.add(new Place(from, until));
            }
            unit = next;
        }
        return found;
    }

    private int prefixBytes() {
        return lengthBytes == 0 ? START_CODE_BYTES : lengthBytes;
    }

    /** Negative, or very large, if it makes no sense. */
    private int length(ByteBuffer packet, int at) {
        int length = 0;
        for (int i = 0; i < lengthBytes; i++) {
            length = length << 8 | packet.get(at + i) & 0xff;
        }
        return length < 0 || length > packet.limit() ? packet.limit() : length;
    }

    /** The unit's own bytes as they were before they were escaped. */
    byte[] plain(ByteBuffer packet, Place place) {
        int from = place.from() + prefixBytes();
        int until = place.until();
        while (lengthBytes == 0 && until > from && packet.get(until - 1) == 0) {
            until--;
        }
        ByteArrayOutputStream plain = new ByteArrayOutputStream(until - from);
        int zeros = 0;
        for (int at = from; at < until; at++) {
            byte value = packet.get(at);
            if (zeros >= 2 && value == ESCAPE) {
                zeros = 0;
                continue;
            }
            zeros = value == 0 ? zeros + 1 : 0;
            plain.write(value);
        }
        return plain.toByteArray();
    }

    /** A unit of these bytes, escaped, with its length or a start code in front. */
    byte[] unit(byte[] plain) {
        ByteArrayOutputStream unit = new ByteArrayOutputStream(plain.length + 16);
        int zeros = 0;
        for (byte value : plain) {
            if (zeros >= 2 && (value & 0xff) <= ESCAPE) {
                unit.write(ESCAPE);
                zeros = 0;
            }
            zeros = value == 0 ? zeros + 1 : 0;
            unit.write(value);
        }
        ByteBuffer whole = ByteBuffer.allocate(prefixBytes() + unit.size());
        for (int i = 0; i < lengthBytes; i++) {
            whole.put((byte) (unit.size() >> 8 * (lengthBytes - 1 - i)));
        }
        if (lengthBytes == 0) {
            whole.put(new byte[] {0, 0, 1});
        }
        return whole.put(unit.toByteArray()).array();
    }

    private static boolean isSlice(int type) {
        return type >= SLICE && type <= IDR_SLICE;
    }

    private static boolean isSettings(int type) {
        return type == SEQUENCE_SETTINGS || type == PICTURE_SETTINGS;
    }

    /** Where the unit behind the next start code begins, or the limit if there is none. */
    private static int unitAfter(ByteBuffer bytes, int from) {
        for (int at = from; at + 3 < bytes.limit(); at++) {
            if (bytes.get(at) == 0 && bytes.get(at + 1) == 0 && bytes.get(at + 2) == 1) {
                return at + 3;
            }
        }
        return bytes.limit();
    }

    /** Without the zeros that may stand before the next start code. */
    private static ByteBuffer unitBetweenCodes(ByteBuffer bytes, int start) {
        int next = unitAfter(bytes, start);
        int end = next == bytes.limit() ? next : next - 3;
        while (end > start && bytes.get(end - 1) == 0) {
            end--;
        }
        return bytes.slice(start, end - start);
    }
}
