package io.vitascope.processing.ffmpeg;

import static org.bytedeco.ffmpeg.global.avcodec.AV_PKT_FLAG_KEY;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.OpenOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.function.LongUnaryOperator;
import org.bytedeco.ffmpeg.avcodec.AVPacket;
import org.jspecify.annotations.Nullable;

/**
 * Files of one rendition: {@code <name>/init.mp4}, {@code <name>/00000.m4s} and on, and of an encoded one all of them
 * in a row in {@code <name>.mp4}, from which a progressive file can be made after the segments have left.
 *
 * <p>A segment ends where the grid says, not at any keyframe: scene cuts inside a segment are allowed. Confined to one
 * thread.
 */
final class CmafTrack implements AutoCloseable {
    private static final Set<OpenOption> FRESH =
            Set.of(StandardOpenOption.CREATE, StandardOpenOption.WRITE, StandardOpenOption.TRUNCATE_EXISTING);

    /** What the listener is told when the init segment is there. */
    record Description(String name, int width, int height, FrameRate frameRate, int channels, int sampleRate) {
        static Description picture(String name, int width, int height, FrameRate frameRate) {
            return new Description(name, width, height, frameRate, 0, 0);
        }

        static Description sound(String name, int channels, int sampleRate) {
            return new Description(name, 0, 0, FrameRate.NONE, channels, sampleRate);
        }
    }

    /** Says before which packets a new segment begins. */
    @FunctionalInterface
    interface Cuts {
        /** @param segment index of the segment that would begin */
        boolean before(AVPacket packet, int segment);
    }

    private final Description description;
    private final Path folder;
    /** Begun with the first bytes: of a track without any there is no file. */
    private final Optional<Path> wholeFile;

    private final CmafMuxer muxer;
    private final TimeBase packetTime;
    private final Cuts cuts;
    private final TranscodeListener listener;
    private boolean started;
    private int index;
    private long startPts;
    private long endPts;
    private long packets;
    private @Nullable FileChannel whole;

    private CmafTrack(
            Description description,
            Optional<Path> wholeFile,
            CmafMuxer muxer,
            TimeBase packetTime,
            Cuts cuts,
            Output output) {
        this.description = description;
        this.wholeFile = wholeFile;
        this.muxer = muxer;
        this.packetTime = packetTime;
        this.cuts = cuts;
        folder = output.workspace().resolve(description.name());
        listener = output.listener();
    }

    /** A segment begins with the first keyframe at or after its time, which is told by its index. */
    static Cuts keyframesFrom(LongUnaryOperator start) {
        return (packet, segment) ->
                (packet.flags() & AV_PKT_FLAG_KEY) != 0 && packet.pts() >= start.applyAsLong(segment);
    }

    /** As {@link #keyframesFrom} for sound, of which every packet can be the first. */
    static Cuts packetsFrom(LongUnaryOperator start) {
        return (packet, segment) -> packet.pts() >= start.applyAsLong(segment);
    }

    static CmafTrack open(Description description, CmafMuxer muxer, TimeBase packetTime, Cuts cuts, Output output)
            throws FfmpegException {
        Path whole = output.workspace().resolve(description.name() + ".mp4");
        return open(description, Optional.of(whole), muxer, packetTime, cuts, output);
    }

    /** For packets that the source has as they are, so that a progressive file can be made from the source. */
    static CmafTrack ofCopies(Description description, CmafMuxer muxer, TimeBase packetTime, Cuts cuts, Output output)
            throws FfmpegException {
        return open(description, Optional.empty(), muxer, packetTime, cuts, output);
    }

    private static CmafTrack open(
            Description description,
            Optional<Path> wholeFile,
            CmafMuxer muxer,
            TimeBase packetTime,
            Cuts cuts,
            Output output)
            throws FfmpegException {
        CmafTrack track = new CmafTrack(description, wholeFile, muxer, packetTime, cuts, output);
        try {
            Files.createDirectories(track.folder);
            return track;
        } catch (IOException failure) {
            throw storage(failure);
        }
    }

    private boolean isVideo() {
        return description.width() > 0;
    }

    /** Tells what the track will be as soon as its encoder knows, before it has given out any picture. */
    void begin() throws FfmpegException {
        if (!started && isVideo()) {
            start();
        }
    }

    /** Adds a packet in encoding order, and cuts before it where a new segment is due. */
    void write(AVPacket packet) throws FfmpegException {
        if (packets > 0 && cuts.before(packet, index + 1)) {
            cut(packet.pts());
        }
        begin();
        endPts = Math.max(endPts, packet.pts() + packet.duration());
        packets++;
        muxer.write(packet);
    }

    /** All of the segment that is open was written: it need not wait for the first packet of the next. */
    void endSegment(long nextPts) throws FfmpegException {
        cut(nextPts);
    }

    /** Writes the last segment; nothing if there was no packet at all. */
    void finish() throws FfmpegException {
        if (packets > 0) {
            cut(endPts);
            listener.trackEnded(description.name());
        }
    }

    long packets() {
        return packets;
    }

    /** End of what was written, in microseconds of the presentation. */
    long endUs() {
        return packetTime.toUs(endPts);
    }

    private void start() throws FfmpegException {
        started = true;
        Path init = folder.resolve("init.mp4");
        muxer.init(bytes -> {
            String codecs = Boxes.codecs(bytes);
            write(init, bytes);
            listener.trackStarted(new TranscodeListener.Track(
                    description.name(),
                    codecs,
                    description.width(),
                    description.height(),
                    description.frameRate(),
                    description.channels(),
                    description.sampleRate(),
                    muxer.timescale(),
                    init));
        });
    }

    private void cut(long nextPts) throws FfmpegException {
        if (!started) {
            start();
        }
        Path file = folder.resolve(String.format(Locale.ROOT, "%05d.m4s", index));
        TimeBase ticks = new TimeBase(1, muxer.timescale());
        long startTicks = packetTime.rescale(startPts, ticks);
        long endTicks = packetTime.rescale(nextPts, ticks);
        muxer.cut(bytes -> {
            long sizeBytes = bytes.remaining();
            long keyframeBytes = Boxes.firstSampleEnd(bytes);
            write(file, bytes);
            listener.segment(new TranscodeListener.Segment(
                    description.name(),
                    index,
                    file,
                    ticks.toUs(startTicks),
                    ticks.toUs(endTicks) - ticks.toUs(startTicks),
                    startTicks,
                    endTicks - startTicks,
                    sizeBytes,
                    keyframeBytes));
        });
        startPts = nextPts;
        index++;
    }

    private void write(Path file, ByteBuffer bytes) throws FfmpegException {
        try (FileChannel channel = FileChannel.open(file, FRESH)) {
            writeFully(channel, bytes.duplicate());
            if (wholeFile.isPresent()) {
                whole = whole == null ? FileChannel.open(wholeFile.get(), FRESH) : whole;
                writeFully(whole, bytes.duplicate());
            }
        } catch (IOException failure) {
            throw storage(failure);
        }
    }

    private static void writeFully(FileChannel channel, ByteBuffer bytes) throws IOException {
        while (bytes.hasRemaining()) {
            channel.write(bytes);
        }
    }

    private static FfmpegException storage(IOException failure) {
        return FfmpegException.notWritten("A rendition could not be written", failure);
    }

    @Override
    public void close() throws FfmpegException {
        if (whole == null) {
            return;
        }
        try {
            whole.close();
        } catch (IOException failure) {
            throw storage(failure);
        }
    }
}
