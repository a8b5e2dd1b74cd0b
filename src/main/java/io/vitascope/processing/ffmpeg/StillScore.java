package io.vitascope.processing.ffmpeg;

import java.nio.ByteBuffer;
import org.bytedeco.ffmpeg.avutil.AVFrame;

/** How well a picture stands for its video: contrast and sharpness, next to nothing if it is black or white. Pure. */
final class StillScore {
    private static final double DARK = 24;
    private static final double BRIGHT = 232;

    private StillScore() {}

    /** @param gray 8 bits of brightness per pixel, full range */
    static double of(AVFrame gray) {
        int stride = gray.linesize(0);
        int width = gray.width();
        int height = gray.height();
        ByteBuffer pixels = gray.data(0).capacity((long) stride * height).asByteBuffer();
        double sum = 0;
        double squares = 0;
        double steps = 0;
        for (int y = 0; y < height; y++) {
            int before = Byte.toUnsignedInt(pixels.get(y * stride));
            for (int x = 0; x < width; x++) {
                int value = Byte.toUnsignedInt(pixels.get(y * stride + x));
                sum += value;
                squares += (double) value * value;
                steps += Math.abs(value - before);
                before = value;
            }
        }
        double count = (double) width * height;
        double mean = sum / count;
        double contrast = Math.sqrt(Math.max(0, squares / count - mean * mean));
        double score = contrast + 2 * steps / count;
        return mean < DARK || mean > BRIGHT ? score / 10 : score;
    }
}
