package io.vitascope.processing.ffmpeg;

import java.util.Optional;
import org.bytedeco.ffmpeg.avcodec.AVPacket;

/**
 * Whole blocks of silence for where a sound that is passed on has none of its own. Times are in samples. Confined to
 * one thread.
 */
final class SilenceBetween {
    private final Optional<AacSilence> silence;
    private long nextSample;

    /** @param first of the sound; before one that begins late there is silence from 0 on */
    SilenceBetween(Optional<AacSilence> silence, AVPacket first) {
        this.silence = silence;
        nextSample = isLate(first) ? 0 : first.pts();
    }

    static boolean isLate(AVPacket first) {
        return first.pts() >= first.duration();
    }

    /** Where the last block ends. */
    long nextSample() {
        return nextSample;
    }

    /**
     * The next block, which the caller owns; empty where there is no room for one before that sample.
     *
     * @throws FfmpegException NOT_COPYABLE if nobody knows how the codec says nothing
     */
    Optional<Owned<AVPacket>> before(long untilSample, long blockSamples) throws FfmpegException {
        if (untilSample - nextSample < blockSamples) {
            return Optional.empty();
        }
        Owned<AVPacket> block =
                silence.orElseThrow(() -> Copier.unfit("its sound has gaps")).packet();
        block.get().pts(nextSample);
        block.get().dts(nextSample);
        block.get().duration(blockSamples);
        nextSample += blockSamples;
        return Optional.of(block);
    }

    /** @param block that comes now */
    void note(AVPacket block) {
        nextSample = block.pts() + block.duration();
    }
}
