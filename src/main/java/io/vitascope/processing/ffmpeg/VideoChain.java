package io.vitascope.processing.ffmpeg;

import org.bytedeco.ffmpeg.avutil.AVFrame;

/**
 * Writes the filters that turn a stored picture into a seen one: whole frames, square pixels, upright, SDR, 8 bits.
 *
 * <p>Order: fields are joined first, because scaling would mix them; scaling comes before tone mapping and turning,
 * because then these have fewer pixels to move. Every size is scaled from the source: a cascade saves 2 to 4 % of the
 * time and costs 3 to 4 % of the bits.
 *
 * @param deinterlace whether the source holds fields; frames that are whole pass untouched
 */
record VideoChain(Orientation orientation, boolean deinterlace) {
    /** zimg's spline36 beats swscale's bicubic by 0.2 dB at equal bits and costs half; swscale takes what zimg refuses. */
    enum Scaler {
        ZIMG,
        SWSCALE
    }

    /** A graph to the given size as seen. Falls back to swscale where zimg does not take the source's format. */
    FilterGraph open(AVFrame like, TimeBase timeBase, int width, int height, String pixelFormat)
            throws FfmpegException {
        try {
            return FilterGraph.video(like, timeBase, filters(like, width, height, pixelFormat, Scaler.ZIMG));
        } catch (FfmpegException refused) {
            return FilterGraph.video(like, timeBase, filters(like, width, height, pixelFormat, Scaler.SWSCALE));
        }
    }

    String filters(AVFrame like, int width, int height, String pixelFormat, Scaler scaler) {
        Colours source = Colours.of(like).explicit();
        int storedWidth = orientation.swapsSides() ? height : width;
        int storedHeight = orientation.swapsSides() ? width : height;
        String size = "w=" + storedWidth + ":h=" + storedHeight;
        String scale =
                switch (scaler) {
                    case ZIMG -> source.isHdr() ? zimgHdr(size, source) : zimgSdr(size, source);
                    case SWSCALE ->
                        "scale=" + size + ":flags=bicubic:out_range=tv:out_color_matrix=bt709"
                                + ",setparams=range=tv:color_primaries=bt709:color_trc=bt709:colorspace=bt709";
                };
        return evenSize(like) + "setparams=" + tags(source)
                + (deinterlace ? ",bwdif=mode=send_frame:deint=interlaced" : "") + "," + scale + ",format="
                + pixelFormat + orientation.filters() + ",setsar=1";
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

    private static String zimgSdr(String size, Colours source) {
        String convert = source.isCommonSdr() ? "" : ":p=bt709:t=bt709:m=bt709";
        String dither = source.depth() > 8 ? ":d=error_diffusion" : "";
        return "zscale=" + size + ":f=spline36:r=tv" + convert + dither;
    }

    /** White of 203 nits, as ITU-R BT.2408 has it for HDR; brighter parts are bent, not cut. */
    private static String zimgHdr(String size, Colours source) {
        return "zscale=" + size + ":f=spline36:t=linear:npl=203,format=gbrpf32le,zscale=p=bt709"
                + ",tonemap=tonemap=mobius:desat=0,zscale=t=bt709:m=bt709:r=tv:d=error_diffusion";
    }
}
