package io.vitascope.processing.ffmpeg;

import static org.bytedeco.ffmpeg.global.avcodec.AV_INPUT_BUFFER_PADDING_SIZE;
import static org.bytedeco.ffmpeg.global.avutil.av_mallocz;

import java.nio.ByteBuffer;
import java.util.Optional;
import org.bytedeco.ffmpeg.avcodec.AVCodecParameters;
import org.bytedeco.ffmpeg.avcodec.AVPacket;
import org.bytedeco.javacpp.BytePointer;

/**
 * The header that MPEG-TS puts before each block of AAC, where MP4 has one description of all.
 *
 * <p>Source: ISO/IEC 13818-7, 6.2; ISO/IEC 14496-3, 1.6.2.1. Immutable.
 */
final class Adts {
    private static final int HEADER_BYTES = 7;
    private static final int CHECKSUM_BYTES = 2;
    private static final int BLOCK_SAMPLES = 1024;
    private static final int[] FREQUENCIES = {
        96_000, 88_200, 64_000, 48_000, 44_100, 32_000, 24_000, 22_050, 16_000, 12_000, 11_025, 8_000, 7_350
    };

    private final int profile;
    private final int frequency;
    private final int channels;
    private final int blocks;

    private Adts(int profile, int frequency, int channels, int blocks) {
        this.profile = profile;
        this.frequency = frequency;
        this.channels = channels;
        this.blocks = blocks;
    }

    /** Empty if the packet has no such header. */
    static Optional<Adts> of(AVPacket packet) {
        return packet.size() < HEADER_BYTES ? Optional.empty() : of(header(packet));
    }

    static Optional<Adts> of(ByteBuffer header) {
        if ((header.get(0) & 0xff) != 0xff || (header.get(1) & 0xf6) != 0xf0) {
            return Optional.empty();
        }
        int third = header.get(2) & 0xff;
        int fourth = header.get(3) & 0xff;
        int blocks = (header.get(6) & 3) + 1;
        return Optional.of(new Adts(third >> 6, third >> 2 & 15, (third & 1) << 2 | fourth >> 6, blocks));
    }

    private static ByteBuffer header(AVPacket packet) {
        return packet.data().capacity(HEADER_BYTES).asByteBuffer();
    }

    /** What MP4 has instead, in two bytes. */
    int config() {
        return (profile + 1) << 11 | frequency << 7 | channels << 3;
    }

    /** How long what follows the header lasts; empty if it tells no sampling rate. */
    Optional<Long> durationTicks(TimeBase ticks) {
        return frequency < FREQUENCIES.length
                ? Optional.of(new TimeBase(1, FREQUENCIES[frequency]).rescale((long) blocks * BLOCK_SAMPLES, ticks))
                : Optional.empty();
    }

    /** Gives a stream that has none its description. */
    void describe(AVCodecParameters codec) {
        BytePointer bytes = new BytePointer(av_mallocz(2 + AV_INPUT_BUFFER_PADDING_SIZE));
        bytes.put(0, (byte) (config() >> 8));
        bytes.put(1, (byte) config());
        codec.extradata(bytes);
        codec.extradata_size(2);
    }

    /**
     * Takes the header off.
     *
     * @throws FfmpegException NOT_COPYABLE if the block is not like the first, or not just one
     */
    void strip(AVPacket packet) throws FfmpegException {
        Adts header = of(packet).orElseThrow(() -> Copier.unfit("its sound is damaged"));
        ByteBuffer bytes = header(packet);
        int length = HEADER_BYTES + ((bytes.get(1) & 1) == 0 ? CHECKSUM_BYTES : 0);
        if (header.config() != config() || channels == 0 || header.blocks != 1 || packet.size() <= length) {
            throw Copier.unfit("its sound changes on the way");
        }
        packet.data(packet.data().getPointer(length));
        packet.size(packet.size() - length);
    }
}
