package io.vitascope.processing.ffmpeg;

import static org.bytedeco.ffmpeg.global.avutil.AV_PICTURE_TYPE_I;
import static org.bytedeco.ffmpeg.global.avutil.AV_PICTURE_TYPE_NONE;

import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.bytedeco.ffmpeg.avcodec.AVPacket;
import org.bytedeco.ffmpeg.avutil.AVFrame;
import org.jspecify.annotations.Nullable;

/**
 * Makes one video rendition of the frames it is given: a filter thread scales, an encoder thread encodes and writes.
 *
 * <p>Frames come in with their place on the grid as time stamp. Threads: {@link #filter} and {@link #encode} run once
 * each, on their own threads; the results may be read when both are done.
 */
final class VideoRendition {
    private static final System.Logger LOG = System.getLogger("io.vitascope.processing.ffmpeg");
    private static final int DECODED_AHEAD = 8;
    private static final int FILTERED_AHEAD = 4;

    private final VideoRung rung;
    private final TranscodePlan plan;
    private final TranscodePlan.Picture picture;
    private final VideoChain chain;
    private final FidelitySamples samples;
    private final Output output;
    private final FrameQueue decoded;
    private final FrameQueue filtered;
    /** Of the thread that reads the source. */
    private long lastPlace = -1;

    /** Set before the decoded queue is finished, read after it is empty. */
    private volatile long endPlace;

    private volatile long frames;
    private volatile long endUs;

    /** @param rung one of the plan's, with its number of threads */
    VideoRendition(
            VideoRung rung,
            TranscodePlan plan,
            VideoChain chain,
            FidelitySamples samples,
            Output output,
            Pipeline pipeline) {
        this.rung = rung;
        this.plan = plan;
        this.picture = plan.picture().orElseThrow();
        this.chain = chain;
        this.samples = samples;
        this.output = output;
        decoded = pipeline.queue(DECODED_AHEAD);
        filtered = pipeline.queue(FILTERED_AHEAD);
        pipeline.start(rung.name() + "-filter", this::filter);
        pipeline.start(rung.name() + "-encode", this::encode);
    }

    /** Takes a frame unless it has had one at that place or after it. */
    void put(AVFrame frame) throws FfmpegException {
        if (frame.pts() > lastPlace) {
            lastPlace = frame.pts();
            decoded.put(Owned.cloneOf(frame));
        }
    }

    /** @param end the first place on the grid that needs no frame any more */
    void finish(long end) {
        endPlace = end;
        decoded.finish();
    }

    private void filter() throws FfmpegException {
        try (Scaling scaling = new Scaling()) {
            Optional<Owned<AVFrame>> next = decoded.take();
            while (next.isPresent()) {
                try (Owned<AVFrame> frame = next.get()) {
                    scaling.accept(frame.get());
                }
                next = decoded.take();
            }
            scaling.drain();
        }
        filtered.finish();
    }

    /** A filter graph that is built again whenever the source changes its shape. */
    private final class Scaling implements AutoCloseable {
        private @Nullable FilterGraph graph;
        private boolean joinsFields;
        private Orientation turn = chain.orientation();

        void accept(AVFrame frame) throws FfmpegException {
            boolean fields = chain.deinterlace() || (frame.flags() & AVFrame.AV_FRAME_FLAG_INTERLACED) != 0;
            FilterGraph current = graph;
            Orientation turned = Orientation.of(frame).orElse(turn); // told once, it holds until another is told
            if (current == null || !current.accepts(frame) || (fields && !joinsFields) || !turn.equals(turned)) {
                drain();
                close();
                joinsFields = fields;
                turn = turned;
                current = new VideoChain(turn, fields, chain.pixels())
                        .open(
                                frame,
                                picture.frameTime(),
                                rung.width(),
                                rung.height(),
                                rung.encoder().target());
                graph = current;
            }
            current.filter(frame, this::pass);
        }

        void drain() throws FfmpegException {
            if (graph != null) {
                graph.filter(null, this::pass);
            }
        }

        private void pass(AVFrame frame) throws FfmpegException {
            TimeBase time = graph == null ? picture.frameTime() : graph.timeBase();
            Owned<AVFrame> copy = Owned.cloneOf(frame);
            copy.get().pts(time.rescale(frame.pts(), picture.frameTime()));
            filtered.put(copy);
        }

        @Override
        public void close() {
            if (graph != null) {
                graph.close();
                graph = null;
            }
        }
    }

    private void encode() throws FfmpegException {
        Optional<Owned<AVFrame>> first = filtered.take();
        if (first.isEmpty()) {
            return;
        }
        Owned<AVFrame> shown = first.get();
        SegmentPlaces places = new SegmentPlaces(plan.grid(), picture.frameTime());
        int gopFrames = (places.longest() + rung.frameStep() - 1) / rung.frameStep();
        try (Encoder encoder = open(shown.get(), gopFrames);
                FidelityMeter meter = new FidelityMeter(samples, encoder, plan.limits());
                CmafMuxer muxer = CmafMuxer.video(encoder);
                CmafTrack track = CmafTrack.open(
                        CmafTrack.Description.picture(
                                rung.name(),
                                rung.width(),
                                rung.height(),
                                picture.frameRate().everyNth(rung.frameStep())),
                        muxer,
                        picture.frameTime(),
                        CmafTrack.keyframesFrom(places::start),
                        output)) {
            track.begin();
            Encoding encoding = new Encoding(encoder, gopFrames, places, meter, track);
            boolean more = true;
            while (more) {
                try (Owned<AVFrame> current = shown) {
                    Optional<Owned<AVFrame>> next = filtered.take();
                    more = next.isPresent();
                    shown = next.orElse(current);
                    long untilPlace = more ? shown.get().pts() : Math.max(endPlace, encoding.place + 1);
                    encoding.show(current.get(), untilPlace, more);
                }
            }
            encoding.finish();
            frames = track.packets();
            endUs = track.endUs();
        } finally {
            shown.close();
        }
    }

    /** Shows each frame at all places until the next one, cut into segments. */
    private final class Encoding {
        private final Encoder encoder;
        private final int gopFrames;
        private final SegmentPlaces places;
        private final FidelityMeter meter;
        private final CmafTrack track;
        /** Of sparse frames that are in the encoder. */
        private final Map<Long, Long> lengths = new HashMap<>();

        private final Encoder.PacketSink sink = this::write;
        private final boolean hurries = isAwaited();
        private long place;
        private long segment;

        Encoding(Encoder encoder, int gopFrames, SegmentPlaces places, FidelityMeter meter, CmafTrack track) {
            this.encoder = encoder;
            this.gopFrames = gopFrames;
            this.places = places;
            this.meter = meter;
            this.track = track;
        }

        /** @param followed whether another one is shown from there on */
        void show(AVFrame frame, long untilPlace, boolean followed) throws FfmpegException {
            while (place < untilPlace) {
                boolean starts = place == places.start(segment);
                segment += starts ? 1 : 0;
                if (hurries && starts && segment == 2) {
                    giveOut(frame);
                }
                long next = picture.sparse() ? sparseEnd(untilPlace, followed) : place + 1;
                if (picture.sparse()) {
                    lengths.put(place, next - place);
                }
                if ((place - places.start(segment - 1)) % rung.frameStep() == 0) {
                    encode(frame, starts);
                }
                place = next;
            }
        }

        /** Within the segment; the next one comes in where the rung has a place for it, if it is still shown then. */
        private long sparseEnd(long untilPlace, boolean followed) {
            long start = places.start(segment - 1);
            long steps = (untilPlace - start + rung.frameStep() - 1) / rung.frameStep();
            return Math.min(followed ? start + steps * rung.frameStep() : untilPlace, places.start(segment));
        }

        private void encode(AVFrame frame, boolean startsSegment) throws FfmpegException {
            frame.pts(place);
            frame.duration(1);
            frame.pict_type(startsSegment ? AV_PICTURE_TYPE_I : AV_PICTURE_TYPE_NONE);
            meter.given(frame, segment - 1, startsSegment);
            encoder.encode(frame, sink);
        }

        private void write(AVPacket packet) throws FfmpegException {
            packet.duration(length(packet.pts()));
            meter.got(packet);
            track.write(packet);
        }

        /** Of a frame, in places: until the next one, which may be the first of a segment, or until the end. */
        private long length(long shown) {
            if (picture.sparse()) {
                return Optional.ofNullable(lengths.remove(shown)).orElse(1L);
            }
            long end = endPlace > shown ? endPlace : Long.MAX_VALUE;
            return Math.min(rung.frameStep(), Math.min(end, places.startAfter(shown)) - shown);
        }

        /**
         * An encoder looks at the next second and more before it gives out a picture. Across the start of a segment it
         * gains little by that, but the first one would be there only after two thirds more work.
         */
        private void giveOut(AVFrame like) throws FfmpegException {
            try (Encoder fresh = open(like, gopFrames)) {
                encoder.goOnWith(fresh, sink);
            }
            track.endSegment(place);
        }

        void finish() throws FfmpegException {
            encoder.encode(null, sink);
            meter.result().ifPresent(fidelity -> output.listener().measured(rung.name(), fidelity));
            track.finish();
        }
    }

    /** Whether somebody waits for the first segment: it is of the smallest, and its encoder can be made to hurry. */
    private boolean isAwaited() {
        VideoRung smallest = picture.rungs().get(picture.rungs().size() - 1);
        return rung.name().equals(smallest.name())
                && plan.grid().beginsShort()
                && rung.encoder() == VideoEncoder.X264
                && !picture.sparse();
    }

    /** A device may have no room for one more; the job goes on without it. */
    private Encoder open(AVFrame like, int gopFrames) throws FfmpegException {
        try {
            return Encoder.video(rung.encoder(), like, rung, picture.frameRate(), gopFrames, !picture.sparse());
        } catch (FfmpegException refused) {
            if (!rung.encoder().isHardware() || VideoEncoder.software() != VideoEncoder.X264) {
                throw refused;
            }
            LOG.log(
                    System.Logger.Level.WARNING,
                    "{0} takes no more, libx264 encodes {1}: {2}",
                    rung.encoder().ffmpegName(),
                    rung.name(),
                    Ffmpeg.lastError());
            return Encoder.video(VideoEncoder.X264, like, rung, picture.frameRate(), gopFrames, !picture.sparse());
        }
    }

    String name() {
        return rung.name();
    }

    long frames() {
        return frames;
    }

    long endUs() {
        return endUs;
    }
}
