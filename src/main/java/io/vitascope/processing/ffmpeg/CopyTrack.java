package io.vitascope.processing.ffmpeg;

import static org.bytedeco.ffmpeg.global.avcodec.AV_PKT_DATA_NEW_EXTRADATA;
import static org.bytedeco.ffmpeg.global.avcodec.av_packet_get_side_data;
import static org.bytedeco.ffmpeg.global.avutil.AV_NOPTS_VALUE;

import java.nio.file.Path;
import java.util.Set;
import org.bytedeco.ffmpeg.avcodec.AVCodecParameters;
import org.bytedeco.ffmpeg.avcodec.AVPacket;
import org.bytedeco.ffmpeg.avformat.AVStream;
import org.bytedeco.javacpp.SizeTPointer;

/** One stream of a source on its way into segments, as it is. Confined to one thread. */
final class CopyTrack implements AutoCloseable {
    private final CmafMuxer muxer;
    private final CmafTrack track;
    private final TimeBase ticks;
    private final long usualTicks;
    private long lastDts = Long.MIN_VALUE;

    /** @param usualTicks how long a packet lasts that does not tell */
    private CopyTrack(CmafMuxer muxer, CmafTrack track, TimeBase ticks, long usualTicks) {
        this.muxer = muxer;
        this.track = track;
        this.ticks = ticks;
        this.usualTicks = Math.max(1, usualTicks);
    }

    /** @param cuts decoding times on the presentation's clock before which a segment ends */
    static CopyTrack picture(
            String name,
            AVStream stream,
            MediaInfo.VideoStream shape,
            Set<Long> cuts,
            Path workspace,
            TranscodeListener listener)
            throws FfmpegException {
        TimeBase ticks = TimeBase.of(stream.time_base());
        TimeBase rate = new TimeBase(shape.frameRateNum(), shape.frameRateDen());
        CmafTrack.Description description = new CmafTrack.Description(
                name, shape.displayWidth(), shape.displayHeight(), rate.num(), rate.den(), 0, 0);
        CmafTrack.Cuts before = (packet, segment) -> cuts.contains(packet.dts());
        long frameTicks = new TimeBase(rate.den(), rate.num()).rescale(1, ticks);
        return open(CmafMuxer.videoCopy(stream, rate), description, ticks, frameTicks, before, workspace, listener);
    }

    static CopyTrack sound(String name, AVStream stream, SegmentGrid grid, Path workspace, TranscodeListener listener)
            throws FfmpegException {
        AVCodecParameters codec = stream.codecpar();
        TimeBase ticks = TimeBase.of(stream.time_base());
        CmafTrack.Description description =
                new CmafTrack.Description(name, 0, 0, 0, 0, codec.ch_layout().nb_channels(), codec.sample_rate());
        CmafTrack.Cuts after = CmafTrack.packetsFrom(segment -> ticks.fromUs(grid.startUs(segment)));
        long blockTicks = new TimeBase(1, codec.sample_rate()).rescale(codec.frame_size(), ticks);
        return open(CmafMuxer.audioCopy(stream), description, ticks, blockTicks, after, workspace, listener);
    }

    private static CopyTrack open(
            CmafMuxer muxer,
            CmafTrack.Description description,
            TimeBase ticks,
            long usualTicks,
            CmafTrack.Cuts cuts,
            Path workspace,
            TranscodeListener listener)
            throws FfmpegException {
        try {
            CmafTrack track = CmafTrack.ofCopies(description, workspace, muxer, ticks, cuts, listener);
            return new CopyTrack(muxer, track, ticks, usualTicks);
        } catch (FfmpegException | RuntimeException failure) {
            muxer.close();
            throw failure;
        }
    }

    TimeBase ticks() {
        return ticks;
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
        if (packet.duration() <= 0) {
            packet.duration(usualTicks);
        }
        track.write(packet);
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
