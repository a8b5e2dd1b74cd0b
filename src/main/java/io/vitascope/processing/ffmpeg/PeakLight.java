package io.vitascope.processing.ffmpeg;

import static org.bytedeco.ffmpeg.global.avutil.AVCOL_TRC_SMPTE2084;
import static org.bytedeco.ffmpeg.global.avutil.AV_FRAME_DATA_CONTENT_LIGHT_LEVEL;
import static org.bytedeco.ffmpeg.global.avutil.AV_FRAME_DATA_MASTERING_DISPLAY_METADATA;
import static org.bytedeco.ffmpeg.global.avutil.av_frame_get_side_data;

import org.bytedeco.ffmpeg.avutil.AVContentLightMetadata;
import org.bytedeco.ffmpeg.avutil.AVFrame;
import org.bytedeco.ffmpeg.avutil.AVFrameSideData;
import org.bytedeco.ffmpeg.avutil.AVMasteringDisplayMetadata;
import org.bytedeco.ffmpeg.avutil.AVRational;

/**
 * How bright the brightest parts of an HDR picture are: what the file says of its pictures, else of the display that
 * they were made on, else what most are made for. Stateless.
 *
 * <p>Source: ITU-R BT.2100, HLG's nominal display of 1,000 nits; ITU-R BT.2408, white.
 */
final class PeakLight {
    /** A sheet of white paper in an HDR picture, in nits. */
    static final int WHITE_NITS = 203;

    private static final double USUAL_NITS = 1_000;
    /** Less leaves nothing to bend; PQ ends at the other. */
    private static final double LEAST_NITS = 400;

    private static final double MOST_NITS = 10_000;

    private PeakLight() {}

    /** As a multiple of white, 2 to 50. @param transfer the picture's, which it may not tell itself */
    static double overWhite(AVFrame frame, int transfer) {
        double nits = transfer == AVCOL_TRC_SMPTE2084 ? told(frame) : USUAL_NITS;
        return Math.min(MOST_NITS, Math.max(LEAST_NITS, nits)) / WHITE_NITS;
    }

    private static double told(AVFrame frame) {
        AVFrameSideData level = av_frame_get_side_data(frame, AV_FRAME_DATA_CONTENT_LIGHT_LEVEL);
        if (!Calls.isNull(level)) {
            int brightest = new AVContentLightMetadata(level.data()).MaxCLL();
            if (brightest > 0) {
                return brightest;
            }
        }
        AVFrameSideData display = av_frame_get_side_data(frame, AV_FRAME_DATA_MASTERING_DISPLAY_METADATA);
        if (!Calls.isNull(display)) {
            AVMasteringDisplayMetadata mastered = new AVMasteringDisplayMetadata(display.data());
            AVRational most = mastered.max_luminance();
            if (mastered.has_luminance() != 0 && most.num() > 0 && most.den() > 0) {
                return (double) most.num() / most.den();
            }
        }
        return USUAL_NITS;
    }
}
