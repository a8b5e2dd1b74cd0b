package io.vitascope.processing.ffmpeg;

import static org.bytedeco.ffmpeg.global.avutil.AV_NOPTS_VALUE;

import org.bytedeco.ffmpeg.avcodec.AVPacket;

/**
 * Times the pictures that are passed on as they are. Matroska, FLV and what was made of them round times to milliseconds;
 * where the rate is constant, this puts pictures back to where they were, which is where those of encoded renditions are:
 * so that all are cut at the same times. From the first picture on that is not where a constant rate has it, times stay as
 * they are. Confined to one thread.
 */
final class PictureClock {
    /** What containers round to at worst; the first picture may be rounded one way and another one the other. */
    private static final long ROUNDING_US = 1_000;

    private final TimeBase source;
    private final TimeBase frame;
    private final TimeBase ticks;
    private final long frameTicks;
    private final long roundingTicks;
    private boolean even;
    private boolean begun;
    private long firstSource;
    private long firstPlace;

    private PictureClock(TimeBase source, TimeBase frame, TimeBase ticks, boolean even) {
        this.source = source;
        this.frame = frame;
        this.ticks = ticks;
        this.frameTicks = frame.rescale(1, ticks);
        this.roundingTicks = Math.max(1, ticks.fromUs(ROUNDING_US));
        this.even = even;
    }

    /** @param picture as its headers and its first times tell it; the times that follow are asked too */
    static PictureClock of(TimeBase source, MediaInfo.VideoStream picture) {
        return picture.variableFrameRate() || picture.slow() ? asTold(source) : even(source, picture.frameRate());
    }

    static PictureClock even(TimeBase source, FrameRate rate) {
        TimeBase frame = rate.frameTime();
        return new PictureClock(source, frame, new TimeBase(1, CmafMuxer.videoTicksPerSecond(frame)), true);
    }

    private static PictureClock asTold(TimeBase source) {
        return new PictureClock(source, source, source, false);
    }

    /** The unit of the times that it gives out. */
    TimeBase timeBase() {
        return ticks;
    }

    /** Gives a packet its times in that unit. */
    void time(AVPacket packet) {
        if (!begun && packet.pts() != AV_NOPTS_VALUE) {
            begin(packet.pts());
        }
        even &= packet.pts() == AV_NOPTS_VALUE || isInPlace(packet.pts());
        packet.pts(time(packet.pts()));
        packet.dts(time(packet.dts()));
        packet.duration(length(packet.duration()));
    }

    private void begin(long first) {
        begun = true;
        firstSource = first;
        firstPlace = source.rescale(first, frame);
        even &= Math.abs(source.rescale(first, ticks) - firstPlace * frameTicks) <= roundingTicks;
    }

    private boolean isInPlace(long told) {
        return Math.abs(source.rescale(told - firstSource, ticks) - place(told) * frameTicks) <= roundingTicks;
    }

    /** Counted from the first picture. */
    private long place(long told) {
        return source.rescale(told - firstSource, frame);
    }

    private long time(long told) {
        if (told == AV_NOPTS_VALUE) {
            return told;
        }
        return even && isInPlace(told) ? (firstPlace + place(told)) * frameTicks : source.rescale(told, ticks);
    }

    private long length(long told) {
        long length = source.rescale(told, ticks);
        long whole = source.rescale(told, frame) * frameTicks;
        return even && Math.abs(length - whole) <= roundingTicks ? whole : length;
    }
}
