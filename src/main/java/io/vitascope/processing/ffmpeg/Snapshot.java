package io.vitascope.processing.ffmpeg;

import java.nio.file.Path;
import java.util.Optional;
import org.bytedeco.ffmpeg.avutil.AVFrame;

/**
 * Stills of a video as it is seen: upright, square pixels, whole frames, SDR, as JPEG. For sound with a cover, the
 * cover.
 */
public final class Snapshot {
    private static final int POSTER_CANDIDATES = 12;
    /** Pictures between keyframes cost a second or more each in a large video. */
    private static final int SLOW_CANDIDATES = 4;
    /** Enough to tell a good picture from a black, a flat or a blurred one. */
    private static final int LOOK_PIXELS = 320;
    /** A fast enough search is not worth more pictures than this many seconds apart. */
    private static final long CANDIDATE_DISTANCE_US = 500_000;

    private Snapshot() {}

    /**
     * The picture that is shown at a time; the last one if the time is past the end.
     *
     * @param wholeUs how long all of it was found to be, 0 if that is not known yet
     */
    public static byte[] at(Path source, long timeUs, long wholeUs, Still still, MediaLimits limits)
            throws FfmpegException {
        try (StillReader reader = StillReader.open(source, limits, StillReader.Accuracy.EXACT)) {
            Optional<Owned<AVFrame>> frame = reader.at(timeUs, wholeUs);
            if (frame.isEmpty() && timeUs > 0) {
                frame = reader.at(0);
            }
            try (Owned<AVFrame> found = frame.orElseThrow(Snapshot::nothing)) {
                return still.of(Resizer.Seen.of(reader.stream(), reader.orientation()), found.get());
            }
        }
    }

    /**
     * The best of a dozen pictures spread over the file, as {@link StillScore} judges them: keyframes, which cost
     * least.
     */
    public static Poster posterOfKeyframes(Path source, Still still, MediaLimits limits) throws FfmpegException {
        return poster(source, still, limits, StillReader.Accuracy.KEYFRAME, POSTER_CANDIDATES);
    }

    /**
     * That one, or if it is poor, a better one of a few that are not at keyframes: slow, since all between has to be
     * decoded.
     */
    public static Poster orOneBetween(Poster poster, Path source, Still still, MediaLimits limits)
            throws FfmpegException {
        return poster.isPoor()
                ? poster.orBetter(poster(source, still, limits, StillReader.Accuracy.EXACT, SLOW_CANDIDATES))
                : poster;
    }

    /** Whether so few pictures were looked at that those between them may be quite different. */
    public static boolean isOfFew(Poster poster) {
        return poster.candidates() < SLOW_CANDIDATES;
    }

    /** Spread evenly, with half a distance to both ends, where titles and fades are. */
    private static Poster poster(Path source, Still still, MediaLimits limits, StillReader.Accuracy accuracy, int most)
            throws FfmpegException {
        try (StillReader reader = StillReader.open(source, limits, accuracy);
                BestPicture best = new BestPicture()) {
            long count = Math.max(1, Math.min(most, reader.durationUs() / CANDIDATE_DISTANCE_US));
            for (int i = 0; i < count; i++) {
                Optional<Owned<AVFrame>> next = reader.another(reader.durationUs() * (2L * i + 1) / (2 * count));
                if (next.isPresent()) {
                    judge(reader, next.get(), best);
                }
            }
            if (best.seen() == 0) {
                Optional<Owned<AVFrame>> first = reader.at(0);
                if (first.isEmpty() && accuracy == StillReader.Accuracy.KEYFRAME) {
                    // Cut out of a longer group of pictures: its keyframe is there, but before what is shown.
                    return poster(source, still, limits, StillReader.Accuracy.EXACT, SLOW_CANDIDATES);
                }
                judge(reader, first.orElseThrow(Snapshot::nothing), best);
            }
            return best.as(still, reader.stream(), reader.orientation());
        }
    }

    private static void judge(StillReader reader, Owned<AVFrame> picture, BestPicture best) throws FfmpegException {
        try (picture) {
            Resizer.within(
                            Resizer.Seen.of(reader.stream(), reader.orientation()),
                            LOOK_PIXELS,
                            LOOK_PIXELS,
                            VideoChain.Target.JPEG)
                    .resize(picture.get(), small -> best.consider(picture.get(), small));
        }
    }

    private static FfmpegException nothing() {
        return new FfmpegException(FfmpegException.Reason.DAMAGED, "No frame of it can be decoded");
    }
}
