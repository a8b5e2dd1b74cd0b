package io.vitascope.processing.ffmpeg;

/**
 * Which pictures of a rendition are compared with what they were made of: the first ones of some segments, spread
 * evenly, two in a hundred of all. Immutable.
 *
 * @param everySegments one of so many segments has a sample, the first of them {@code firstSegment}; none if that is
 *     negative
 * @param pictures of each sample
 */
record FidelitySamples(long everySegments, long firstSegment, int pictures) {
    private static final double SHARE = 0.02;
    private static final long US_PER_SAMPLE = 30_000_000;
    private static final int MAX_SAMPLES = 10;
    /** Of a video whose duration nobody knows. */
    private static final int EVERY_UNKNOWN = 15;

    private static final int FEWEST = 6;
    /** XPSNR's blocks are a part of the picture, and of a smaller one nothing: FFmpeg 8.1 divides by it, and dies. */
    private static final long FEWEST_PIXELS = 2_500;
    /** What is kept of one sample until its packets are there. */
    private static final long MAX_BYTES = 32_000_000;

    static FidelitySamples of(long durationUs, long segmentUs, FrameRate frameRate, VideoRung rung) {
        long pixels = (long) rung.width() * rung.height();
        if (pixels < FEWEST_PIXELS) {
            return new FidelitySamples(1, -1, 0);
        }
        long bytes = pixels * 3 / 2;
        TimeBase frameTime = frameRate.frameTime();
        long perSecond = Math.max(FEWEST, frameTime.fromUs(1_000_000));
        long most = Math.max(2, Math.min(perSecond, MAX_BYTES / bytes));
        if (durationUs <= 0) {
            return new FidelitySamples(EVERY_UNKNOWN, 1, (int) most);
        }
        long samples = Math.max(1, Math.min(MAX_SAMPLES, durationUs / US_PER_SAMPLE));
        long segments = Math.max(1, durationUs / segmentUs);
        long share = Math.round(SHARE * frameTime.fromUs(durationUs) / samples);
        int pictures = (int) Math.min(most, Math.max(FEWEST, share));
        if (samples == 1) {
            return new FidelitySamples(Long.MAX_VALUE, durationUs > segmentUs * 3 / 2 ? 1 : 0, pictures);
        }
        long every = Math.max(1, segments / samples);
        return new FidelitySamples(every, every / 2, pictures);
    }

    boolean has(long segment) {
        return segment % everySegments == firstSegment;
    }
}
