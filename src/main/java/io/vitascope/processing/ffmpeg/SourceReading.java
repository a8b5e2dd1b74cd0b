package io.vitascope.processing.ffmpeg;

import static org.bytedeco.ffmpeg.global.avcodec.AV_PKT_FLAG_DISCARD;
import static org.bytedeco.ffmpeg.global.avutil.AV_NOPTS_VALUE;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.bytedeco.ffmpeg.avcodec.AVPacket;
import org.bytedeco.ffmpeg.avutil.AVFrame;

/**
 * Reads and decodes a source once, for all renditions, on the calling thread.
 *
 * <p>Units: the frames it gives out have their place on the grid (pictures) or the stream's ticks from 0 (sound) as
 * time.
 */
final class SourceReading implements AutoCloseable {
    /** The index of no stream. */
    private static final int NONE = -1;

    private static final long PROGRESS_NANOS = 500_000_000;
    /** How far back a time goes that no rounding and no reordering explains. */
    private static final long LATE_US = 200_000;
    /** One that the deinterlacer gives out, and the one before and after it that it looks at. */
    private static final int PICTURES_OF_FIELDS = 3;

    private final Input input;
    private final TranscodePlan plan;
    private final List<VideoRendition> video;
    private final List<AudioRendition> audio;
    private final CopyTracks copies;
    private final Pipeline pipeline;
    private final TranscodeListener listener;
    private final Map<Integer, Decoder> decoders = new LinkedHashMap<>();
    private final List<StereoPair> pairs = new ArrayList<>();
    private final Map<Integer, Long> endUs = new LinkedHashMap<>();
    private final Map<Integer, Long> lateUs = new LinkedHashMap<>();
    private final int pictureIndex;
    private final TimeBase pictureTime;
    private final TimeBase frameTime;
    private final FrameGrid grid;
    private final SourceClock clock;
    private final long originUs;
    private final boolean credible;
    private final long wholeUs;
    private final double keptShare;
    private final long startNanos = System.nanoTime();
    private long reportedNanos = startNanos;
    private long decodedUs;
    private long nextPictureTicks;
    private long copiedUs;
    private Optional<HeadStart> headStart = Optional.empty();
    private Optional<Gallery> gallery = Optional.empty();
    private ClosedCaptionSink captions = ClosedCaptionSink.NONE;
    private int pictures;
    private boolean fields;

    SourceReading(
            Input input,
            MediaInfo info,
            TranscodePlan plan,
            Renditions renditions,
            Pipeline pipeline,
            TranscodeListener listener)
            throws FfmpegException {
        this.input = input;
        this.plan = plan;
        video = renditions.video();
        audio = renditions.audio();
        copies = renditions.copies();
        this.pipeline = pipeline;
        this.listener = listener;
        Set<Integer> streams = new TreeSet<>();
        for (AudioRendition rendition : audio) {
            AudioRung rung = rendition.rung();
            streams.add(rung.streamIndex());
            if (rung.isPair()) {
                streams.add(rung.rightIndex());
                pairs.add(new StereoPair(rendition, rung, input));
            }
        }
        plan.picture().ifPresent(picture -> streams.add(picture.streamIndex()));
        Timing timing = plan.timing().with(streams);
        clock = new SourceClock(
                input,
                plan.picture()
                        .map(picture -> timing.onGridOf(picture.streamIndex(), picture.frameRate()))
                        .orElse(timing));
        pictureIndex = plan.picture().map(TranscodePlan.Picture::streamIndex).orElse(NONE);
        frameTime = plan.picture().map(TranscodePlan.Picture::frameTime).orElse(TimeBase.MICROSECONDS);
        originUs = -clock.shiftUs();
        credible = Headers.areCredible(input, info, plan.limits());
        wholeUs = Headers.credibleLengthUs(input, info, plan.limits());
        keptShare = PromisedBytes.of(input).share();
        pictureTime = pictureIndex == NONE ? TimeBase.MICROSECONDS : input.timeBase(pictureIndex);
        grid = new FrameGrid(pictureTime, frameTime, plan.limits().maxDurationUs());
        input.keepOnly(index -> streams.contains(index) || copies.of(index).isPresent());
        try {
            for (int index : streams) {
                int threads = plan.picture()
                        .filter(picture -> picture.streamIndex() == index)
                        .map(TranscodePlan.Picture::decoderThreads)
                        .orElse(1);
                decoders.put(index, Decoder.open(input.stream(index), threads, plan.limits()));
            }
        } catch (FfmpegException | RuntimeException failure) {
            close();
            throw failure;
        }
    }

    /** Reads the first seconds for the rendition with the head start and for the sound; the others get one picture. */
    void ahead(HeadStart start) throws FfmpegException {
        headStart = Optional.of(start);
        try (Packets packets = input.packets()) {
            while (!start.isEnough(decodedUs) && packets.next()) {
                decode(packets.get());
            }
        }
    }

    /**
     * Reads to the end, then tells every rendition that nothing follows.
     *
     * @param beside takes what it wants of the pictures
     * @param inPictures takes the captions that lie in them
     */
    void run(Optional<Gallery> beside, ClosedCaptionSink inPictures) throws FfmpegException {
        gallery = beside;
        captions = inPictures;
        try (Packets packets = input.packets()) {
            while (packets.next()) {
                decode(packets.get());
            }
        }
        for (Map.Entry<Integer, Decoder> entry : decoders.entrySet()) {
            entry.getValue().decode(null, sinkFor(entry.getKey()));
        }
        for (StereoPair pair : pairs) {
            pair.finish();
        }
        if (pictures > 0) {
            noteLastPicture();
        }
        long commonEndUs = commonEndUs();
        copiedUs = copies.finish(commonEndUs);
        long lastPlace = video.isEmpty() ? 0 : lastPlace(commonEndUs);
        video.forEach(rendition -> rendition.finish(lastPlace));
        audio.forEach(rendition -> rendition.finish(commonEndUs));
        if (gallery.isPresent()) {
            gallery.get().finish();
        }
    }

    /** Where the longest of all tracks ends, also of one that is made by somebody else. */
    private long commonEndUs() {
        return plan.timing().streams().stream()
                .filter(index -> !decoders.containsKey(index))
                .mapToLong(this::declaredEndUs)
                .reduce(decodedUs, Math::max);
    }

    /** A picture that ends well before its sound stays, since players stumble over a track that ends early. */
    private long lastPlace(long commonEndUs) {
        long place = grid.endPlace(declaredEndUs(pictureIndex));
        boolean early = commonEndUs - frameTime.toUs(place) > TranscodePlan.EARLY_US;
        return early ? frameTime.fromUs(commonEndUs) : place;
    }

    /** The packet's times are the segment's afterwards. */
    private void pass(AVPacket packet, SoundCopy copy) throws FfmpegException {
        input.requireFirstCodec();
        boolean hidden = (packet.flags() & AV_PKT_FLAG_DISCARD) != 0;
        if (clock.jumps() > 0 || (hidden && packet.pts() > 0)) {
            throw Copier.unfit("its clock jumps, or parts of its sound are cut out");
        }
        copy.write(packet);
    }

    /** Where the longest sound that was passed on ends. */
    long copiedUs() {
        return copiedUs;
    }

    private void decode(AVPacket packet) throws FfmpegException {
        pipeline.check();
        Decoder decoder = decoders.get(packet.stream_index());
        Optional<SoundCopy> copy = copies.of(packet.stream_index());
        if (decoder != null || copy.isPresent()) {
            clock.move(packet, input.timeBase(packet.stream_index()));
        }
        if (decoder != null) {
            decoder.follow(input.codec(), sinkFor(packet.stream_index()));
            decoder.decode(packet, sinkFor(packet.stream_index()));
        }
        if (copy.isPresent()) {
            pass(packet, copy.get());
        }
        report();
    }

    private FrameSink sinkFor(int index) {
        return index == pictureIndex ? this::picture : frame -> sound(index, frame);
    }

    private void picture(AVFrame frame) throws FfmpegException {
        TimeBase ticks = pictureTime;
        long pts = frame.best_effort_timestamp() == AV_NOPTS_VALUE ? nextPictureTicks : frame.best_effort_timestamp();
        long duration = Math.max(0, frame.duration());
        nextPictureTicks = pts + (duration > 0 ? duration : frameTime.rescale(1, ticks));
        // Encoders would write them into every rendition, and players offer them beside the same as text.
        ClosedCaptionReader.take(frame).ifPresent(data -> captions.captions(ticks.toUs(pts), data));
        noteLate(pictureIndex, ticks.toUs(pts), ticks.toUs(nextPictureTicks - pts));
        long place = grid.place(pts, duration);
        noteEnd(pictureIndex, ticks.toUs(pts));
        if (place == FrameGrid.DROPPED) {
            return;
        }
        frame.pts(place);
        frame.duration(1);
        fields |= (frame.flags() & AVFrame.AV_FRAME_FLAG_INTERLACED) != 0;
        for (VideoRendition rendition : video) {
            if (mayHave(rendition)) {
                rendition.put(frame);
            }
        }
        if (gallery.isPresent()) {
            gallery.get().offer(frame, frameTime.toUs(place));
        }
        pictures++;
    }

    /** With its first picture an encoder can say what it will write. Fields need their neighbours to become one. */
    private boolean mayHave(VideoRendition rendition) {
        int enough = fields ? PICTURES_OF_FIELDS : 1;
        return headStart.isEmpty() || pictures < enough || headStart.get().has(rendition.name());
    }

    private void sound(int index, AVFrame frame) throws FfmpegException {
        TimeBase ticks = input.timeBase(index);
        frame.pts(frame.best_effort_timestamp());
        if (frame.pts() != AV_NOPTS_VALUE) {
            long lengthUs = frame.nb_samples() * 1_000_000L / Math.max(1, frame.sample_rate());
            noteLate(index, ticks.toUs(frame.pts()), lengthUs);
            noteEnd(index, ticks.toUs(frame.pts()) + lengthUs);
        }
        for (AudioRendition rendition : audio) {
            if (rendition.rung().streamIndex() == index && !rendition.rung().isPair()) {
                rendition.put(frame);
            }
        }
        for (StereoPair pair : pairs) {
            pair.put(index, frame);
        }
    }

    private void noteEnd(int index, long us) throws FfmpegException {
        if (us > plan.limits().maxDurationUs()) {
            throw MediaLimits.tooLong(us, plan.limits());
        }
        endUs.merge(index, us, Math::max);
        decodedUs = Math.max(decodedUs, us);
    }

    /**
     * Of the last picture alone the end counts. Of another one the next is its end: where pictures are not shown in the
     * order of decoding, an MP4 tells how long they take to decode, and a pause is that of a picture behind it.
     */
    private void noteLastPicture() throws FfmpegException {
        long shownUs = endUs.getOrDefault(pictureIndex, 0L);
        long untilUs = pictureTime.toUs(nextPictureTicks);
        long declaredUs = declaredEndUs(pictureIndex);
        long leastUs = shownUs + frameTime.toUs(1);
        noteEnd(pictureIndex, declaredUs > 0 ? Math.min(untilUs, Math.max(declaredUs, leastUs)) : untilUs);
    }

    /** What lies before something that was already shown or heard is left out by whoever encodes. */
    private void noteLate(int index, long us, long lengthUs) {
        if (us >= 0 && us + lengthUs < endUs.getOrDefault(index, 0L) - LATE_US) {
            lateUs.merge(index, lengthUs, Long::sum);
        }
    }

    /** A sentence, if much of what could be decoded has no place of its own. */
    Optional<String> lost() {
        for (Map.Entry<Integer, Long> late : lateUs.entrySet()) {
            if (late.getValue() > (1 - Completeness.ENOUGH) * endUs.getOrDefault(late.getKey(), 0L)) {
                return Optional.of(String.format(
                        Locale.ROOT,
                        "%.1f seconds of its %s are missing: by their times they lie where others do",
                        late.getValue() / 1e6,
                        late.getKey() == pictureIndex ? "picture" : "sound"));
            }
        }
        return Optional.empty();
    }

    private void report() {
        long now = System.nanoTime();
        if (now - reportedNanos >= PROGRESS_NANOS) {
            reportedNanos = now;
            listener.progress(decodedUs, decodedUs * 1_000.0 / (now - startNanos));
        }
    }

    /** Where the stream ends by its header, on the clock that starts at 0; 0 if the header is silent. */
    private long declaredEndUs(int index) {
        long lengthUs = credible ? Headers.lengthUs(input, index) : 0;
        return lengthUs == 0 ? 0 : lengthUs + input.startUs(index) - originUs;
    }

    /**
     * The smallest share that any stream decoded of its packets, and of what its header promised; of what the whole
     * file's did, if none promised; and of the bytes that there should be.
     */
    double decodedShare() {
        double least = decoders.values().stream().mapToDouble(Decoder::share).reduce(keptShare, Math::min);
        if (clock.jumps() > 0) {
            return least; // the headers count them as duration
        }
        List<Double> shares = new ArrayList<>();
        for (int index : decoders.keySet()) {
            long declared = declaredEndUs(index);
            if (declared > 0 && !input.mayCountWrongTimes(declared)) {
                shares.add(Completeness.share(endUs.getOrDefault(index, 0L), declared));
            }
        }
        if (shares.isEmpty() && wholeUs > 0 && !input.mayCountWrongTimes(wholeUs)) {
            shares.add(Completeness.share(Math.max(decodedUs, copiedUs), wholeUs));
        }
        return shares.stream().mapToDouble(Double::doubleValue).reduce(least, Math::min);
    }

    /** How far it got, on the clock that starts at 0. */
    long decodedUs() {
        return decodedUs;
    }

    /** Frames of the picture, or of the first sound if there is no picture. */
    long decodedFrames() {
        Decoder first = decoders.values().iterator().next();
        return decoders.getOrDefault(pictureIndex, first).frames();
    }

    long decodeErrors() {
        return decoders.values().stream().mapToLong(Decoder::errors).sum();
    }

    boolean nothingDecoded() {
        return decoders.values().stream().allMatch(decoder -> decoder.frames() == 0);
    }

    int jumps() {
        return clock.jumps();
    }

    @Override
    public void close() {
        decoders.values().forEach(Decoder::close);
        decoders.clear();
        pairs.forEach(StereoPair::close);
        pairs.clear();
    }
}
