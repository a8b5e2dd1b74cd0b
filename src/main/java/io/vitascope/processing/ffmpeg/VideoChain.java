package io.vitascope.processing.ffmpeg;

import static org.bytedeco.ffmpeg.global.avutil.AV_PIX_FMT_FLAG_BE;
import static org.bytedeco.ffmpeg.global.avutil.av_pix_fmt_desc_get;

import java.util.Locale;
import org.bytedeco.ffmpeg.avutil.AVFrame;
import org.bytedeco.ffmpeg.avutil.AVPixFmtDescriptor;
import org.jspecify.annotations.Nullable;

/**
 * Writes the filters that turn a stored picture into a seen one: whole frames, square pixels, upright, SDR, 8 bits.
 *
 * <p>Order: fields are joined first, because scaling would mix them; scaling comes before tone mapping and turning,
 * because then these have fewer pixels to move. Every size is scaled from the source: a cascade saves 2 to 4 % of the
 * time and costs 3 to 4 % of the bits.
 *
 * @param deinterlace whether the source holds fields; frames that are whole pass untouched
 * @param pixels null where every picture is to fill the size that is asked for, whatever its own proportions
 */
record VideoChain(
        Orientation orientation,
        boolean deinterlace,
        @Nullable PixelAspect pixels) {
    /** Sizes are even, so proportions are never kept to the pixel. */
    private static final double NEARLY = 0.03;

    /** Below this a pixel more or less changes them a lot. */
    private static final int SMALL = 32;

    VideoChain(Orientation orientation, boolean deinterlace) {
        this(orientation, deinterlace, null);
    }

    /**
     * zimg's spline36 beats swscale's bicubic by 0.2 dB at equal bits and costs half; swscale takes what zimg refuses.
     */
    enum Scaler {
        ZIMG,
        SWSCALE
    }

    /** What the picture is made for. */
    enum Target {
        /** Video: limited range, the source's own matrix if every player knows it. */
        H264("yuv420p", "tv", "", "left"),
        /** The same as hardware encoders take it. */
        H264_NV12("nv12", "tv", "", "left"),
        /** Stills: JFIF knows only full range and the BT.601 matrix. */
        JPEG("yuv420p", "pc", "smpte170m", "center"),
        /** Stills and loops: VP8 key frames, whose range and matrix the format does not let one choose. */
        WEBP("yuv420p", "tv", "smpte170m", "center");

        private final String pixelFormat;
        private final String range;
        private final String matrix;
        /** Where a sample of colour lies among the four of brightness; decoders that are told nothing assume it there. */
        private final String chroma;

        Target(String pixelFormat, String range, String matrix, String chroma) {
            this.pixelFormat = pixelFormat;
            this.range = range;
            this.matrix = matrix;
            this.chroma = chroma;
        }

        private String matrixOr(String usual) {
            return matrix.isEmpty() ? usual : matrix;
        }
    }

    /** A graph to the given size as seen. Falls back to swscale where zimg does not take the source's format. */
    FilterGraph open(AVFrame like, TimeBase timeBase, int width, int height, Target target) throws FfmpegException {
        if (isForeign(like)) {
            return FilterGraph.video(like, timeBase, filters(like, width, height, target, Scaler.SWSCALE));
        }
        try {
            return FilterGraph.video(like, timeBase, filters(like, width, height, target, Scaler.ZIMG));
        } catch (FfmpegException refused) {
            return FilterGraph.video(like, timeBase, filters(like, width, height, target, Scaler.SWSCALE));
        }
    }

    /** zimg takes only the machine's own byte order, and the conversion that FFmpeg puts before it confuses ranges. */
    private static boolean isForeign(AVFrame like) {
        AVPixFmtDescriptor format = av_pix_fmt_desc_get(like.format());
        return !Calls.isNull(format) && (format.flags() & AV_PIX_FMT_FLAG_BE) != 0;
    }

    String filters(AVFrame like, int width, int height, Target target, Scaler scaler) {
        Colours source = Colours.of(like).explicit();
        Fit fit = fit(like, width, height);
        int storedWidth = orientation.swapsSides() ? fit.height : fit.width;
        int storedHeight = orientation.swapsSides() ? fit.width : fit.height;
        String size = "w=" + storedWidth + ":h=" + storedHeight;
        String scale =
                switch (scaler) {
                    case ZIMG ->
                        source.isHdr()
                                ? zimgHdr(size, PeakLight.overWhite(like, source.transfer()), target)
                                : zimgSdr(size, source, target);
                    case SWSCALE ->
                        "scale=" + size + ":flags=bicubic:out_range=" + target.range + ":out_color_matrix="
                                + target.matrixOr("bt709") + ",setparams=range=" + target.range
                                + ":color_primaries=bt709:color_trc=bt709:colorspace=" + target.matrixOr("bt709");
                };
        return evenSize(like) + "setparams=" + tags(source)
                + (deinterlace ? ",bwdif=mode=send_frame:deint=interlaced" : "") + "," + scale + ",format="
                + target.pixelFormat + orientation.filters() + fit.bars(width, height) + ",setsar=1";
    }

    /** The part of the whole that the picture fills, in even pixels as seen. */
    private record Fit(int width, int height) {
        String bars(int wholeWidth, int wholeHeight) {
            return width == wholeWidth && height == wholeHeight
                    ? ""
                    : ",pad=" + wholeWidth + ":" + wholeHeight + ":-1:-1";
        }
    }

    /** A part of a source with other proportions than the rest gets bars, as on a screen. */
    private Fit fit(AVFrame like, int width, int height) {
        if (pixels == null) {
            return new Fit(width, height);
        }
        double square = (double) pixels.squareWidth(like) / like.height();
        double proportion = orientation.swapsSides() ? 1 / square : square;
        double whole = (double) width / height;
        if (Math.abs(proportion - whole) <= NEARLY * whole || Math.min(width, height) < SMALL) {
            return new Fit(width, height);
        }
        return proportion > whole
                ? new Fit(width, even(width / proportion, height))
                : new Fit(even(height * proportion, width), height);
    }

    private static int even(double pixels, int most) {
        return Math.min(most, Math.max(2, (int) Math.round(pixels / 2) * 2));
    }

    /** zimg refuses a picture whose colour samples do not cover it evenly, so an odd last row or column is left out. */
    private static String evenSize(AVFrame like) {
        boolean even = like.width() % 2 == 0 && like.height() % 2 == 0;
        return even || like.width() < 2 || like.height() < 2 ? "" : "crop=trunc(iw/2)*2:trunc(ih/2)*2:0:0,";
    }

    private static String tags(Colours colours) {
        return "range=" + colours.range() + ":color_primaries=" + colours.primaries() + ":color_trc="
                + colours.transfer() + ":colorspace=" + colours.matrix();
    }

    private static String zimgSdr(String size, Colours source, Target target) {
        String matrix = target.matrixOr(source.isCommonSdr() ? "" : "bt709");
        String convert = (source.isCommonSdr() ? "" : ":p=bt709:t=bt709") + (matrix.isEmpty() ? "" : ":m=" + matrix);
        String dither = source.depth() > 8 ? ":d=error_diffusion" : "";
        return "zscale=" + size + ":f=spline36:r=" + target.range + ":c=" + target.chroma + convert + dither;
    }

    /**
     * White of 203 nits, as ITU-R BT.2408 has it for HDR, becomes nearly the white of SDR. All below six tenths of it
     * stays as bright as it was; what is above is bent, not cut.
     */
    private static String zimgHdr(String size, double peakOverWhite, Target target) {
        return "zscale=" + size + ":f=spline36:t=linear:npl=" + PeakLight.WHITE_NITS
                + ",format=gbrpf32le,zscale=p=bt709,tonemap=tonemap=mobius:desat=0:param=0.6:peak="
                + String.format(Locale.ROOT, "%.3f", peakOverWhite) + ",zscale=t=bt709:m=" + target.matrixOr("bt709")
                + ":r=" + target.range + ":c=" + target.chroma + ":d=error_diffusion";
    }
}
