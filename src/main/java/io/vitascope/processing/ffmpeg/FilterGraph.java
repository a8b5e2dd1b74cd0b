package io.vitascope.processing.ffmpeg;

import static org.bytedeco.ffmpeg.global.avfilter.AV_BUFFERSRC_FLAG_KEEP_REF;
import static org.bytedeco.ffmpeg.global.avfilter.av_buffersink_get_frame;
import static org.bytedeco.ffmpeg.global.avfilter.av_buffersink_get_time_base;
import static org.bytedeco.ffmpeg.global.avfilter.av_buffersink_set_frame_size;
import static org.bytedeco.ffmpeg.global.avfilter.av_buffersrc_add_frame_flags;
import static org.bytedeco.ffmpeg.global.avfilter.avfilter_graph_alloc;
import static org.bytedeco.ffmpeg.global.avfilter.avfilter_graph_config;
import static org.bytedeco.ffmpeg.global.avfilter.avfilter_graph_free;
import static org.bytedeco.ffmpeg.global.avfilter.avfilter_graph_get_filter;
import static org.bytedeco.ffmpeg.global.avfilter.avfilter_graph_parse2;
import static org.bytedeco.ffmpeg.global.avfilter.avfilter_inout_free;
import static org.bytedeco.ffmpeg.global.avutil.av_channel_layout_describe;
import static org.bytedeco.ffmpeg.global.avutil.av_frame_unref;

import org.bytedeco.ffmpeg.avfilter.AVFilterContext;
import org.bytedeco.ffmpeg.avfilter.AVFilterGraph;
import org.bytedeco.ffmpeg.avfilter.AVFilterInOut;
import org.bytedeco.ffmpeg.avutil.AVFrame;
import org.bytedeco.ffmpeg.avutil.AVRational;
import org.bytedeco.javacpp.Pointer;
import org.bytedeco.javacpp.PointerScope;
import org.jspecify.annotations.Nullable;

/**
 * A chain of filters for frames of one shape. A frame of another shape needs another graph: ask {@link #accepts} first.
 * Confined to one thread.
 */
final class FilterGraph implements AutoCloseable {

    private final Owned<AVFilterGraph> graph;
    private final Owned<AVFrame> filtered;
    private final String shape;
    private final TimeBase timeBase;

    private FilterGraph(Owned<AVFilterGraph> graph, Owned<AVFrame> filtered, String shape, TimeBase timeBase) {
        this.graph = graph;
        this.filtered = filtered;
        this.shape = shape;
        this.timeBase = timeBase;
    }

    /** @param chain filters in FFmpeg's notation, without source and sink */
    static FilterGraph video(AVFrame like, TimeBase timeBase, String chain) throws FfmpegException {
        String shape = shapeOf(like);
        String source = "buffer@in=" + shape + ":time_base=" + timeBase.num() + "/" + timeBase.den();
        return build(source + "," + chain + ",buffersink@out", "buffersink@out", shape, 0);
    }

    /** @param frameSamples samples in each frame that comes out, as the encoder wants them */
    static FilterGraph audio(AVFrame like, TimeBase timeBase, String chain, int frameSamples) throws FfmpegException {
        String shape = shapeOf(like);
        String source = "abuffer@in=" + shape + ":time_base=" + timeBase.num() + "/" + timeBase.den();
        return build(source + "," + chain + ",abuffersink@out", "abuffersink@out", shape, frameSamples);
    }

    /**
     * Makes two channels of frames of one each, without gaps and from time 0, at the rate that these have; see
     * {@link #filterSide}. The longer side goes on alone.
     */
    static FilterGraph stereo(AVFrame like, TimeBase left, TimeBase right) throws FfmpegException {
        String shape = shapeOf(like);
        String steady = ",aresample=async=1:min_hard_comp=0.03:first_pts=0,aformat=sample_fmts=fltp,pan=stereo|";
        String description = "abuffer@in=" + shape + ":time_base=" + left.num() + "/" + left.den() + steady
                + "c0=c0|c1=0*c0[a];"
                + "abuffer@right=" + shape + ":time_base=" + right.num() + "/" + right.den() + steady
                + "c0=0*c0|c1=c0[b];"
                + "[a][b]amix=inputs=2:duration=longest:normalize=0,abuffersink@out";
        return build(description, "abuffersink@out", shape, 0);
    }

    /**
     * Marks each picture with its XPSNR and its SSIM against another one; see {@link #compare}.
     *
     * @param timeBase of both
     */
    static FilterGraph comparison(AVFrame picture, AVFrame reference, TimeBase timeBase) throws FfmpegException {
        String time = ":time_base=" + timeBase.num() + "/" + timeBase.den() + ":frame_rate=" + timeBase.den() + "/"
                + timeBase.num();
        // Both are described by the reference's colours: a tag that an encoder lost must not become a conversion.
        String colours = ":colorspace=" + reference.colorspace() + ":range=" + reference.color_range();
        String size = "video_size=" + picture.width() + "x" + picture.height() + ":pixel_aspect=1/1:pix_fmt=";
        String description = "buffer@in=" + size + picture.format() + colours + time + ",format=yuv420p[a];"
                + "buffer@reference=" + size + reference.format() + colours + time + ",format=yuv420p,split[b][c];"
                + "[a][b]ssim=shortest=1[d];[d][c]xpsnr=shortest=1,buffersink@out";
        return build(description, "buffersink@out", "video_size of a comparison", 0);
    }

    private static FilterGraph build(String description, String sinkName, String shape, int frameSamples)
            throws FfmpegException {
        Owned<AVFilterGraph> graph =
                Owned.of("avfilter_graph_alloc", avfilter_graph_alloc(), pointer -> avfilter_graph_free(pointer));
        try (PointerScope scope = new PointerScope()) {
            graph.get().nb_threads(1);
            AVFilterInOut openInputs = new AVFilterInOut((Pointer) null);
            AVFilterInOut openOutputs = new AVFilterInOut((Pointer) null);
            int parsed = avfilter_graph_parse2(graph.get(), description, openInputs, openOutputs);
            avfilter_inout_free(openInputs);
            avfilter_inout_free(openOutputs);
            Calls.check("avfilter_graph_parse2 " + description, parsed);
            Calls.check("avfilter_graph_config " + description, avfilter_graph_config(graph.get(), null));
            AVFilterContext sink = avfilter_graph_get_filter(graph.get(), sinkName);
            if (frameSamples > 0) {
                av_buffersink_set_frame_size(sink, frameSamples);
            }
            return new FilterGraph(graph, Owned.frame(), shape, TimeBase.of(av_buffersink_get_time_base(sink)));
        } catch (FfmpegException | RuntimeException failure) {
            graph.close();
            throw failure;
        }
    }

    private static String shapeOf(AVFrame frame) {
        if (frame.width() > 0) {
            return "video_size=" + frame.width() + "x" + frame.height() + ":pix_fmt=" + frame.format()
                    + ":pixel_aspect=" + aspect(frame) + ":colorspace=" + frame.colorspace() + ":range="
                    + frame.color_range();
        }
        byte[] layout = new byte[128];
        av_channel_layout_describe(frame.ch_layout(), layout, layout.length);
        return "sample_rate=" + frame.sample_rate() + ":sample_fmt=" + frame.format() + ":channel_layout="
                + Calls.text(layout);
    }

    private static String aspect(AVFrame frame) {
        AVRational pixel = frame.sample_aspect_ratio();
        return pixel.num() > 0 && pixel.den() > 0 ? pixel.num() + "/" + pixel.den() : "1/1";
    }

    /** Whether a frame has the size, format and colour, or rate and layout, that this graph was built for. */
    boolean accepts(AVFrame frame) {
        return shapeOf(frame).equals(shape);
    }

    /** The clock of the frames that come out. */
    TimeBase timeBase() {
        return timeBase;
    }

    /** Filters one frame, or for null gives out what is left inside. The frame given in stays with the caller. */
    void filter(@Nullable AVFrame frame, FrameSink sink) throws FfmpegException {
        AVFilterContext in = filterNamed(frameIsVideo() ? "buffer@in" : "abuffer@in");
        int flags = frame == null ? 0 : AV_BUFFERSRC_FLAG_KEEP_REF;
        Calls.check("av_buffersrc_add_frame_flags", av_buffersrc_add_frame_flags(in, frame, flags));
        drainTo(sink);
    }

    /**
     * Compares two pictures of the same time; the one that comes out is the first, marked. Both stay with the caller.
     */
    void compare(AVFrame picture, AVFrame reference, FrameSink sink) throws FfmpegException {
        Calls.check(
                "av_buffersrc_add_frame_flags",
                av_buffersrc_add_frame_flags(filterNamed("buffer@in"), picture, AV_BUFFERSRC_FLAG_KEEP_REF));
        Calls.check(
                "av_buffersrc_add_frame_flags",
                av_buffersrc_add_frame_flags(filterNamed("buffer@reference"), reference, AV_BUFFERSRC_FLAG_KEEP_REF));
        drainTo(sink);
    }

    /** As {@link #filter}, for one of two sides. */
    void filterSide(boolean left, @Nullable AVFrame frame, FrameSink sink) throws FfmpegException {
        AVFilterContext in = filterNamed(left ? "abuffer@in" : "abuffer@right");
        int flags = frame == null ? 0 : AV_BUFFERSRC_FLAG_KEEP_REF;
        Calls.check("av_buffersrc_add_frame_flags", av_buffersrc_add_frame_flags(in, frame, flags));
        drainTo(sink);
    }

    /** Gives out every frame that is ready. */
    private void drainTo(FrameSink sink) throws FfmpegException {
        AVFilterContext out = filterNamed(frameIsVideo() ? "buffersink@out" : "abuffersink@out");
        while (true) {
            int result = av_buffersink_get_frame(out, filtered.get());
            if (Calls.isDrained(result)) {
                return;
            }
            Calls.check("av_buffersink_get_frame", result);
            try {
                sink.accept(filtered.get());
            } finally {
                av_frame_unref(filtered.get());
            }
        }
    }

    private boolean frameIsVideo() {
        return shape.startsWith("video_size");
    }

    private AVFilterContext filterNamed(String name) {
        return avfilter_graph_get_filter(graph.get(), name);
    }

    @Override
    public void close() {
        filtered.close();
        graph.close();
    }
}
