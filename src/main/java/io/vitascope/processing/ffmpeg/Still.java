package io.vitascope.processing.ffmpeg;

import org.bytedeco.ffmpeg.avutil.AVFrame;

/**
 * How a single picture is to be: never larger than its source, without anything that a camera wrote beside it.
 *
 * @param width in pixels, 0 for as wide as the height allows
 * @param height in pixels, 0 for as high as the width allows
 * @param cover whether the box is filled and what sticks out is cut off; with both sides only
 */
public record Still(int width, int height, boolean cover, Format format) {
    /** FFmpeg's scale, 2 (best) to 31 (worst); at 4 nobody sees a difference. */
    private static final int JPEG_QUALITY = 4;
    /** Of 100: what libwebp takes by itself; at 80 a picture is a quarter larger, and few see a difference. */
    private static final int WEBP_QUALITY = 75;

    private static final int UNBOUNDED = 1 << 20;

    public enum Format {
        JPEG,
        WEBP
    }

    public Still {
        if (width < 0 || height < 0 || (cover && (width == 0 || height == 0))) {
            throw new IllegalArgumentException("not a box: " + width + " x " + height);
        }
    }

    /** A whole picture as JPEG, at most so wide. */
    public static Still jpeg(int width) {
        return new Still(width, 0, false, Format.JPEG);
    }

    /** A whole picture as WebP, at most so wide. */
    public static Still webp(int width) {
        return new Still(width, 0, false, Format.WEBP);
    }

    byte[] of(Resizer.Seen seen, AVFrame frame) throws FfmpegException {
        VideoChain.Target target = format == Format.JPEG ? VideoChain.Target.JPEG : VideoChain.Target.WEBP;
        int maxWidth = width == 0 ? UNBOUNDED : width;
        int maxHeight = height == 0 ? UNBOUNDED : height;
        Resizer resizer = cover
                ? Resizer.covering(seen, maxWidth, maxHeight, target)
                : Resizer.within(seen, maxWidth, maxHeight, target);
        byte[][] bytes = {{}};
        resizer.resize(
                frame,
                picture -> bytes[0] = format == Format.JPEG
                        ? Encoder.jpegOf(picture, JPEG_QUALITY)
                        : Encoder.webpOf(picture, WEBP_QUALITY));
        return bytes[0];
    }
}
