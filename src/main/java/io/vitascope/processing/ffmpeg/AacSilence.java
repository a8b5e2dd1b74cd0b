package io.vitascope.processing.ffmpeg;

import static org.bytedeco.ffmpeg.global.avcodec.AV_PKT_FLAG_KEY;
import static org.bytedeco.ffmpeg.global.avcodec.av_new_packet;

import java.util.Arrays;
import java.util.Optional;
import org.bytedeco.ffmpeg.avcodec.AVCodecParameters;
import org.bytedeco.ffmpeg.avcodec.AVPacket;

/**
 * A block of AAC-LC in which nothing is to be heard, to be put between blocks of a sound that is passed on as it is. It
 * is the same at every sample rate. Immutable.
 *
 * <p>Source: ISO/IEC 14496-3, 4.4.2, the syntax of {@code raw_data_block} with no scale factor bands.
 */
final class AacSilence {
    private static final int SINGLE = 0;
    private static final int PAIR = 1;
    private static final int LOW_FREQUENCIES = 3;
    private static final int END = 7;

    private final byte[] block;

    private AacSilence(byte[] block) {
        this.block = block;
    }

    /**
     * Empty if the channels are not in one of the usual orders.
     *
     * @param header of its blocks, if that tells it; else the description does
     */
    static Optional<AacSilence> like(AVCodecParameters codec, Optional<Adts> header) {
        if (header.isPresent()) {
            return ofConfig(header.get().config());
        }
        if (codec.extradata_size() < 2) {
            return Optional.empty();
        }
        return ofConfig(
                (codec.extradata().get(0) & 0xff) << 8 | codec.extradata().get(1) & 0xff);
    }

    /** @param config the first 16 bits of an AudioSpecificConfig */
    private static Optional<AacSilence> ofConfig(int config) {
        Bits bits = new Bits();
        switch (config >> 3 & 15) {
            case 1 -> bits.single(SINGLE, 0);
            case 2 -> bits.pair(0);
            case 6 -> {
                bits.single(SINGLE, 0);
                bits.pair(0);
                bits.pair(1);
                bits.single(LOW_FREQUENCIES, 0);
            }
            default -> {
                return Optional.empty();
            }
        }
        return Optional.of(new AacSilence(bits.end()));
    }

    /** Without times; the caller owns it. */
    Owned<AVPacket> packet() throws FfmpegException {
        Owned<AVPacket> packet = Owned.packet();
        try {
            Calls.check("av_new_packet", av_new_packet(packet.get(), block.length));
            packet.get().data().capacity(block.length).put(block);
            packet.get().flags(AV_PKT_FLAG_KEY);
            return packet;
        } catch (FfmpegException | RuntimeException failure) {
            packet.close();
            throw failure;
        }
    }

    private static final class Bits {
        private final byte[] bytes = new byte[32];
        private int length;

        private void add(int value, int width) {
            for (int bit = width - 1; bit >= 0; bit--) {
                bytes[length / 8] |= (byte) ((value >> bit & 1) << 7 - length % 8);
                length++;
            }
        }

        void single(int element, int tag) {
            add(element, 3);
            add(tag, 4);
            add(0, 8); // global gain
            window();
            nothingElse();
        }

        void pair(int tag) {
            add(PAIR, 3);
            add(tag, 4);
            add(1, 1); // one window for both
            window();
            add(0, 2); // no middle and side
            for (int channel = 0; channel < 2; channel++) {
                add(0, 8);
                nothingElse();
            }
        }

        /** A long window of sine shape, without bands or prediction. */
        private void window() {
            add(0, 1 + 2 + 1 + 6 + 1);
        }

        /** Neither pulses, nor noise shaping, nor gain control. */
        private void nothingElse() {
            add(0, 3);
        }

        byte[] end() {
            add(END, 3);
            return Arrays.copyOf(bytes, (length + 7) / 8);
        }
    }
}
