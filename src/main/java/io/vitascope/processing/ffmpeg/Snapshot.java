package io.vitascope.processing.ffmpeg;

import java.nio.file.Path;
import java.util.Optional;
import org.bytedeco.ffmpeg.avutil.AVFrame;
import org.jspecify.annotations.Nullable;

/**
 * Stills of a video as it is seen: upright, square pixels, whole frames, SDR, as JPEG. For sound with a cover, the cover.
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

    /** The picture that is shown at a time; the last one if the time is past the end. */
    public static byte[] at(Path source, long timeUs, Still still, MediaLimits limits) throws FfmpegException {
        try (StillReader reader = StillReader.open(source, limits, /* keyframesOnly= */ false)) {
            Optional<Owned<AVFrame>> frame = reader.at(timeUs);
            if (frame.isEmpty() && timeUs > 0) {
                frame = reader.at(0);
            }
            try (Owned<AVFrame> found = frame.orElseThrow(Snapshot::nothing)) {
                return still.of(Resizer.Seen.of(reader.stream(), reader.orientation()), found.get());
            }
        }
    }

    /**
     * The best of a dozen pictures spread over the file, as {@link StillScore} judges them. Keyframes, which cost least;
     * only if none of them is any good, pictures between.
     */
    public static byte[] poster(Path source, Still still, MediaLimits limits) throws FfmpegException {
        try (StillReader reader = StillReader.open(source, limits, /* keyframesOnly= */ true);
                Candidate best = best(reader, POSTER_CANDIDATES)) {
            if (best.score >= StillScore.POOR) {
                return still.of(Resizer.Seen.of(reader.stream(), reader.orientation()), best.frame.get());
            }
            try (StillReader slower = StillReader.open(source, limits, /* keyframesOnly= */ false);
                    Candidate between = best(slower, SLOW_CANDIDATES)) {
                Candidate better = between.score > best.score ? between : best;
                return still.of(Resizer.Seen.of(slower.stream(), slower.orientation()), better.frame.get());
            }
        }
    }

    private record Candidate(Owned<AVFrame> frame, double score) implements AutoCloseable {
        @Override
        public void close() {
            frame.close();
        }
    }

    /** Spread evenly, with half a distance to both ends, where titles and fades are. */
    private static Candidate best(StillReader reader, int most) throws FfmpegException {
        long count = Math.max(1, Math.min(most, reader.durationUs() / CANDIDATE_DISTANCE_US));
        @Nullable Candidate best = null;
        try {
            for (int i = 0; i < count; i++) {
                Optional<Owned<AVFrame>> frame = reader.at(reader.durationUs() * (2L * i + 1) / (2 * count));
                if (frame.isEmpty()) {
                    continue;
                }
                Candidate next = judged(reader, frame.get());
                @Nullable Candidate worse = next;
                if (best == null || next.score > best.score) {
                    worse = best;
                    best = next;
                }
                if (worse != null) {
                    worse.close();
                }
            }
            return best != null ? best : judged(reader, reader.at(0).orElseThrow(Snapshot::nothing));
        } catch (FfmpegException | RuntimeException failure) {
            if (best != null) {
                best.close();
            }
            throw failure;
        }
    }

    private static Candidate judged(StillReader reader, Owned<AVFrame> frame) throws FfmpegException {
        try {
            double[] score = {0};
            Resizer.within(
                            Resizer.Seen.of(reader.stream(), reader.orientation()),
                            LOOK_PIXELS,
                            LOOK_PIXELS,
                            VideoChain.Target.JPEG)
                    .resize(frame.get(), picture -> score[0] = StillScore.of(picture));
            return new Candidate(frame, score[0]);
        } catch (FfmpegException | RuntimeException failure) {
            frame.close();
            throw failure;
        }
    }

    private static FfmpegException nothing() {
        return new FfmpegException(FfmpegException.Reason.DAMAGED, "No frame of it can be decoded");
    }
}
