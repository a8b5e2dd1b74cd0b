package io.vitascope.processing.ffmpeg;

import static org.bytedeco.ffmpeg.global.avcodec.AV_PKT_DATA_NEW_EXTRADATA;
import static org.bytedeco.ffmpeg.global.avcodec.av_packet_get_side_data;
import static org.bytedeco.ffmpeg.global.avutil.AV_NOPTS_VALUE;

import org.bytedeco.ffmpeg.avcodec.AVCodecParameters;
import org.bytedeco.ffmpeg.avcodec.AVPacket;
import org.bytedeco.ffmpeg.avformat.AVStream;
import org.bytedeco.javacpp.SizeTPointer;

/** One stream of a source on its way into segments, as it is. Confined to one thread. */
final class CopyTrack implements AutoCloseable {
    /** An AAC block that does not tell its length. */
    private static final int USUAL_BLOCK_SAMPLES = 1_024;

    private final CmafMuxer muxer;
    private final CmafTrack track;
    private final Cut cut;
    private long lastDts = Long.MIN_VALUE;

    /** Whether a segment begins before the next packet, where the caller decides that. */
    private static final class Cut {
        private boolean due;
    }

    private CopyTrack(CmafMuxer muxer, CmafTrack track, Cut cut) {
        this.muxer = muxer;
        this.track = track;
        this.cut = cut;
    }

    /**
     * It is cut where {@link #cutBeforeNext} says.
     *
     * @param ticks of the packets' times
     */
    static CopyTrack picture(String name, AVStream stream, TimeBase ticks, MediaInfo.VideoStream shape, Output output)
            throws FfmpegException {
        CmafTrack.Description description =
                CmafTrack.Description.picture(name, shape.displayWidth(), shape.displayHeight(), shape.frameRate());
        Cut cut = new Cut();
        CmafTrack.Cuts due = (packet, segment) -> cut.due;
        return open(CmafMuxer.videoCopy(stream, ticks, shape.frameRate()), description, ticks, due, cut, output);
    }

    /**
     * @param ticks of the packets' times
     * @param first of its packets
     */
    static CopyTrack sound(
            Copier.SoundTrack sound, AVStream stream, TimeBase ticks, AVPacket first, SegmentGrid grid, Output output)
            throws FfmpegException {
        AVCodecParameters codec = stream.codecpar();
        CmafTrack.Description description =
                CmafTrack.Description.sound(sound.name(), codec.ch_layout().nb_channels(), codec.sample_rate());
        CmafTrack.Cuts due = CmafTrack.packetsFrom(segment -> ticks.fromUs(grid.startUs(segment)));
        CmafMuxer muxer = CmafMuxer.audioCopy(stream, sound.language(), ticks, first);
        return open(muxer, description, ticks, due, new Cut(), output);
    }

    private static CopyTrack open(
            CmafMuxer muxer,
            CmafTrack.Description description,
            TimeBase ticks,
            CmafTrack.Cuts due,
            Cut cut,
            Output output)
            throws FfmpegException {
        try {
            return new CopyTrack(muxer, CmafTrack.ofCopies(description, muxer, ticks, due, output), cut);
        } catch (FfmpegException | RuntimeException failure) {
            muxer.close();
            throw failure;
        }
    }

    /** The clock of a stream's blocks of sound. */
    static SampleClock clock(AVStream stream) {
        AVCodecParameters codec = stream.codecpar();
        int block = codec.frame_size() > 0 ? codec.frame_size() : USUAL_BLOCK_SAMPLES;
        return new SampleClock(TimeBase.of(stream.time_base()), codec.sample_rate(), block);
    }

    /** How many ticks a picture lasts that does not tell. */
    static long usualTicks(TimeBase ticks, MediaInfo.VideoStream shape) {
        return shape.frameRate().frameTime().rescale(1, ticks);
    }

    void cutBeforeNext() {
        cut.due = true;
    }

    /** @param packet on the presentation's clock; its times change to the segments' clock */
    void write(AVPacket packet) throws FfmpegException {
        if (packet.pts() == AV_NOPTS_VALUE || packet.dts() == AV_NOPTS_VALUE || packet.dts() <= lastDts) {
            throw Copier.unfit("its packets are out of order");
        }
        try (SizeTPointer size = new SizeTPointer(1)) {
            if (av_packet_get_side_data(packet, AV_PKT_DATA_NEW_EXTRADATA, size) != null) {
                throw Copier.unfit("its codec changes its settings on the way");
            }
        }
        lastDts = packet.dts();
        track.write(packet);
        cut.due = false;
    }

    /** Ends the last segment; returns the end of the track in microseconds. */
    long finish() throws FfmpegException {
        track.finish();
        return track.endUs();
    }

    @Override
    public void close() throws FfmpegException {
        try (muxer) {
            track.close();
        }
    }
}
