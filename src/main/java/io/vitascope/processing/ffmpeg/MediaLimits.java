package io.vitascope.processing.ffmpeg;

/**
 * What a source may demand before it is refused.
 *
 * @param maxPixels width times height of one picture, also for FFmpeg's own decoders
 * @param maxStreams streams of any kind in one file
 * @param maxDurationUs length of the presentation
 * @param probeBytes how far FFmpeg reads to learn what the streams are
 */
public record MediaLimits(long maxPixels, int maxStreams, long maxDurationUs, long probeBytes) {
    public MediaLimits {
        if (maxPixels <= 0 || maxStreams <= 0 || maxDurationUs <= 0 || probeBytes <= 0) {
            throw new IllegalArgumentException("limits must be positive");
        }
    }

    /** 40 megapixels (8K fits), 64 streams, 12 hours, 10 MB of probing. */
    public static MediaLimits defaults() {
        return new MediaLimits(40_000_000, 64, 12L * 3600 * 1_000_000, 10_000_000);
    }
}
