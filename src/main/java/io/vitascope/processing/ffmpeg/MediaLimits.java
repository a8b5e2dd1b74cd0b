package io.vitascope.processing.ffmpeg;

/**
 * What a source may demand before it is refused.
 *
 * @param maxPixels width times height of one picture, also for FFmpeg's own decoders
 * @param maxStreams streams of any kind but attachments in one file
 * @param maxDurationUs length of the presentation
 * @param maxFrameRate pictures per second that are really there, whatever the header says
 * @param probeBytes how far FFmpeg reads to learn what the streams are
 */
public record MediaLimits(long maxPixels, int maxStreams, long maxDurationUs, int maxFrameRate, long probeBytes) {
    public MediaLimits {
        if (maxPixels <= 0 || maxStreams <= 0 || maxDurationUs <= 0 || maxFrameRate <= 0 || probeBytes <= 0) {
            throw new IllegalArgumentException("limits must be positive");
        }
    }

    /** 40 megapixels (8K fits), 64 streams, 25 hours, 1000 pictures a second, 10 MB of probing. */
    public static MediaLimits defaults() {
        return new MediaLimits(40_000_000, 64, 25L * 3600 * 1_000_000, 1_000, 10_000_000);
    }

    /** @throws FfmpegException TOO_LARGE, with a sentence for the sender */
    void requireFewPixels(int width, int height) throws FfmpegException {
        long pixels = (long) width * height;
        if (pixels > maxPixels) {
            throw beyond(
                    "Its picture is " + width + " x " + height + ", " + pixels + " pixels",
                    maxPixels + " pixels are",
                    "Export it again in a smaller size.");
        }
    }

    /** A refusal that names what was found and what is allowed. */
    static FfmpegException beyond(String found, String allowed, String whatToDo) {
        return new FfmpegException(
                FfmpegException.Reason.TOO_LARGE, found + "; at most " + allowed + " accepted. " + whatToDo);
    }

    static FfmpegException tooLong(long us, MediaLimits limits) {
        return beyond(
                "It is " + us / 1_000_000 + " seconds long, or its times are out of order",
                limits.maxDurationUs() / 1_000_000 + " seconds are",
                "Send it in parts, or export it again.");
    }
}
