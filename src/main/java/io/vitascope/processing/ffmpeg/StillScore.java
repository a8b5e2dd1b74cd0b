package io.vitascope.processing.ffmpeg;

import org.bytedeco.ffmpeg.avutil.AVFrame;

/**
 * How well a picture stands for its video, 0 to 100: many shades rather than few, contrast, sharp edges, colour; little
 * of it black or white. Each counts only up to where more of it is no merit, lest a lawn beats a face. Pure.
 */
final class StillScore {
    /** A picture that scores less shows next to nothing. */
    static final double POOR = 30;

    private static final int DARK = 28;
    private static final int BRIGHT = 240;
    /** More than this share of dark or bright pixels is too much. */
    private static final double MUCH = 0.5;

    private static final int BINS = 64;
    private static final double ENOUGH_BITS = 5.3;
    private static final double ENOUGH_CONTRAST = 60;
    private static final double ENOUGH_EDGES = 9;
    private static final double ENOUGH_COLOUR = 30;

    private StillScore() {}

    static boolean isWorthSeeing(AVFrame picture) {
        return of(picture) >= POOR;
    }

    /**
     * @param picture planar, 8 bits, small: what is blurred looks sharp when it is small enough, and a blink takes 10
     *     ms
     */
    static double of(AVFrame picture) {
        Plane luma = new Plane(picture, 0, picture.width(), picture.height());
        int[] histogram = new int[256];
        double edges = 0;
        for (int y = 0; y < luma.height(); y++) {
            for (int x = 0; x < luma.width(); x++) {
                int value = luma.at(x, y);
                histogram[value]++;
                if (x > 0 && y > 0 && x + 1 < luma.width() && y + 1 < luma.height()) {
                    int bend =
                            4 * value - luma.at(x - 1, y) - luma.at(x + 1, y) - luma.at(x, y - 1) - luma.at(x, y + 1);
                    edges += Math.abs(bend);
                }
            }
        }
        double pixels = (double) luma.width() * luma.height();
        double merit = 40 * Math.min(1, bits(histogram, pixels) / ENOUGH_BITS)
                + 20 * Math.min(1, contrast(histogram, pixels) / ENOUGH_CONTRAST)
                + 25 * Math.min(1, edges / pixels / ENOUGH_EDGES)
                + 15 * Math.min(1, colour(picture) / ENOUGH_COLOUR);
        double lost = Math.max(share(histogram, 0, DARK, pixels), share(histogram, BRIGHT, 256, pixels));
        return merit * (1 - 0.8 * Math.max(0, lost - MUCH) / (1 - MUCH));
    }

    private static double share(int[] histogram, int from, int to, double pixels) {
        int count = 0;
        for (int value = from; value < to; value++) {
            count += histogram[value];
        }
        return count / pixels;
    }

    /** Entropy of the shades. */
    private static double bits(int[] histogram, double pixels) {
        double bits = 0;
        int width = histogram.length / BINS;
        for (int bin = 0; bin < BINS; bin++) {
            double share = share(histogram, bin * width, (bin + 1) * width, pixels);
            bits -= share > 0 ? share * Math.log(share) / Math.log(2) : 0;
        }
        return bits;
    }

    private static double contrast(int[] histogram, double pixels) {
        double sum = 0;
        double squares = 0;
        for (int value = 0; value < histogram.length; value++) {
            sum += (double) value * histogram[value];
            squares += (double) value * value * histogram[value];
        }
        double mean = sum / pixels;
        return Math.sqrt(Math.max(0, squares / pixels - mean * mean));
    }

    /** The mean distance from grey. */
    private static double colour(AVFrame picture) {
        Plane blue = new Plane(picture, 1, picture.width() / 2, picture.height() / 2);
        Plane red = new Plane(picture, 2, picture.width() / 2, picture.height() / 2);
        double sum = 0;
        for (int y = 0; y < blue.height(); y++) {
            for (int x = 0; x < blue.width(); x++) {
                sum += Math.hypot(blue.at(x, y) - 128, red.at(x, y) - 128);
            }
        }
        return sum / Math.max(1, blue.width() * blue.height());
    }

    /** A copy, because each look at native memory costs more than the pixel. */
    private record Plane(byte[] bytes, int stride, int width, int height) {
        Plane(AVFrame picture, int plane, int width, int height) {
            this(new byte[picture.linesize(plane) * height], picture.linesize(plane), width, height);
            picture.data(plane).get(bytes);
        }

        int at(int x, int y) {
            return bytes[y * stride + x] & 0xff;
        }
    }
}
