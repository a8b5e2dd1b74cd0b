package io.vitascope.processing.ffmpeg;

import java.nio.file.Path;

/**
 * Tells what a file holds, after proving that it can be played: at least one picture, or for sound alone one block of
 * samples, has been decoded.
 */
public final class Probe {
    private Probe() {}

    /**
     * Reads headers, the first seconds, and, only where no header tells a credible duration, the rest without decoding.
     *
     * @throws FfmpegException NOT_MEDIA, NO_STREAMS, UNSUPPORTED, TOO_LARGE or DAMAGED, with a sentence for the sender
     */
    public static MediaInfo probe(Path file, MediaLimits limits) throws FfmpegException {
        try (Input input = Input.open(file, limits)) {
            MediaInfo headers = StreamReader.describe(input, StreamReader.Seen.NOTHING);
            requireWithin(headers, limits);
            MediaInfo info = StreamReader.describe(input, look(input, headers, limits));
            if (info.durationUs() > limits.maxDurationUs()) {
                throw MediaLimits.tooLong(info.durationUs(), limits);
            }
            return info;
        }
    }

    static void requireWithin(MediaInfo info, MediaLimits limits) throws FfmpegException {
        if (info.video().isEmpty() && info.audio().isEmpty()) {
            throw new FfmpegException(
                    FfmpegException.Reason.NO_STREAMS,
                    "The file contains neither a picture nor a sound; send a video or a sound.");
        }
        for (MediaInfo.VideoStream stream : info.video()) {
            long pixels = (long) stream.codedWidth() * stream.codedHeight();
            if (pixels > limits.maxPixels()) {
                throw MediaLimits.beyond(
                        "Its picture is " + stream.codedWidth() + " x " + stream.codedHeight() + ", " + pixels
                                + " pixels",
                        limits.maxPixels() + " pixels are",
                        "Export it again in a smaller size.");
            }
        }
    }

    private static StreamReader.Seen look(Input input, MediaInfo headers, MediaLimits limits) throws FfmpegException {
        int videoIndex = headers.mainVideo().map(MediaInfo.VideoStream::index).orElse(-1);
        int provenIndex = videoIndex >= 0
                ? videoIndex
                : headers.mainAudio().map(MediaInfo.AudioStream::index).orElse(-1);
        if (provenIndex < 0) {
            throw new FfmpegException(
                    FfmpegException.Reason.NO_STREAMS,
                    "The file contains only a still picture and no sound; send a video or a sound.");
        }
        requireWhole(input, headers, provenIndex);
        boolean wholeFile = !Headers.areCredible(input, headers, limits);
        return new FirstLook(input, videoIndex, provenIndex, wholeFile).take(limits);
    }

    private static void requireWhole(Input input, MediaInfo headers, int index) throws FfmpegException {
        double share = Headers.presentShare(input, headers, index);
        if (share < Transcoder.WHOLE) {
            throw new FfmpegException(
                    FfmpegException.Reason.DAMAGED,
                    "Only " + (int) (share * 100) + " % of what its index lists is in the file; send it again, whole.");
        }
    }
}
