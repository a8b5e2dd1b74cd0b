package io.vitascope.processing.ffmpeg;

import java.nio.file.Path;
import java.util.Optional;
import org.bytedeco.ffmpeg.avutil.AVFrame;

/**
 * The small pictures of one video: a storyboard to seek by, and a preview that moves; and one that may stand for it.
 *
 * <p>They are taken from a {@link Transcoder}'s pass, which decodes every picture anyway, or, where nothing is encoded,
 * by {@link #readKeyframes}. Threads: one of these after the other, then the results, from one thread; a pass adds
 * threads of its own, which have ended with it. Errors: what fails here is told with the results and spoils no pass.
 */
public final class Gallery implements AutoCloseable {
    private static final int TILE_PIXELS = 160;
    private static final int TILES = 400;
    private static final int PREVIEW_PIXELS = 320;

    private final MediaInfo.VideoStream stream;
    private final SamplingInterval tileTimes;
    private final Moments moments;
    private final long durationUs;
    private final FrameTap tiles;
    private final FrameTap scenes;
    private final BestPicture best = new BestPicture();
    /** The last picture that was offered, until one is of a moment. */
    private Optional<Owned<AVFrame>> last = Optional.empty();

    private boolean anyScene;

    /** @param durationUs as the container claims, 0 if it does not */
    public Gallery(MediaInfo.VideoStream stream, long durationUs) {
        this.stream = stream;
        this.durationUs = durationUs;
        tileTimes = SamplingInterval.of(durationUs, TILES);
        moments = Moments.of(durationUs);
        tiles = new FrameTap(
                tileTimes,
                TILES,
                Resizer.within(Resizer.Seen.of(stream), TILE_PIXELS, TILE_PIXELS, VideoChain.Target.JPEG));
        scenes = new FrameTap(
                moments,
                Moments.PICTURES,
                Resizer.within(Resizer.Seen.of(stream), PREVIEW_PIXELS, PREVIEW_PIXELS, VideoChain.Target.WEBP),
                Optional.of(best));
    }

    void startIn(Pipeline pipeline) {
        tiles.startIn(pipeline, "storyboard");
        scenes.startIn(pipeline, "preview");
    }

    /** Of every picture, in the order in which they are shown. */
    void offer(AVFrame frame, long timeUs) throws FfmpegException {
        tiles.offer(frame, timeUs);
        scenes.offer(frame, timeUs);
        anyScene |= timeUs >= moments.startsUs().get(0);
        forgetLast();
        if (!anyScene) {
            last = Optional.of(Owned.cloneOf(frame));
        }
    }

    private void forgetLast() {
        last.ifPresent(Owned::close);
        last = Optional.empty();
    }

    /** A picture may end before the first moment, and stays while its sound goes on. */
    void finish() throws FfmpegException {
        if (last.isPresent()) {
            scenes.offer(last.get().get(), moments.startsUs().get(0));
        }
        tiles.finish();
        scenes.finish();
    }

    /**
     * Without a pass: the storyboard from keyframes, the preview from what follows a few of them.
     *
     * @param endUs of the pictures, which the container may not know: each look beyond it would read all of the file
     */
    public void readKeyframes(Path source, long endUs, MediaLimits limits) throws FfmpegException {
        try (StillReader reader = StillReader.open(source, limits, StillReader.Accuracy.KEYFRAME)) {
            long knownUs = -1;
            for (long us = 0; us == 0 || us < endUs; us += tileTimes.intervalUs()) {
                knownUs = reader.keyframe(us, knownUs, frame -> tiles.offer(frame, Math.max(0, frame.pts())));
            }
        }
        try (StillReader reader = StillReader.open(source, limits, StillReader.Accuracy.EXACT)) {
            for (long startUs : moments.startsUs()) {
                if (startUs > 0 && startUs >= endUs) {
                    break;
                }
                readScene(reader, startUs, startUs);
            }
            if (scenes.kept().isEmpty()) {
                readScene(reader, 0, moments.startsUs().get(0)); // there may be no keyframe but the first
            }
        }
    }

    /** @param asUs the moment that the pictures from there on stand for */
    private void readScene(StillReader reader, long fromUs, long asUs) throws FfmpegException {
        long[] firstUs = {-1};
        reader.from(fromUs, moments.lengthUs(), frame -> {
            firstUs[0] = firstUs[0] < 0 ? frame.pts() : firstUs[0];
            scenes.offer(frame, asUs + frame.pts() - firstUs[0]);
        });
    }

    /**
     * Writes {@code storyboard-0.jpg} and on.
     *
     * @param endUs where the last tile ends
     * @throws FfmpegException also when no picture was taken
     */
    public Storyboard storyboard(Path folder, long endUs) throws FfmpegException {
        return StoryboardWriter.write(tiles.kept(), endUs, folder);
    }

    /**
     * A WebP that loops, below {@value PreviewWriter#MAX_BYTES} bytes for any ordinary video.
     *
     * @throws FfmpegException also when no picture was taken
     */
    public byte[] preview() throws FfmpegException {
        return PreviewWriter.write(scenes.kept(), moments);
    }

    /** The best of a few pictures of the moments that the preview shows; empty if none was taken. */
    public Optional<Poster> poster(Still still) throws FfmpegException {
        return best.seen() == 0 ? Optional.empty() : Optional.of(best.as(still, stream, Orientation.of(stream)));
    }

    /** The stream that the pictures are of. */
    public int streamIndex() {
        return stream.index();
    }

    @Override
    public void close() {
        forgetLast();
        tiles.close();
        scenes.close();
        best.close();
    }
}
