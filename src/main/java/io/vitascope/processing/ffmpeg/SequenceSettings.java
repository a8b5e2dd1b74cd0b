package io.vitascope.processing.ffmpeg;

import java.nio.ByteBuffer;
import java.util.Optional;
import java.util.Set;

/**
 * What a sequence parameter set of H.264 tells that FFmpeg does not. Source: ITU-T H.264, section 7.3.2.1.1. Immutable.
 *
 * @param isMonochrome no colours are coded
 */
record SequenceSettings(boolean isMonochrome) {
    private static final int TYPE = 7;
    private static final int FIRST_FIELD = 4;

    /** {@code profile_idc} of those that tell their chroma format. */
    private static final Set<Integer> WITH_CHROMA =
            Set.of(100, 110, 122, 244, 44, 83, 86, 118, 128, 138, 139, 134, 135);

    /** Empty for another NAL unit and for one that is cut off. */
    static Optional<SequenceSettings> of(ByteBuffer unit) {
        if (unit.limit() <= FIRST_FIELD || (unit.get(0) & 0x1f) != TYPE) {
            return Optional.empty();
        }
        if (!WITH_CHROMA.contains(unit.get(1) & 0xff)) {
            return Optional.of(new SequenceSettings(false));
        }
        // Two numbers of a few bits each: no byte of an escape can stand before them.
        BitReader bits = new BitReader(unit, FIRST_FIELD);
        bits.number();
        long chromaFormat = bits.number();
        return bits.isBeyondEnd() ? Optional.empty() : Optional.of(new SequenceSettings(chromaFormat == 0));
    }

    /** Reads Exp-Golomb numbers (section 9.1); zeros come behind the end. */
    private static final class BitReader {
        private final ByteBuffer bytes;
        private long at;

        BitReader(ByteBuffer bytes, int from) {
            this.bytes = bytes;
            this.at = 8L * from;
        }

        boolean isBeyondEnd() {
            return at > 8L * bytes.limit();
        }

        private int bit() {
            int place = (int) (at / 8);
            int bit = place < bytes.limit() ? bytes.get(place) >> (7 - at % 8) & 1 : 0;
            at++;
            return bit;
        }

        long number() {
            int zeros = 0;
            while (zeros < 32 && bit() == 0) {
                zeros++;
            }
            long value = 1;
            for (int i = 0; i < zeros; i++) {
                value = value << 1 | bit();
            }
            return value - 1;
        }
    }
}
