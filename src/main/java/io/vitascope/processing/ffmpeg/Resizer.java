package io.vitascope.processing.ffmpeg;

import org.bytedeco.ffmpeg.avutil.AVFrame;

/**
 * Makes single pictures of one size as they are seen: upright, square pixels, whole frames, SDR. Pictures that do not
 * follow each other share nothing, so each gets a graph of its own. Stateless.
 *
 * @param interlaced whether the stream says that it holds fields; a frame may say so itself
 */
record Resizer(Orientation orientation, boolean interlaced, int width, int height, VideoChain.Target target) {

    /** The largest picture of the stream's shape that fits the box; the stream's own size if it fits. */
    static Resizer within(MediaInfo.VideoStream stream, int maxWidth, int maxHeight, VideoChain.Target target) {
        return within(
                stream, new Orientation(stream.rotationDegrees(), stream.mirrored()), maxWidth, maxHeight, target);
    }

    /** The same for pictures that are to be turned otherwise than the stream's header says. */
    static Resizer within(
            MediaInfo.VideoStream stream,
            Orientation orientation,
            int maxWidth,
            int maxHeight,
            VideoChain.Target target) {
        boolean turned = orientation.swapsSides() != (stream.rotationDegrees() % 180 != 0);
        int seenWidth = turned ? stream.displayHeight() : stream.displayWidth();
        int seenHeight = turned ? stream.displayWidth() : stream.displayHeight();
        double scale = Math.min(1, Math.min((double) maxWidth / seenWidth, (double) maxHeight / seenHeight));
        return new Resizer(orientation, stream.interlaced(), even(seenWidth * scale), even(seenHeight * scale), target);
    }

    /** The picture that comes out is lent for the call. */
    void resize(AVFrame frame, FrameSink sink) throws FfmpegException {
        boolean fields = interlaced || (frame.flags() & AVFrame.AV_FRAME_FLAG_INTERLACED) != 0;
        frame.pts(0);
        VideoChain chain = new VideoChain(orientation, fields);
        try (FilterGraph graph = chain.open(frame, TimeBase.MICROSECONDS, width, height, target)) {
            graph.filter(frame, sink);
            graph.filter(null, sink);
        }
    }

    private static int even(double pixels) {
        return (int) Math.max(2, Math.round(pixels / 2) * 2);
    }
}
