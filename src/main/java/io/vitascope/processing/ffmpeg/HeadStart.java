package io.vitascope.processing.ffmpeg;

/**
 * Lets one small rendition, and the sound, have the first seconds of a source for themselves, so that there is
 * something to play long before the large ones have come as far. The source is read from its start again for all; each
 * rendition takes only what it has not had, so nothing is encoded twice. It costs decoding these seconds once more.
 *
 * <p>Listens to learn when it is enough. Thread-safe.
 */
final class HeadStart implements TranscodeListener {
    /** Of a short source the other renditions are there soon; less of it is decoded twice. */
    private static final long SHORT_US = 12_000_000;
    /** What encoders hold back before they give out a picture, and what waits in queues, with room to spare. */
    private static final long HELD_BACK_FRAMES = 90;

    private final TranscodeListener listener;
    private final String name;
    private final long targetUs;
    private final long limitUs;
    private volatile long cutUs;

    /** @param durationUs of the source as its header tells, 0 or less if unknown */
    HeadStart(TranscodeListener listener, TranscodePlan plan, String name, long durationUs) {
        this.listener = listener;
        this.name = name;
        boolean isShort = durationUs > 0 && durationUs < SHORT_US;
        // All that is shorter than the usual segment: with it a player can begin and has something in hand.
        int segments = isShort ? 1 : Math.max(1, plan.grid().startsUs().size() - 1);
        this.targetUs = plan.segmentStartUs().applyAsLong(segments);
        this.limitUs = targetUs + plan.picture().orElseThrow().frameTime().toUs(HELD_BACK_FRAMES);
    }

    boolean has(String rendition) {
        return rendition.equals(name);
    }

    boolean isEnough(long decodedUs) {
        return cutUs >= targetUs || decodedUs >= limitUs;
    }

    @Override
    public void segment(Segment segment) {
        listener.segment(segment);
        if (segment.track().equals(name)) {
            cutUs = segment.startUs() + segment.durationUs();
        }
    }

    @Override
    public void trackStarted(Track track) {
        listener.trackStarted(track);
    }

    @Override
    public void trackEnded(String track) {
        listener.trackEnded(track);
    }

    @Override
    public void measured(String track, Fidelity fidelity) {
        listener.measured(track, fidelity);
    }

    @Override
    public void progress(long decodedUs, double speed) {
        listener.progress(decodedUs, speed);
    }

    @Override
    public void warning(String code, String text) {
        listener.warning(code, text);
    }
}
