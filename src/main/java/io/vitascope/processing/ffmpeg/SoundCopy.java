package io.vitascope.processing.ffmpeg;

import java.util.Optional;
import org.bytedeco.ffmpeg.avcodec.AVPacket;
import org.bytedeco.ffmpeg.avformat.AVStream;

/**
 * A sound that is passed on as it is; its track is opened by its first packet. Where it begins late, pauses or ends
 * early, silence is put in, since players wait for a sound that does not come. Confined to one thread.
 */
final class SoundCopy implements AutoCloseable {
    /** What a decoder needs before the first block that is heard, and one more. */
    private static final int PRIMING_BLOCKS = 3;

    private final Copier.SoundTrack description;
    private final AVStream stream;
    private final SegmentGrid grid;
    private final MediaLimits limits;
    private final Output output;
    private final SampleClock clock;
    private Optional<Adts> header = Optional.empty();
    private Optional<CopyTrack> track = Optional.empty();
    private Optional<SilenceBetween> silence = Optional.empty();
    private long taken;
    private long hadAlready;

    SoundCopy(Copier.SoundTrack description, AVStream stream, SegmentGrid grid, MediaLimits limits, Output output) {
        this.description = description;
        this.stream = stream;
        this.grid = grid;
        this.limits = limits;
        this.output = output;
        this.clock = CopyTrack.clock(stream);
    }

    /** @param packet on the presentation's clock */
    void write(AVPacket packet) throws FfmpegException {
        if (hadAlready > 0) {
            hadAlready--;
            return;
        }
        taken++;
        clock.time(packet);
        if (packet.pts() + PRIMING_BLOCKS * packet.duration() <= 0) {
            return; // an edit list hides it, and nothing that is heard depends on it
        }
        if (track.isEmpty()) {
            header = stream.codecpar().extradata_size() == 0 ? Adts.of(packet) : Optional.empty();
            silence = Optional.of(new SilenceBetween(AacSilence.like(stream.codecpar(), header), packet));
            open(packet);
        }
        SilenceBetween between = silence.orElseThrow();
        fill(between, packet.pts(), packet.duration());
        if (header.isPresent()) {
            header.get().strip(packet);
        }
        between.note(packet);
        track.orElseThrow().write(packet);
    }

    /** Of a sound that begins late the first packet is silence. */
    private void open(AVPacket first) throws FfmpegException {
        long pts = first.pts();
        first.pts(SilenceBetween.isLate(first) ? 0 : pts);
        first.dts(first.pts());
        track = Optional.of(CopyTrack.sound(description, stream, clock.timeBase(), first, grid, output));
        first.pts(pts);
        first.dts(pts);
    }

    /** As many blocks as there is room for; a forged time does not become years of them. */
    private void fill(SilenceBetween between, long untilSample, long blockSamples) throws FfmpegException {
        long untilUs = clock.timeBase().toUs(untilSample);
        if (untilUs > limits.maxDurationUs()) {
            throw MediaLimits.tooLong(untilUs, limits);
        }
        Optional<Owned<AVPacket>> next = between.before(untilSample, blockSamples);
        while (next.isPresent()) {
            try (Owned<AVPacket> block = next.get()) {
                track.orElseThrow().write(block.get());
            }
            next = between.before(untilSample, blockSamples);
        }
    }

    void again() {
        hadAlready = taken;
    }

    /**
     * Ends the last segment; silence follows a sound that ends well before.
     *
     * @param commonEndUs where the other tracks end
     * @return the end of the track in microseconds, 0 if there is none
     */
    long finish(long commonEndUs) throws FfmpegException {
        if (track.isEmpty()) {
            return 0;
        }
        SilenceBetween between = silence.orElseThrow();
        if (commonEndUs - clock.timeBase().toUs(between.nextSample()) > TranscodePlan.EARLY_US) {
            fill(between, clock.timeBase().fromUs(commonEndUs), clock.blockSamples());
        }
        return track.get().finish();
    }

    @Override
    public void close() throws FfmpegException {
        if (track.isPresent()) {
            track.get().close();
        }
    }
}
