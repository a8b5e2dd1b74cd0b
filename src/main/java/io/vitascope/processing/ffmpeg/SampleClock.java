package io.vitascope.processing.ffmpeg;

import static org.bytedeco.ffmpeg.global.avutil.AV_NOPTS_VALUE;

import org.bytedeco.ffmpeg.avcodec.AVPacket;

/**
 * Times blocks of sound to the sample. Some containers round times to milliseconds, so that blocks which follow each
 * other seem to overlap and to leave gaps; only what is more than rounding is a gap. Confined to one thread.
 */
final class SampleClock {
    private final TimeBase source;
    private final TimeBase samples;
    private final long blockSamples;
    private final long roundingSamples;
    private long next;
    private boolean begun;

    SampleClock(TimeBase source, int sampleRate, int blockSamples) {
        this.source = source;
        this.samples = new TimeBase(1, sampleRate);
        this.blockSamples = blockSamples;
        this.roundingSamples = 1 + source.rescale(1, samples) * 3 / 2;
    }

    /** The unit of the times that it gives out. */
    TimeBase timeBase() {
        return samples;
    }

    long blockSamples() {
        return blockSamples;
    }

    /** Gives a packet with one block its time, duration and unit of time. */
    void time(AVPacket packet) {
        long time = time(packet.pts() == AV_NOPTS_VALUE ? packet.dts() : packet.pts());
        packet.pts(time);
        packet.dts(time);
        packet.duration(blockSamples);
    }

    /** @param ticks when the block begins, as the source has it */
    long time(long ticks) {
        if (ticks == AV_NOPTS_VALUE && begun) {
            next += blockSamples;
            return next - blockSamples;
        }
        long told = source.rescale(ticks, samples);
        boolean follows = begun && Math.abs(told - next) <= roundingSamples;
        long time = follows ? next : told;
        begun = true;
        next = time + blockSamples;
        return time;
    }
}
