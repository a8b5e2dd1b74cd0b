package io.vitascope.processing.ffmpeg;

import org.bytedeco.ffmpeg.avutil.AVFrame;
import org.jspecify.annotations.Nullable;

/**
 * Makes single pictures of one size as they are seen: upright, square pixels, whole frames, SDR. Pictures that do not
 * follow each other share nothing, so each gets a graph of its own. Stateless.
 *
 * @param width before what sticks out is cut off on both sides
 */
record Resizer(Seen seen, int width, int height, int cutWidth, int cutHeight, VideoChain.Target target) {

    /**
     * What comes in.
     *
     * @param interlaced whether the stream says that it holds fields; a frame may say so itself
     * @param width in square pixels, upright
     * @param pixels by which a picture of another shape than the stream began with gets bars; without it each fills the
     *     whole
     */
    record Seen(
            Orientation orientation,
            boolean interlaced,
            int width,
            int height,
            @Nullable PixelAspect pixels) {
        Seen(Orientation orientation, boolean interlaced, int width, int height) {
            this(orientation, interlaced, width, height, null);
        }

        static Seen of(MediaInfo.VideoStream stream) {
            return of(stream, Orientation.of(stream));
        }

        /** The same of pictures that are to be turned otherwise than the stream's header says. */
        static Seen of(MediaInfo.VideoStream stream, Orientation orientation) {
            boolean turned = orientation.swapsSides() != (stream.rotationDegrees() % 180 != 0);
            return new Seen(
                    orientation,
                    stream.interlaced(),
                    turned ? stream.displayHeight() : stream.displayWidth(),
                    turned ? stream.displayWidth() : stream.displayHeight(),
                    new PixelAspect(stream.pixelAspect()));
        }
    }

    /** The whole picture, as large as the box allows; never enlarged. */
    static Resizer within(Seen seen, int maxWidth, int maxHeight, VideoChain.Target target) {
        double scale = Math.min(1, Math.min((double) maxWidth / seen.width, (double) maxHeight / seen.height));
        int width = even(seen.width * scale);
        int height = even(seen.height * scale);
        return new Resizer(seen, width, height, width, height, target);
    }

    /** The middle of the picture in the shape of the box; the box is made smaller before the picture is enlarged. */
    static Resizer covering(Seen seen, int boxWidth, int boxHeight, VideoChain.Target target) {
        double shrink = Math.min(1, Math.min((double) seen.width / boxWidth, (double) seen.height / boxHeight));
        int cutWidth = even(boxWidth * shrink);
        int cutHeight = even(boxHeight * shrink);
        double scale = Math.max((double) cutWidth / seen.width, (double) cutHeight / seen.height);
        return new Resizer(
                seen,
                Math.max(cutWidth, even(seen.width * scale)),
                Math.max(cutHeight, even(seen.height * scale)),
                cutWidth,
                cutHeight,
                target);
    }

    /** The picture that comes out is lent for the call. */
    void resize(AVFrame frame, FrameSink sink) throws FfmpegException {
        boolean fields = seen.interlaced || (frame.flags() & AVFrame.AV_FRAME_FLAG_INTERLACED) != 0;
        frame.pts(0);
        VideoChain chain = new VideoChain(seen.orientation, fields, seen.pixels);
        FrameSink cut = cutWidth == width && cutHeight == height ? sink : whole -> cut(whole, sink);
        try (FilterGraph graph = chain.open(frame, TimeBase.MICROSECONDS, width, height, target)) {
            graph.filter(frame, cut);
            graph.filter(null, cut);
        }
    }

    private void cut(AVFrame whole, FrameSink sink) throws FfmpegException {
        try (FilterGraph graph =
                FilterGraph.video(whole, TimeBase.MICROSECONDS, "crop=" + cutWidth + ":" + cutHeight)) {
            graph.filter(whole, sink);
            graph.filter(null, sink);
        }
    }

    private static int even(double pixels) {
        return (int) Math.max(2, Math.round(pixels / 2) * 2);
    }
}
