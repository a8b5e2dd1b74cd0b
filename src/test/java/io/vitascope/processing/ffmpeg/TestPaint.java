package io.vitascope.processing.ffmpeg;

import static org.bytedeco.ffmpeg.global.avutil.av_pix_fmt_desc_get;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import org.bytedeco.ffmpeg.avutil.AVFrame;
import org.bytedeco.ffmpeg.avutil.AVPixFmtDescriptor;

/** Puts colours into the planes of a frame, however deep its samples are and however its colours are thinned out. */
final class TestPaint {
    /** The colour, as Y, Cb, Cr of 8 bits, of a pixel. */
    interface Colour {
        int[] at(int x, int y);
    }

    private TestPaint() {}

    /** @param frame with planes of its own */
    static void fill(AVFrame frame, Colour colour) {
        AVPixFmtDescriptor format = av_pix_fmt_desc_get(frame.format());
        for (int plane = 0; plane < format.nb_components(); plane++) {
            int across = plane == 0 ? 0 : format.log2_chroma_w();
            int down = plane == 0 ? 0 : format.log2_chroma_h();
            int deeper = format.comp(plane).depth() - Byte.SIZE;
            int stride = frame.linesize(plane);
            int rows = -(-frame.height() >> down);
            int columns = -(-frame.width() >> across);
            ByteBuffer samples = frame.data(plane)
                    .capacity((long) stride * rows)
                    .asByteBuffer()
                    .order(ByteOrder.LITTLE_ENDIAN);
            for (int y = 0; y < rows; y++) {
                for (int x = 0; x < columns; x++) {
                    int value = colour.at(x << across, y << down)[plane];
                    if (deeper == 0) {
                        samples.put(y * stride + x, (byte) value);
                    } else {
                        samples.putShort(y * stride + 2 * x, (short) (value << deeper));
                    }
                }
            }
        }
    }
}
