package io.vitascope.processing;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.ToLongFunction;

/**
 * One track of a run as it grows: what was planned, and the segments published so far.
 *
 * <p>Units: microseconds, ticks of the track's timescale, bytes, bits per second. Threads: confined to the one that
 * runs the job.
 */
final class Track {

    /** One published segment; {@code keyframeBytes} from its start to the end of its first sample, 0 for sound. */
    record Segment(
            String name,
            long startUs,
            long durationUs,
            long startTicks,
            long durationTicks,
            long sizeBytes,
            long keyframeBytes) {}

    private static final Voice NONE = new Voice("", "", 0, false, false, Voice.Purpose.SPEECH);

    private final String name;
    private final boolean audio;
    private final int width;
    private final int height;
    private final int frameRateNum;
    private final int frameRateDen;
    private final long maxBitRate;
    private final Voice voice;
    private final boolean copied;
    private final int targetSeconds;
    private final List<Segment> segments = new ArrayList<>();
    private String codecs = "";
    private int timescale;
    private int sampleRate;
    private String progressiveKey = "";
    private boolean ended;
    private boolean joinsLate;
    private Optional<Fidelity> fidelity = Optional.empty();

    private Track(
            String name,
            boolean audio,
            int width,
            int height,
            int frameRateNum,
            int frameRateDen,
            long maxBitRate,
            Voice voice,
            boolean copied,
            int targetSeconds) {
        this.name = name;
        this.audio = audio;
        this.width = width;
        this.height = height;
        this.frameRateNum = frameRateNum;
        this.frameRateDen = frameRateDen;
        this.maxBitRate = maxBitRate;
        this.voice = voice;
        this.copied = copied;
        this.targetSeconds = targetSeconds;
    }

    /** @param targetSeconds no segment of the run is longer, rounded to whole seconds */
    static Track video(
            String name,
            int width,
            int height,
            int frameRateNum,
            int frameRateDen,
            long maxBitRate,
            boolean copied,
            int targetSeconds) {
        return new Track(
                name, false, width, height, frameRateNum, frameRateDen, maxBitRate, NONE, copied, targetSeconds);
    }

    /** @param targetSeconds no segment of the run is longer, rounded to whole seconds */
    static Track audio(String name, Voice voice, long maxBitRate, boolean copied, int targetSeconds) {
        return new Track(name, true, 0, 0, 0, 1, maxBitRate, voice, copied, targetSeconds);
    }

    /**
     * @param newTimescale ticks per second of the segments' clock
     * @param newSampleRate 0 for pictures
     */
    void started(String newCodecs, int newTimescale, int newSampleRate) {
        codecs = newCodecs;
        timescale = newTimescale;
        sampleRate = newSampleRate;
    }

    void add(Segment segment) {
        segments.add(segment);
    }

    void progressive(String key) {
        progressiveKey = key;
    }

    String name() {
        return name;
    }

    boolean isAudio() {
        return audio;
    }

    int width() {
        return width;
    }

    int height() {
        return height;
    }

    int targetSeconds() {
        return targetSeconds;
    }

    double frameRate() {
        return (double) frameRateNum / frameRateDen;
    }

    int frameRateNum() {
        return frameRateNum;
    }

    int frameRateDen() {
        return frameRateDen;
    }

    /** Of sounds. */
    Voice voice() {
        return voice;
    }

    String codecs() {
        return codecs;
    }

    int timescale() {
        return timescale;
    }

    int sampleRate() {
        return sampleRate;
    }

    List<Segment> segments() {
        return segments;
    }

    /** Whether its packets are the source's own. */
    boolean isCopied() {
        return copied;
    }

    /** Whether it is the source's own picture. */
    boolean isCopiedVideo() {
        return copied && !audio;
    }

    /** Whether nothing can be played without it: every picture and the main sound, in its stereo form. */
    boolean isEssential() {
        return !audio || (voice.main() && !voice.original());
    }

    /** Players hear of it when everything is whole. */
    boolean joinsLate() {
        return joinsLate;
    }

    Track joiningLate(boolean late) {
        joinsLate = late;
        return this;
    }

    void measured(Fidelity measured) {
        fidelity = Optional.of(measured);
    }

    void end() {
        ended = true;
    }

    boolean hasEnded() {
        return ended;
    }

    boolean hasBegun() {
        return !segments.isEmpty();
    }

    /** Of what is published; 0 before the first segment. */
    long averageBandwidth() {
        return durationUs() == 0 ? 0 : bitRate(sizeBytes(), durationUs());
    }

    /**
     * The largest bit rate of any segments in a row that last between half and one and a half target durations (RFC
     * 8216, section 4.3.4.2): a single short one says nothing about the network, short ones in a row do.
     */
    long peakBandwidth() {
        return Math.max(peak(Segment::sizeBytes), averageBandwidth());
    }

    /**
     * The same of the playlist that has only the first picture of every segment, each for as long as the segment lasts.
     */
    long peakKeyframeBandwidth() {
        long bytes = segments.stream().mapToLong(Segment::keyframeBytes).sum();
        return Math.max(peak(Segment::keyframeBytes), durationUs() == 0 ? 0 : bitRate(bytes, durationUs()));
    }

    private long peak(ToLongFunction<Segment> bytes) {
        long shortestUs = targetSeconds * 500_000L;
        long longestUs = targetSeconds * 1_500_000L;
        long peak = 0;
        for (int first = 0; first < segments.size(); first++) {
            long rowUs = 0;
            long rowBytes = 0;
            for (Segment segment : segments.subList(first, segments.size())) {
                rowUs += segment.durationUs();
                rowBytes += bytes.applyAsLong(segment);
                if (rowUs > longestUs) {
                    break;
                }
                if (rowUs >= shortestUs) {
                    peak = Math.max(peak, bitRate(rowBytes, rowUs));
                }
            }
        }
        return peak;
    }

    private long durationUs() {
        return segments.stream().mapToLong(Segment::durationUs).sum();
    }

    /** What may be promised while the rest is still unknown: the encoder's cap. */
    long expectedBandwidth() {
        return ended ? peakBandwidth() : Math.max(maxBitRate, peakBandwidth());
    }

    long sizeBytes() {
        return segments.stream().mapToLong(Segment::sizeBytes).sum();
    }

    /** For the job's record and for events; rates only once everything is known. */
    Rendition rendition(boolean complete) {
        return new Rendition(
                name,
                audio,
                width,
                height,
                frameRateNum,
                frameRateDen,
                codecs,
                complete ? averageBandwidth() : 0,
                complete ? peakBandwidth() : 0,
                complete ? sizeBytes() : 0,
                progressiveKey,
                copied,
                fidelity,
                voice.language(),
                voice.label());
    }

    private static long bitRate(long bytes, long durationUs) {
        return Math.round(bytes * 8_000_000.0 / durationUs);
    }
}
