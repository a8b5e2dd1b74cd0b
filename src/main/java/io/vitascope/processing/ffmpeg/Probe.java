package io.vitascope.processing.ffmpeg;

import static org.bytedeco.ffmpeg.global.avformat.AV_DISPOSITION_ATTACHED_PIC;
import static org.bytedeco.ffmpeg.global.avutil.AVMEDIA_TYPE_VIDEO;

import java.nio.file.Path;
import java.time.Duration;
import java.util.HashSet;
import java.util.Set;
import org.bytedeco.ffmpeg.avformat.AVStream;

/**
 * Tells what a file holds, after proving that it can be played: at least one picture, or for sound alone one block of
 * samples, has been decoded.
 */
public final class Probe {
    /** So many of a picture are no accident. */
    private static final int SOME_PACKETS = 10;
    /**
     * Of the whole file: whoever uploads waits for it, and a length that is too short costs a guess or two. Many
     * gigabytes from a slow disk are not read to their end.
     */
    private static final Duration READING = Duration.ofSeconds(20);

    private Probe() {}

    /**
     * Reads headers, the first seconds, and, only where no header tells a credible duration, the rest without decoding, for
     * some seconds at most.
     *
     * @throws FfmpegException NOT_MEDIA, NO_STREAMS, UNSUPPORTED, TOO_LARGE or DAMAGED, with a sentence for the sender
     */
    public static MediaInfo probe(Path file, MediaLimits limits) throws FfmpegException {
        try (Input input = Input.open(file, limits)) {
            MediaInfo headers = StreamReader.describe(input, StreamReader.Seen.NOTHING);
            requireWithin(headers, limits);
            if (headers.mainVideo().isEmpty()) {
                requireNoUnseenPicture(input, limits);
            }
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
            limits.requireFewPixels(stream.codedWidth(), stream.codedHeight());
        }
    }

    private static StreamReader.Seen look(Input input, MediaInfo headers, MediaLimits limits) throws FfmpegException {
        int provenIndex = FirstLook.provenIndex(headers);
        if (provenIndex < 0) {
            throw new FfmpegException(
                    FfmpegException.Reason.NO_STREAMS,
                    "The file contains only a still picture and no sound; send a video or a sound.");
        }
        requireWhole(input, provenIndex);
        boolean wholeFile = !Headers.areCredible(input, headers, limits);
        return new FirstLook(input, headers, wholeFile, READING).take(limits);
    }

    /** Whoever sends a video does not want its sound alone; a broadcast of sound may name a picture and have none. */
    private static void requireNoUnseenPicture(Input input, MediaLimits limits) throws FfmpegException {
        Set<Integer> pictures = new HashSet<>();
        for (int i = 0; i < input.streamCount(); i++) {
            AVStream stream = input.stream(i);
            boolean picture = stream.codecpar().codec_type() == AVMEDIA_TYPE_VIDEO
                    && (stream.disposition() & AV_DISPOSITION_ATTACHED_PIC) == 0;
            if (picture && !StreamReader.isDecodable(stream.codecpar())) {
                throw Decoder.unsupported(stream.codecpar());
            }
            if (picture) {
                pictures.add(i);
            }
        }
        if (!pictures.isEmpty() && hasSome(input.file(), pictures, limits)) {
            throw new FfmpegException(
                    FfmpegException.Reason.DAMAGED,
                    "Its picture cannot be decoded, since the beginning of it is missing; export the file again.");
        }
    }

    private static boolean hasSome(Path file, Set<Integer> streams, MediaLimits limits) throws FfmpegException {
        try (Input input = Input.open(file, limits);
                Packets packets = input.packetsOf(streams::contains)) {
            input.keepOnly(streams::contains);
            int found = 0;
            while (found < SOME_PACKETS && packets.next()) {
                found++;
            }
            return found == SOME_PACKETS;
        }
    }

    private static void requireWhole(Input input, int index) throws FfmpegException {
        double share = Headers.presentShare(input, index);
        if (share < Completeness.ENOUGH) {
            throw new FfmpegException(
                    FfmpegException.Reason.DAMAGED,
                    "Only " + (int) (share * 100)
                            + " % of what its headers list is in the file; send it again, whole.");
        }
    }
}
