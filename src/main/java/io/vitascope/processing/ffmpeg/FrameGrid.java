package io.vitascope.processing.ffmpeg;

/**
 * Places the frames of a source, however they are timed, on a grid of constant rate.
 *
 * <p>Each frame gets the nearest place, each place at most one frame: of two frames on one place the later is dropped;
 * a place without a frame is filled with the frame before it by whoever encodes. The first frame sets the phase, so
 * that a source whose times fall half way between two places does not flicker from one to the other. Confined to one
 * thread.
 */
final class FrameGrid {
    static final long DROPPED = -1;

    private static final int LEAD_PARTS = 20;

    private final TimeBase sourceTime;
    private final TimeBase frameTime;
    private final long maxFrames;
    /** Every second picture of twice the rate lies half way between two places: it is the one to be left out. */
    private final long leadTicks;

    private long phaseTicks;
    private long firstPlace;
    private long lastPlace = -1;
    private long endPlace;

    FrameGrid(TimeBase sourceTime, TimeBase frameTime, long maxDurationUs) {
        this.sourceTime = sourceTime;
        this.frameTime = frameTime;
        this.maxFrames = frameTime.fromUs(maxDurationUs);
        this.leadTicks = (frameTime.rescale(1, sourceTime) + LEAD_PARTS / 2) / LEAD_PARTS;
    }

    /**
     * @param ticks presentation time, 0 at the start of the presentation
     * @param durationTicks of the frame, 0 if unknown
     * @return its place, or {@link #DROPPED}
     */
    long place(long ticks, long durationTicks) throws FfmpegException {
        if (ticks < 0 && ticks + durationTicks <= 0) {
            return DROPPED;
        }
        if (lastPlace < 0) {
            firstPlace = Math.max(0, sourceTime.rescale(ticks, frameTime));
            phaseTicks = Math.max(0, ticks);
        }
        long place = firstPlace + sourceTime.rescale(ticks - phaseTicks - leadTicks, frameTime);
        place = lastPlace < 0 ? firstPlace : place;
        if (place <= lastPlace) {
            return DROPPED;
        }
        if (place > maxFrames) {
            throw new FfmpegException(
                    FfmpegException.Reason.TOO_LARGE,
                    "It is too long, or its times are out of order; send it in parts, or export it again.");
        }
        lastPlace = place;
        endPlace = place + Math.max(1, sourceTime.rescale(durationTicks, frameTime));
        return place;
    }

    /** The first place after the last frame, which lasts no longer than the source says the picture does. */
    long endPlace(long declaredEndUs) {
        long declared = declaredEndUs > 0 ? frameTime.fromUs(declaredEndUs) : Long.MAX_VALUE;
        return Math.max(lastPlace + 1, Math.min(endPlace, declared));
    }
}
