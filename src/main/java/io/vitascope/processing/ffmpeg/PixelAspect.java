package io.vitascope.processing.ffmpeg;

import org.bytedeco.ffmpeg.avformat.AVStream;
import org.bytedeco.ffmpeg.avutil.AVFrame;
import org.bytedeco.ffmpeg.avutil.AVRational;

/**
 * How wide a pixel is for its height, as the container tells it for all of a stream, or each picture for itself.
 *
 * @param ofContainer width by height, 0 if it is silent
 */
record PixelAspect(double ofContainer) {
    private static final int MAX_SIDE = 16_384;
    private static final double WIDEST = 20;

    static PixelAspect of(AVStream stream) {
        return new PixelAspect(ratio(stream.sample_aspect_ratio()));
    }

    /** Whether nobody says that pixels are anything but square, be it wrongly. */
    static boolean isSquare(AVStream stream) {
        double container = ratio(stream.sample_aspect_ratio());
        double codec = ratio(stream.codecpar().sample_aspect_ratio());
        return (container == 0 || container == 1) && (codec == 0 || codec == 1);
    }

    private static double ratio(AVRational pixel) {
        return pixel.num() > 0 && pixel.den() > 0 ? (double) pixel.num() / pixel.den() : 0;
    }

    /** Width of a picture in square pixels; its height stays. */
    int squareWidth(AVFrame frame) {
        double ratio = ofContainer > 0 ? ofContainer : ratio(frame.sample_aspect_ratio());
        return squareWidth(frame.width(), frame.height(), ratio);
    }

    /** A ratio that leads beyond any screen is taken for a mistake. */
    static int squareWidth(int width, int height, double ratio) {
        long square = Math.round(width * ratio);
        return square < 2 || square > MAX_SIDE || square > WIDEST * height ? width : (int) square;
    }
}
