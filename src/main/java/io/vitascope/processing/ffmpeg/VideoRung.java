package io.vitascope.processing.ffmpeg;

/**
 * One video rendition: a constant quality that a bit rate caps.
 *
 * @param name folder and track name, for example {@code 720p}
 * @param width,height as seen, after rotation, in square pixels; even
 * @param crf quality on x264's scale, lower is better; other encoders get what looks the same
 * @param maxBitRate bits per second, never exceeded over two seconds
 * @param threads of the encoder; 0 shares the cores among the rungs
 * @param frameStep 1 for every frame, 2 for every second one; each segment's first is always there
 */
public record VideoRung(
        String name,
        int width,
        int height,
        double crf,
        long maxBitRate,
        VideoEncoder encoder,
        Quality quality,
        int threads,
        int frameStep) {
    public VideoRung {
        TrackNames.require(name);
        if (width < 2 || height < 2 || width % 2 != 0 || height % 2 != 0) {
            throw new IllegalArgumentException("size must be positive and even, was " + width + " x " + height);
        }
        if (maxBitRate <= 0 || crf < 0 || crf > 51 || threads < 0 || frameStep < 1) {
            throw new IllegalArgumentException("rate, quality, threads or frame step out of range");
        }
    }

    /** The same, so encoded. */
    public VideoRung onThreads(int number) {
        return new VideoRung(name, width, height, crf, maxBitRate, encoder, quality, number, frameStep);
    }

    /** Every frame. */
    public VideoRung(
            String name,
            int width,
            int height,
            double crf,
            long maxBitRate,
            VideoEncoder encoder,
            Quality quality,
            int threads) {
        this(name, width, height, crf, maxBitRate, encoder, quality, threads, 1);
    }

    /** Every frame, in H.264 by the best encoder in software. */
    public VideoRung(String name, int width, int height, double crf, long maxBitRate, Quality quality, int threads) {
        this(name, width, height, crf, maxBitRate, VideoEncoder.software(), quality, threads);
    }
}
