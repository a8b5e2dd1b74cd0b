package io.vitascope.processing.ffmpeg;

import static org.bytedeco.ffmpeg.global.avcodec.av_packet_make_writable;
import static org.bytedeco.ffmpeg.global.avcodec.av_shrink_packet;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.Optional;
import org.bytedeco.ffmpeg.avcodec.AVPacket;

/**
 * Takes captions out of packets of H.264 and leaves everything else in them as it is: of a unit of supplemental
 * information (SEI) only the message that holds captions goes, for others tell of timing, of where decoding can begin,
 * of light and of frames packed for two eyes.
 *
 * <p>Source: ITU-T H.264, 7.3.1, 7.3.2.3 and annex D; ATSC A/53 part 4, section 6.2.3. Stateless.
 */
final class CaptionUnits {
    private static final int SUPPLEMENTAL = 6;
    private static final int REGISTERED_USER_DATA = 4;

    /** United States, ATSC, GA94, cc_data. */
    private static final byte[] CAPTIONS = {(byte) 0xb5, 0x00, 0x31, 'G', 'A', '9', '4', 0x03};

    /** Flags and a count, and a byte of no meaning. */
    private static final int BEFORE_TRIPLES = 2;

    /** Of a number that goes on. */
    private static final byte FULL = (byte) 0xff;

    private static final int PROCESSED = 0x40;
    private static final int TRIPLE_BYTES = 3;

    private CaptionUnits() {}

    /**
     * Takes them out of the packet, which is shorter afterwards; empty if there are none.
     *
     * <p>Errors: NOT_COPYABLE if what is left would not fit.
     */
    static Optional<byte[]> take(AVPacket packet, NalUnits nal) throws FfmpegException {
        Optional<Taken> taken = take(packet.data().capacity(packet.size()).asByteBuffer(), nal);
        if (taken.isPresent()) {
            Calls.check("av_packet_make_writable", av_packet_make_writable(packet));
            packet.data().put(taken.get().rest());
            av_shrink_packet(packet, taken.get().rest().length);
        }
        return taken.map(Taken::captions);
    }

    /**
     * What is left, and what was taken.
     *
     * @param captions triples of bytes
     */
    record Taken(byte[] rest, byte[] captions) {}

    static Optional<Taken> take(ByteBuffer packet, NalUnits nal) throws FfmpegException {
        ByteArrayOutputStream rest = new ByteArrayOutputStream();
        ByteArrayOutputStream captions = new ByteArrayOutputStream();
        int passed = 0;
        for (NalUnits.Place place : nal.before(packet, SUPPLEMENTAL)) {
            Optional<Taken> taken = takeOfUnit(nal.plain(packet, place));
            if (taken.isPresent()) {
                rest.writeBytes(bytes(packet, passed, place.from()));
                byte[] left = taken.get().rest();
                byte[] unit = left.length > 0 ? nal.unit(left) : left;
                if (unit.length > place.until() - place.from()) {
                    throw Copier.unfit("what stands beside its pictures makes no sense"); // it was not escaped
                }
                rest.writeBytes(unit);
                captions.writeBytes(taken.get().captions());
                passed = place.until();
            }
        }
        if (passed == 0) {
            return Optional.empty();
        }
        rest.writeBytes(bytes(packet, passed, packet.limit()));
        return Optional.of(new Taken(rest.toByteArray(), captions.toByteArray()));
    }

    private static byte[] bytes(ByteBuffer packet, int from, int until) {
        byte[] bytes = new byte[until - from];
        packet.get(from, bytes);
        return bytes;
    }

    /** Nothing is left of a unit that holds captions only. One that makes no sense stays as it is. */
    private static Optional<Taken> takeOfUnit(byte[] plain) {
        ByteArrayOutputStream rest = new ByteArrayOutputStream(plain.length);
        ByteArrayOutputStream captions = new ByteArrayOutputStream();
        rest.write(plain, 0, 1);
        boolean found = false;
        int at = 1;
        while (plain.length - at > 2) { // more than the bits at the end
            int start = at;
            int type = 0;
            int size = 0;
            for (; plain[at] == FULL && at < plain.length - 1; at++) {
                type += 0xff;
            }
            type += plain[at++] & 0xff;
            for (; at < plain.length - 1 && plain[at] == FULL; at++) {
                size += 0xff;
            }
            size += at < plain.length ? plain[at++] & 0xff : 0;
            if (size > plain.length - at) {
                return Optional.empty();
            }
            if (type == REGISTERED_USER_DATA && isCaptions(plain, at, size)) {
                found = true;
                triples(plain, at + CAPTIONS.length, at + size, captions);
            } else {
                rest.write(plain, start, at + size - start);
            }
            at += size;
        }
        if (!found) {
            return Optional.empty();
        }
        boolean hasMore = rest.size() > 1;
        rest.write(plain, at, plain.length - at);
        return Optional.of(new Taken(hasMore ? rest.toByteArray() : new byte[0], captions.toByteArray()));
    }

    private static boolean isCaptions(byte[] plain, int at, int size) {
        return size >= CAPTIONS.length + BEFORE_TRIPLES
                && Arrays.equals(plain, at, at + CAPTIONS.length, CAPTIONS, 0, CAPTIONS.length);
    }

    private static void triples(byte[] plain, int at, int end, ByteArrayOutputStream captions) {
        if ((plain[at] & PROCESSED) != 0) {
            int bytes = Math.min((plain[at] & 0x1f) * TRIPLE_BYTES, end - at - BEFORE_TRIPLES);
            captions.write(plain, at + BEFORE_TRIPLES, bytes);
        }
    }
}
