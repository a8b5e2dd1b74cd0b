package io.vitascope.processing.ffmpeg;

import java.nio.file.Path;
import java.util.Optional;
import org.bytedeco.ffmpeg.avcodec.AVPacket;
import org.bytedeco.ffmpeg.avformat.AVStream;

/** A sound that is passed on as it is; its track is opened by its first packet. Confined to one thread. */
final class SoundCopy implements AutoCloseable {
    private final String name;
    private final AVStream stream;
    private final SegmentGrid grid;
    private final Path workspace;
    private final TranscodeListener listener;
    private final SampleClock clock;
    private Optional<Adts> header = Optional.empty();
    private Optional<CopyTrack> track = Optional.empty();
    private long taken;
    private long hadAlready;

    SoundCopy(String name, AVStream stream, SegmentGrid grid, Path workspace, TranscodeListener listener) {
        this.name = name;
        this.stream = stream;
        this.grid = grid;
        this.workspace = workspace;
        this.listener = listener;
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
        if (track.isEmpty()) {
            header = stream.codecpar().extradata_size() == 0 ? Adts.of(packet) : Optional.empty();
            track = Optional.of(CopyTrack.sound(name, stream, clock.timeBase(), packet, grid, workspace, listener));
        }
        if (header.isPresent()) {
            header.get().strip(packet);
        }
        track.orElseThrow().write(packet);
    }

    void again() {
        hadAlready = taken;
    }

    /** Ends the last segment; returns the end of the track in microseconds, 0 if there is none. */
    long finish() throws FfmpegException {
        return track.isPresent() ? track.get().finish() : 0;
    }

    @Override
    public void close() throws FfmpegException {
        if (track.isPresent()) {
            track.get().close();
        }
    }
}
