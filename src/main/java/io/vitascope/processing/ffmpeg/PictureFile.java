package io.vitascope.processing.ffmpeg;

import static org.bytedeco.ffmpeg.global.avutil.AV_PIX_FMT_FLAG_ALPHA;
import static org.bytedeco.ffmpeg.global.avutil.av_pix_fmt_desc_get;

import java.nio.file.Path;
import org.bytedeco.ffmpeg.avutil.AVFrame;
import org.bytedeco.ffmpeg.avutil.AVPixFmtDescriptor;

/**
 * Pictures that people send: JPEG, PNG or WebP. Turned as the camera says; what is transparent becomes black.
 */
public final class PictureFile {
    private static final int LEAST_SIDE = 16;

    private PictureFile() {}

    /**
     * Decodes and encodes it anew, so that nothing but its pixels is left.
     *
     * @throws FfmpegException NOT_MEDIA, TOO_LARGE or DAMAGED, with a sentence for the sender
     */
    public static byte[] render(Path file, Still still, MediaLimits limits) throws FfmpegException {
        try (Input input = Input.openPicture(file, format(file), limits)) {
            MediaInfo.VideoStream stream = StreamReader.describe(input, StreamReader.Seen.NOTHING).video().stream()
                    .findFirst()
                    .orElseThrow(PictureFile::damaged);
            if ((long) stream.codedWidth() * stream.codedHeight() > limits.maxPixels()) {
                throw new FfmpegException(
                        FfmpegException.Reason.TOO_LARGE,
                        "The picture is too large: " + stream.codedWidth() + " x " + stream.codedHeight());
            }
            byte[][] rendered = {{}};
            FrameSink first = frame -> {
                if (rendered[0].length == 0) {
                    rendered[0] = opaque(frame, still);
                }
            };
            try (Decoder decoder = Decoder.open(input.stream(stream.index()), 1, limits)
                            .strict();
                    Packets packets = input.packets()) {
                while (rendered[0].length == 0 && packets.next()) {
                    decoder.decode(packets.get(), first);
                }
                decoder.decode(null, first);
            }
            if (rendered[0].length == 0) {
                throw damaged();
            }
            return rendered[0];
        }
    }

    private static String format(Path file) throws FfmpegException {
        return PictureKind.of(file)
                .map(PictureKind::format)
                .orElseThrow(() -> new FfmpegException(
                        FfmpegException.Reason.NOT_MEDIA, "This is not a JPEG, PNG or WebP picture"));
    }

    private static byte[] opaque(AVFrame frame, Still still) throws FfmpegException {
        // FFmpeg tells the orientation of a picture's Exif as the matrix that a video would have.
        Orientation orientation = Orientation.of(frame).orElse(Orientation.UPRIGHT);
        if (!hasAlpha(frame)) {
            return render(frame, orientation, still);
        }
        byte[][] rendered = {{}};
        frame.pts(0);
        FrameSink sink = flat -> rendered[0] = render(flat, orientation, still);
        try (FilterGraph graph =
                FilterGraph.video(frame, TimeBase.MICROSECONDS, "format=gbrap,premultiply=inplace=1,format=gbrp")) {
            graph.filter(frame, sink);
            graph.filter(null, sink);
        }
        return rendered[0];
    }

    private static byte[] render(AVFrame frame, Orientation orientation, Still still) throws FfmpegException {
        if (Math.min(frame.width(), frame.height()) < LEAST_SIDE) {
            throw new FfmpegException(
                    FfmpegException.Reason.UNSUPPORTED,
                    "The picture is too small: " + frame.width() + " x " + frame.height());
        }
        boolean swap = orientation.swapsSides();
        int width = swap ? frame.height() : frame.width();
        int height = swap ? frame.width() : frame.height();
        return still.of(new Resizer.Seen(orientation, false, width, height), frame);
    }

    private static boolean hasAlpha(AVFrame frame) {
        AVPixFmtDescriptor format = av_pix_fmt_desc_get(frame.format());
        return !Calls.isNull(format) && (format.flags() & AV_PIX_FMT_FLAG_ALPHA) != 0;
    }

    private static FfmpegException damaged() {
        return new FfmpegException(
                FfmpegException.Reason.DAMAGED, "Nothing of the picture can be decoded; it may be damaged, or move");
    }
}
