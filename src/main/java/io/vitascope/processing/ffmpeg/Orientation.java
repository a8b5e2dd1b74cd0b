package io.vitascope.processing.ffmpeg;

import static org.bytedeco.ffmpeg.global.avcodec.AV_PKT_DATA_DISPLAYMATRIX;
import static org.bytedeco.ffmpeg.global.avcodec.av_packet_side_data_get;
import static org.bytedeco.ffmpeg.global.avutil.AV_FRAME_DATA_DISPLAYMATRIX;
import static org.bytedeco.ffmpeg.global.avutil.av_frame_get_side_data;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Optional;
import org.bytedeco.ffmpeg.avcodec.AVCodecParameters;
import org.bytedeco.ffmpeg.avcodec.AVPacketSideData;
import org.bytedeco.ffmpeg.avutil.AVFrame;
import org.bytedeco.ffmpeg.avutil.AVFrameSideData;
import org.bytedeco.javacpp.BytePointer;

/**
 * How a stored picture is turned to be seen upright: first clockwise by quarter turns, then left and right swapped.
 *
 * <p>Source: ISO/IEC 14496-12, track header matrix {@code a b u c d v x y w}; a point (x, y), y downwards, is shown at
 * (ax + cy, bx + dy). Angles between quarter turns go to the nearest.
 */
record Orientation(int degrees, boolean mirrored) {
    static final Orientation UPRIGHT = new Orientation(0, false);

    private static final int MATRIX_BYTES = 9 * Integer.BYTES;

    static Orientation of(MediaInfo.VideoStream stream) {
        return new Orientation(stream.rotationDegrees(), stream.mirrored());
    }

    static Orientation of(AVCodecParameters parameters) {
        if (parameters.nb_coded_side_data() == 0) {
            return UPRIGHT;
        }
        AVPacketSideData matrix = av_packet_side_data_get(
                parameters.coded_side_data(), parameters.nb_coded_side_data(), AV_PKT_DATA_DISPLAYMATRIX);
        if (Calls.isNull(matrix) || matrix.size() < MATRIX_BYTES) {
            return UPRIGHT;
        }
        return ofMatrix(matrix.data());
    }

    /** What the frame itself tells, which is how H.264 and HEVC do it without a container; empty if it is silent. */
    static Optional<Orientation> of(AVFrame frame) {
        AVFrameSideData matrix = av_frame_get_side_data(frame, AV_FRAME_DATA_DISPLAYMATRIX);
        return Calls.isNull(matrix) || matrix.size() < MATRIX_BYTES
                ? Optional.empty()
                : Optional.of(ofMatrix(matrix.data()));
    }

    private static Orientation ofMatrix(BytePointer matrix) {
        ByteBuffer values = matrix.capacity(MATRIX_BYTES).asByteBuffer().order(ByteOrder.nativeOrder());
        return ofMatrix(values.getInt(0), values.getInt(4), values.getInt(12), values.getInt(16));
    }

    static Orientation ofMatrix(long a, long b, long c, long d) {
        long determinant = Long.signum(a) * Long.signum(d) * Math.abs(a >> 8) * Math.abs(d >> 8)
                - Long.signum(b) * Long.signum(c) * Math.abs(b >> 8) * Math.abs(c >> 8);
        if (determinant == 0) {
            return UPRIGHT;
        }
        boolean mirrored = determinant < 0;
        double turn = Math.toDegrees(Math.atan2(b, mirrored ? -a : a));
        return new Orientation((int) Math.floorMod(Math.round(turn / 90) * 90, 360L), mirrored);
    }

    boolean swapsSides() {
        return degrees == 90 || degrees == 270;
    }

    /** The filters that turn a picture, each with a leading comma; empty if it is upright. */
    String filters() {
        String turn =
                switch (degrees) {
                    case 90 -> ",transpose=clock";
                    case 180 -> ",hflip,vflip";
                    case 270 -> ",transpose=cclock";
                    default -> "";
                };
        return mirrored ? turn + ",hflip" : turn;
    }
}
