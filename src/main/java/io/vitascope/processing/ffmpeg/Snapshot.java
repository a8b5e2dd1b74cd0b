package io.vitascope.processing.ffmpeg;

import java.nio.file.Path;
import java.util.Optional;
import org.bytedeco.ffmpeg.avutil.AVFrame;

/**
 * Stills of a video as it is seen: upright, square pixels, whole frames, SDR, as JPEG. For sound with a cover, the cover.
 */
public final class Snapshot {
    private static final int POSTER_CANDIDATES = 8;
    /** Pictures between keyframes cost a second or more each in a large video. */
    private static final int SLOW_CANDIDATES = 3;
    /** Enough to tell a good picture from a black, a flat or a blurred one. */
    private static final int LOOK_WIDTH = 160;
    /** A picture that scores less shows next to nothing. */
    private static final double POOR = 12;

    private Snapshot() {}

    /**
     * The picture that is shown at a time; the last one if the time is past the end.
     *
     * @param maxWidth in pixels; a smaller picture is not enlarged
     * @param quality 2 (best) to 31
     */
    public static byte[] jpeg(Path source, long timeUs, int maxWidth, int quality, MediaLimits limits)
            throws FfmpegException {
        try (StillReader reader = StillReader.open(source, limits, /* keyframesOnly= */ false)) {
            Optional<Owned<AVFrame>> frame = reader.at(timeUs);
            if (frame.isEmpty() && timeUs > 0) {
                frame = reader.at(0);
            }
            try (Owned<AVFrame> found = frame.orElseThrow(Snapshot::nothing)) {
                return encode(reader, found.get(), maxWidth, quality);
            }
        }
    }

    /**
     * The best of a handful of pictures spread over the file: neither black nor white nor flat, and sharp. Keyframes, which
     * cost least; only if none of them is any good, pictures between.
     */
    public static byte[] poster(Path source, int maxWidth, int quality, MediaLimits limits) throws FfmpegException {
        try (StillReader reader = StillReader.open(source, limits, /* keyframesOnly= */ true);
                Candidate best = best(reader, POSTER_CANDIDATES)) {
            if (best.score >= POOR) {
                return encode(reader, best.frame.get(), maxWidth, quality);
            }
            try (StillReader slower = StillReader.open(source, limits, /* keyframesOnly= */ false);
                    Candidate between = best(slower, SLOW_CANDIDATES)) {
                Candidate better = between.score > best.score ? between : best;
                return encode(slower, better.frame.get(), maxWidth, quality);
            }
        }
    }

    private record Candidate(Owned<AVFrame> frame, double score) implements AutoCloseable {
        @Override
        public void close() {
            frame.close();
        }
    }

    private static Candidate best(StillReader reader, int count) throws FfmpegException {
        Candidate best = judged(reader, reader.at(0).orElseThrow(Snapshot::nothing));
        try {
            for (int i = 1; i < count; i++) {
                Optional<Owned<AVFrame>> frame = reader.at(reader.durationUs() * i / count);
                if (frame.isEmpty()) {
                    continue;
                }
                Candidate next = judged(reader, frame.get());
                Candidate worse = next.score > best.score ? best : next;
                best = next.score > best.score ? next : best;
                worse.close();
            }
            return best;
        } catch (FfmpegException | RuntimeException failure) {
            best.close();
            throw failure;
        }
    }

    private static Candidate judged(StillReader reader, Owned<AVFrame> frame) throws FfmpegException {
        try {
            double[] score = {0};
            filter(
                    reader,
                    frame.get(),
                    LOOK_WIDTH,
                    VideoChain.Target.GRAY,
                    picture -> score[0] = StillScore.of(picture));
            return new Candidate(frame, score[0]);
        } catch (FfmpegException | RuntimeException failure) {
            frame.close();
            throw failure;
        }
    }

    private static FfmpegException nothing() {
        return new FfmpegException(FfmpegException.Reason.DAMAGED, "No frame of it can be decoded");
    }

    private static byte[] encode(StillReader reader, AVFrame frame, int maxWidth, int quality) throws FfmpegException {
        byte[][] jpeg = new byte[1][];
        filter(reader, frame, maxWidth, VideoChain.Target.JPEG, picture -> {
            try (Encoder encoder = Encoder.jpeg(picture, quality)) {
                Encoder.PacketSink copy = packet -> {
                    jpeg[0] = new byte[packet.size()];
                    packet.data().get(jpeg[0]);
                };
                encoder.encode(picture, copy);
                encoder.encode(null, copy);
            }
        });
        return jpeg[0];
    }

    private static void filter(
            StillReader reader, AVFrame frame, int maxWidth, VideoChain.Target target, FrameSink sink)
            throws FfmpegException {
        MediaInfo.VideoStream stream = reader.stream();
        boolean turned = reader.orientation().swapsSides() != (stream.rotationDegrees() % 180 != 0);
        int seenWidth = turned ? stream.displayHeight() : stream.displayWidth();
        int seenHeight = turned ? stream.displayWidth() : stream.displayHeight();
        int width = even(Math.min(maxWidth, seenWidth));
        int height = even((double) seenHeight * width / seenWidth);
        boolean fields = stream.interlaced() || (frame.flags() & AVFrame.AV_FRAME_FLAG_INTERLACED) != 0;
        frame.pts(0);
        VideoChain chain = new VideoChain(reader.orientation(), fields);
        try (FilterGraph graph = chain.open(frame, TimeBase.MICROSECONDS, width, height, target)) {
            graph.filter(frame, sink);
            graph.filter(null, sink);
        }
    }

    private static int even(double pixels) {
        return (int) Math.max(2, Math.round(pixels / 2) * 2);
    }
}
