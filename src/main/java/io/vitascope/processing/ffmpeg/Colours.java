package io.vitascope.processing.ffmpeg;

import static org.bytedeco.ffmpeg.global.avutil.*;

import org.bytedeco.ffmpeg.avcodec.AVCodecParameters;
import org.bytedeco.ffmpeg.avutil.AVFrame;
import org.bytedeco.ffmpeg.avutil.AVFrameSideData;
import org.bytedeco.ffmpeg.avutil.AVPixFmtDescriptor;

/** The four colour tags of a picture as FFmpeg numbers them, with the depth and family of its samples. Immutable. */
record Colours(int range, int primaries, int transfer, int matrix, boolean highDefinition, boolean rgb, int depth) {
    /** Pixels of the longer side: a film in scope has few lines for its width. */
    private static final int HIGH_DEFINITION_LONG = 1280;

    /** Pixels of the shorter side: television of standard definition has no more. */
    private static final int STANDARD_DEFINITION_SHORT = 576;

    static Colours of(AVCodecParameters codec) {
        return of(
                codec.color_range(),
                codec.color_primaries(),
                codec.color_trc(),
                codec.color_space(),
                isHighDefinition(codec.width(), codec.height()),
                codec.format());
    }

    static Colours of(AVFrame frame) {
        Colours told = of(
                frame.color_range(),
                frame.color_primaries(),
                frame.color_trc(),
                frame.colorspace(),
                isHighDefinition(frame.width(), frame.height()),
                frame.format());
        return told.depth > 8 && told.transfer == AVCOL_TRC_UNSPECIFIED && isMastered(frame) ? told.hdr10() : told;
    }

    /**
     * Puts them where a picture is silent: the decoders of HEVC and its like forget what the container told as soon as
     * the stream has no word on it.
     */
    void fillIn(AVFrame frame) {
        frame.color_primaries(or(frame.color_primaries(), AVCOL_PRI_UNSPECIFIED, primaries));
        frame.color_trc(or(frame.color_trc(), AVCOL_TRC_UNSPECIFIED, transfer));
        if (!isRgb(frame.format())) {
            frame.colorspace(or(frame.colorspace(), AVCOL_SPC_UNSPECIFIED, matrix));
            frame.color_range(or(frame.color_range(), AVCOL_RANGE_UNSPECIFIED, range));
        }
    }

    private static int or(int told, int silence, int otherwise) {
        return told == silence ? otherwise : told;
    }

    private static boolean isRgb(int pixelFormat) {
        AVPixFmtDescriptor format = av_pix_fmt_desc_get(pixelFormat);
        return !Calls.isNull(format) && (format.flags() & AV_PIX_FMT_FLAG_RGB) != 0;
    }

    /** Only HDR10 tells the brightness of the display that it was made on, whatever else an encoder forgot to tell. */
    private static boolean isMastered(AVFrame frame) {
        return hasData(frame, AV_FRAME_DATA_MASTERING_DISPLAY_METADATA)
                || hasData(frame, AV_FRAME_DATA_CONTENT_LIGHT_LEVEL);
    }

    private static boolean hasData(AVFrame frame, int kind) {
        AVFrameSideData data = av_frame_get_side_data(frame, kind);
        return !Calls.isNull(data);
    }

    private Colours hdr10() {
        return new Colours(
                range,
                primaries == AVCOL_PRI_UNSPECIFIED ? AVCOL_PRI_BT2020 : primaries,
                AVCOL_TRC_SMPTE2084,
                matrix == AVCOL_SPC_UNSPECIFIED ? AVCOL_SPC_BT2020_NCL : matrix,
                highDefinition,
                rgb,
                depth);
    }

    /** However it is turned. */
    private static boolean isHighDefinition(int width, int height) {
        return Math.max(width, height) >= HIGH_DEFINITION_LONG || Math.min(width, height) > STANDARD_DEFINITION_SHORT;
    }

    private static Colours of(
            int range, int primaries, int transfer, int matrix, boolean highDefinition, int pixelFormat) {
        AVPixFmtDescriptor format = av_pix_fmt_desc_get(pixelFormat);
        boolean known = !Calls.isNull(format);
        return new Colours(
                range,
                primaries,
                transfer,
                matrix,
                highDefinition,
                isRgb(pixelFormat),
                known ? format.comp(0).depth() : 8);
    }

    boolean isHdr() {
        return transfer == AVCOL_TRC_SMPTE2084 || transfer == AVCOL_TRC_ARIB_STD_B67;
    }

    /**
     * The same with every silence filled by custom: high definition is BT.709, less is SMPTE 170M (BT.601), RGB is full
     * range. Curves that differ from BT.709 in name only become BT.709.
     */
    Colours explicit() {
        int sureMatrix = rgb
                ? AVCOL_SPC_RGB
                : matrix == AVCOL_SPC_UNSPECIFIED || matrix == AVCOL_SPC_RESERVED || matrix == AVCOL_SPC_RGB
                        ? highDefinition ? AVCOL_SPC_BT709 : AVCOL_SPC_SMPTE170M
                        : matrix;
        int surePrimaries = primaries == AVCOL_PRI_UNSPECIFIED
                        || primaries == AVCOL_PRI_RESERVED
                        || primaries == AVCOL_PRI_RESERVED0
                ? primariesOf(sureMatrix)
                : primaries;
        boolean plainCurve = transfer == AVCOL_TRC_UNSPECIFIED
                || transfer == AVCOL_TRC_RESERVED
                || transfer == AVCOL_TRC_RESERVED0
                || transfer == AVCOL_TRC_SMPTE170M
                || transfer == AVCOL_TRC_IEC61966_2_4
                || transfer == AVCOL_TRC_BT1361_ECG;
        int sureRange = range == AVCOL_RANGE_UNSPECIFIED ? (rgb ? AVCOL_RANGE_JPEG : AVCOL_RANGE_MPEG) : range;
        return new Colours(
                sureRange,
                surePrimaries,
                plainCurve ? AVCOL_TRC_BT709 : transfer,
                sureMatrix,
                highDefinition,
                rgb,
                depth);
    }

    private static int primariesOf(int matrix) {
        return switch (matrix) {
            case AVCOL_SPC_SMPTE170M -> AVCOL_PRI_SMPTE170M;
            case AVCOL_SPC_BT470BG -> AVCOL_PRI_BT470BG;
            case AVCOL_SPC_BT2020_NCL, AVCOL_SPC_BT2020_CL -> AVCOL_PRI_BT2020;
            default -> AVCOL_PRI_BT709;
        };
    }

    /** Whether every player shows these tags right, so that the picture needs no conversion. */
    boolean isCommonSdr() {
        boolean matrixOk = matrix == AVCOL_SPC_BT709 || matrix == AVCOL_SPC_SMPTE170M || matrix == AVCOL_SPC_BT470BG;
        boolean primariesOk =
                primaries == AVCOL_PRI_BT709 || primaries == AVCOL_PRI_SMPTE170M || primaries == AVCOL_PRI_BT470BG;
        boolean transferOk = transfer == AVCOL_TRC_BT709 || transfer == AVCOL_TRC_IEC61966_2_1;
        return matrixOk && primariesOk && transferOk;
    }
}
