package io.vitascope.processing.ffmpeg;

import static org.bytedeco.ffmpeg.global.avcodec.*;

import java.util.Set;
import org.bytedeco.ffmpeg.avcodec.AVCodecParameters;
import org.bytedeco.ffmpeg.avutil.AVFrame;

/**
 * What a container tells of the fields of its pictures, where their codec has no word for it: captures of video tapes and
 * archives, which filters would take for whole frames.
 */
record Fields(boolean marked, boolean topFirst) {
    private static final Fields NONE = new Fields(false, false);

    /** Of all others the decoder knows better, or passes the container's word on itself. */
    private static final Set<Integer> SILENT = Set.of(
            AV_CODEC_ID_HUFFYUV,
            AV_CODEC_ID_FFVHUFF,
            AV_CODEC_ID_UTVIDEO,
            AV_CODEC_ID_LAGARITH,
            AV_CODEC_ID_QTRLE,
            AV_CODEC_ID_JPEG2000,
            AV_CODEC_ID_CFHD,
            AV_CODEC_ID_PNG,
            AV_CODEC_ID_HQX,
            AV_CODEC_ID_HQ_HQA);

    static Fields of(AVCodecParameters codec) {
        int order = codec.field_order();
        return isInterlaced(codec) && SILENT.contains(codec.codec_id())
                ? new Fields(true, order == AV_FIELD_TT || order == AV_FIELD_TB)
                : NONE;
    }

    /** Whether its container, or what was read of its stream, tells that it has fields. */
    static boolean isInterlaced(AVCodecParameters codec) {
        return codec.field_order() != AV_FIELD_UNKNOWN && codec.field_order() != AV_FIELD_PROGRESSIVE;
    }

    void applyTo(AVFrame frame) {
        if (marked) {
            int order = topFirst ? AVFrame.AV_FRAME_FLAG_TOP_FIELD_FIRST : 0;
            frame.flags(frame.flags() | AVFrame.AV_FRAME_FLAG_INTERLACED | order);
        }
    }
}
