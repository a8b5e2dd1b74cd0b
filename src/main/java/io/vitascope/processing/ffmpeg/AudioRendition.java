package io.vitascope.processing.ffmpeg;

import static org.bytedeco.ffmpeg.global.avutil.AV_CHANNEL_ORDER_UNSPEC;
import static org.bytedeco.ffmpeg.global.avutil.av_channel_layout_default;

import java.util.Optional;
import java.util.function.LongUnaryOperator;
import org.bytedeco.ffmpeg.avutil.AVFrame;

/**
 * Makes one audio rendition: resamples, mixes down, fills gaps with silence, encodes and writes, all on one thread.
 *
 * <p>Threads: {@link #run} runs once, on its own; the results may be read when it is done.
 */
final class AudioRendition {
    private static final int DECODED_AHEAD = 64;
    private static final TimeBase SAMPLE_TIME = new TimeBase(1, Encoder.AUDIO_RATE);

    /** Looks 5 ms ahead and takes that delay out again; AAC adds a little to a peak, so it has some room. */
    private static final String LIMITER = "alimiter=limit=0.9:level=0:attack=5:release=50:latency=1";

    private final AudioRung rung;
    private final TranscodePlan plan;
    private final TimeBase sourceTime;
    private final Output output;
    private final FrameQueue decoded;
    /** Of the thread that reads the source. */
    private long taken;

    private long hadAlready;
    /** Set before the decoded queue is finished, read after it is empty. */
    private volatile long fillUntilUs;

    private volatile long frames;
    private volatile long endUs;

    AudioRendition(AudioRung rung, TranscodePlan plan, TimeBase sourceTime, Output output, Pipeline pipeline) {
        this.rung = rung;
        this.plan = plan;
        this.sourceTime = sourceTime;
        this.output = output;
        decoded = pipeline.queue(DECODED_AHEAD);
        pipeline.start(rung.name(), this::run);
    }

    void put(AVFrame frame) throws FfmpegException {
        if (hadAlready > 0) {
            hadAlready--;
            return;
        }
        taken++;
        decoded.put(Owned.cloneOf(frame));
    }

    /** The source is read from its start again: what was put until now comes once more, and is not taken again. */
    void again() {
        hadAlready = taken;
    }

    /** @param commonEndUs where the other tracks end; silence follows a sound that ends well before */
    void finish(long commonEndUs) {
        fillUntilUs = commonEndUs;
        decoded.finish();
    }

    private void run() throws FfmpegException {
        Optional<Owned<AVFrame>> next = decoded.take();
        if (next.isEmpty()) {
            return;
        }
        Owned<AVFrame> frame = next.get();
        LongUnaryOperator startUs = plan.segmentStartUs();
        try (Encoder encoder = Encoder.aac(rung);
                CmafMuxer muxer = CmafMuxer.audio(encoder, rung.language());
                CmafTrack track = CmafTrack.open(
                        CmafTrack.Description.sound(rung.name(), rung.channels(), Encoder.AUDIO_RATE),
                        muxer,
                        SAMPLE_TIME,
                        CmafTrack.packetsFrom(segment -> SAMPLE_TIME.fromUs(startUs.applyAsLong(segment))),
                        output)) {
            long writtenSamples = 0;
            boolean more = true;
            while (more) {
                nameLayout(frame.get());
                Filling filling = new Filling(encoder, track, writtenSamples);
                try (FilterGraph graph = open(frame.get(), writtenSamples, encoder.frameSamples())) {
                    do {
                        graph.filter(frame.get(), filling);
                        frame.close();
                        next = decoded.take();
                        more = next.isPresent();
                        frame = next.orElse(frame);
                        if (more) {
                            nameLayout(frame.get());
                        }
                    } while (more && graph.accepts(frame.get()));
                    filling.lastGraph = !more && !endsEarly(filling.endSamples + 2L * encoder.frameSamples());
                    graph.filter(null, filling);
                }
                writtenSamples = filling.endSamples;
            }
            fill(encoder, track, writtenSamples);
            encoder.encode(null, track::write);
            track.finish();
            frames = track.packets();
            endUs = track.endUs();
        } finally {
            frame.close();
        }
    }

    /** Of a layout that nobody has a rule for, such as one of 31 channels, the first ones are heard. */
    private FilterGraph open(AVFrame like, long firstSample, int frameSamples) throws FfmpegException {
        long firstOfSource = new TimeBase(1, like.sample_rate()).fromUs(SAMPLE_TIME.toUs(firstSample));
        String filters = filters(firstOfSource, like.ch_layout().nb_channels() > rung.channels());
        Optional<String> around = Ambisonics.downmix(like.ch_layout(), rung.channels());
        if (around.isPresent()) {
            return FilterGraph.audio(like, sourceTime, around.get() + "," + filters, frameSamples);
        }
        try {
            return FilterGraph.audio(like, sourceTime, filters, frameSamples);
        } catch (FfmpegException noRule) {
            if (like.ch_layout().nb_channels() <= 2) {
                throw noRule;
            }
            String first = rung.channels() == 1 ? "pan=mono|c0=c0," : "pan=stereo|c0=c0|c1=c1,";
            return FilterGraph.audio(like, sourceTime, first + filters, frameSamples);
        }
    }

    private boolean endsEarly(long samples) {
        return fillUntilUs - SAMPLE_TIME.toUs(samples) > TranscodePlan.EARLY_US;
    }

    private void fill(Encoder encoder, CmafTrack track, long fromSamples) throws FfmpegException {
        if (!endsEarly(fromSamples)) {
            return;
        }
        long untilSamples = SAMPLE_TIME.fromUs(fillUntilUs);
        try (Owned<AVFrame> silence = Silence.block(rung.channels(), encoder.frameSamples())) {
            for (long at = fromSamples; at < untilSamples; at += encoder.frameSamples()) {
                silence.get().pts(at);
                encoder.encode(silence.get(), track::write);
            }
        }
    }

    /** Gives filtered blocks to the encoder and remembers where they end. */
    private static final class Filling implements FrameSink {
        private final Encoder encoder;
        private final CmafTrack track;
        private long endSamples;
        private boolean lastGraph;

        Filling(Encoder encoder, CmafTrack track, long endSamples) {
            this.encoder = encoder;
            this.track = track;
            this.endSamples = endSamples;
        }

        @Override
        public void accept(AVFrame block) throws FfmpegException {
            if (block.nb_samples() < encoder.frameSamples() && !lastGraph) {
                return; // only the very last block may be short; what follows fills the hole
            }
            block.pts(endSamples);
            endSamples += block.nb_samples();
            encoder.encode(block, track::write);
        }
    }

    /**
     * Async resampling inserts silence or drops samples where the times leave the samples by more than 0.03 s: two lost
     * blocks of AAC are more, and the rounding of containers is less.
     *
     * <p>Channels that are mixed down add up to more than full scale where all of them are loud; a limiter holds those
     * moments back, where a smaller mix would make all dialogue quieter.
     *
     * @param firstSample at the rate of the source, in which the filter counts it
     */
    private String filters(long firstSample, boolean mixed) {
        String layout = ":sample_rates=" + Encoder.AUDIO_RATE + ":channel_layouts="
                + (rung.channels() == 1 ? "mono" : "stereo");
        return "aresample=" + Encoder.AUDIO_RATE + ":async=1:min_hard_comp=0.03:first_pts=" + firstSample
                + (mixed ? ",aformat=sample_fmts=dbl" + layout + "," + LIMITER : "") + ",aformat=sample_fmts=fltp"
                + layout;
    }

    /** A layout that only counts its channels cannot be mixed down; the usual one of that count is assumed. */
    private static void nameLayout(AVFrame frame) {
        if (frame.ch_layout().order() == AV_CHANNEL_ORDER_UNSPEC) {
            av_channel_layout_default(frame.ch_layout(), frame.ch_layout().nb_channels());
        }
    }

    String name() {
        return rung.name();
    }

    AudioRung rung() {
        return rung;
    }

    long frames() {
        return frames;
    }

    long endUs() {
        return endUs;
    }
}
