package io.vitascope.processing.ffmpeg;

import static org.bytedeco.ffmpeg.global.avcodec.AV_PKT_FLAG_KEY;
import static org.bytedeco.ffmpeg.global.avcodec.av_packet_unref;
import static org.bytedeco.ffmpeg.global.avcodec.avcodec_parameters_copy;
import static org.bytedeco.ffmpeg.global.avformat.AVIO_FLAG_WRITE;
import static org.bytedeco.ffmpeg.global.avformat.av_interleaved_write_frame;
import static org.bytedeco.ffmpeg.global.avformat.av_write_trailer;
import static org.bytedeco.ffmpeg.global.avformat.avformat_alloc_output_context2;
import static org.bytedeco.ffmpeg.global.avformat.avformat_free_context;
import static org.bytedeco.ffmpeg.global.avformat.avformat_new_stream;
import static org.bytedeco.ffmpeg.global.avformat.avformat_write_header;
import static org.bytedeco.ffmpeg.global.avformat.avio_closep;
import static org.bytedeco.ffmpeg.global.avformat.avio_open;

import java.nio.file.Path;
import java.util.Optional;
import java.util.Set;
import org.bytedeco.ffmpeg.avcodec.AVPacket;
import org.bytedeco.ffmpeg.avformat.AVFormatContext;
import org.bytedeco.ffmpeg.avformat.AVIOContext;
import org.bytedeco.ffmpeg.avformat.AVStream;
import org.bytedeco.javacpp.Pointer;

/**
 * Puts tracks of a {@link Transcoder}, or streams of a {@link Copyable} source, into one progressive MP4 with its index in
 * front; nothing is encoded.
 */
public final class Remuxer {
    private Remuxer() {}

    /** One stream of a file, and which of its streams set the clock: the earliest of those is presented at 0. */
    public record Part(Path file, int streamIndex, Set<Integer> clockStreams, boolean segments) {
        public Part {
            clockStreams = Set.copyOf(clockStreams);
        }

        /** {@code <track>.mp4} as the transcoder leaves it. */
        public static Part ofTrack(Path file) {
            return new Part(file, 0, Set.of(), true);
        }

        public static Part ofSource(Path file, int streamIndex, Set<Integer> clockStreams) {
            return new Part(file, streamIndex, clockStreams, false);
        }
    }

    /**
     * @param video,audio at least one
     * @param mp4 is written anew
     */
    public static void progressive(Optional<Part> video, Optional<Part> audio, Path mp4) throws FfmpegException {
        if (video.isEmpty() && audio.isEmpty()) {
            throw new IllegalArgumentException("a file needs a track");
        }
        try (Track picture = Track.open(video);
                Track sound = Track.open(audio);
                Output output = Output.open(mp4)) {
            picture.joinTo(output);
            sound.joinTo(output);
            output.start();
            while (picture.isOpen() || sound.isOpen()) {
                (picture.timeUs() <= sound.timeUs() ? picture : sound).moveTo(output);
            }
            output.finish();
        }
    }

    /** One track file with the packet that comes next. A track that is missing is at its end from the start. */
    private static final class Track implements AutoCloseable {
        private final Optional<Input> input;
        private final Optional<Part> part;
        private final Optional<SourceClock> clock;
        private final Owned<AVPacket> packet;
        private boolean open;
        private boolean isReordered;
        private int wanted;
        private int index;
        private TimeBase ticks = TimeBase.MICROSECONDS;
        private long reorderTicks;
        private long lateTicks;

        private Track(Optional<Input> input, Optional<Part> part, Owned<AVPacket> packet) {
            this.input = input;
            this.part = part;
            this.packet = packet;
            this.clock = part.isPresent() && !part.get().segments()
                    ? input.map(file -> new SourceClock(file, part.get().clockStreams()))
                    : Optional.empty();
        }

        static Track open(Optional<Part> part) throws FfmpegException {
            Owned<AVPacket> packet = Owned.packet();
            try {
                Optional<Input> input = part.isPresent()
                        ? Optional.of(Input.open(part.get().file(), MediaLimits.defaults()))
                        : Optional.empty();
                return new Track(input, part, packet);
            } catch (FfmpegException | RuntimeException failure) {
                packet.close();
                throw failure;
            }
        }

        void joinTo(Output output) throws FfmpegException {
            if (input.isEmpty() || part.isEmpty()) {
                return;
            }
            wanted = part.get().streamIndex();
            input.get().keepOnly(candidate -> candidate == wanted);
            AVStream stream = input.get().stream(wanted);
            isReordered = part.get().segments() && stream.codecpar().width() > 0;
            ticks = input.get().timeBase(wanted);
            index = output.addStream(stream);
            if (isReordered) {
                TimeBase rate = TimeBase.of(stream.avg_frame_rate());
                long frameTicks = new TimeBase(rate.den(), rate.num()).rescale(1, ticks);
                reorderTicks = frameTicks * Math.max(2, stream.codecpar().video_delay());
            }
            readNext();
        }

        private void readNext() {
            av_packet_unref(packet.get());
            open = input.isPresent() && input.get().readOf(stream -> stream == wanted, packet.get());
            if (open && isReordered) {
                undoShift(packet.get());
            }
            if (open && clock.isPresent()) {
                clock.get().move(packet.get(), ticks);
            }
        }

        /**
         * The segments' decoding clock begins with the first picture, and reordered pictures lie before it; FFmpeg's
         * reader makes up for that by moving all of them later. A keyframe is shown when it is decoded on that clock, so
         * it tells by how much.
         */
        private void undoShift(AVPacket next) {
            if ((next.flags() & AV_PKT_FLAG_KEY) != 0) {
                lateTicks = next.pts() - next.dts();
            }
            next.pts(next.pts() - lateTicks);
            next.dts(next.dts() - reorderTicks);
        }

        boolean isOpen() {
            return open;
        }

        long timeUs() {
            return open ? ticks.toUs(packet.get().dts()) : Long.MAX_VALUE;
        }

        void moveTo(Output output) throws FfmpegException {
            output.write(packet.get(), index, ticks);
            readNext();
        }

        @Override
        public void close() {
            packet.close();
            input.ifPresent(Input::close);
        }
    }

    private static final class Output implements AutoCloseable {
        private final Owned<AVFormatContext> context;

        private Output(Owned<AVFormatContext> context) {
            this.context = context;
        }

        static Output open(Path mp4) throws FfmpegException {
            AVFormatContext raw = new AVFormatContext((Pointer) null);
            String name = "file:" + mp4.toAbsolutePath();
            Calls.check("avformat_alloc_output_context2", avformat_alloc_output_context2(raw, null, "mp4", name));
            Output output = new Output(Owned.of("avformat_alloc_output_context2", raw, Output::free));
            try {
                AVIOContext file = new AVIOContext((Pointer) null);
                Calls.check("avio_open", avio_open(file, name, AVIO_FLAG_WRITE));
                raw.pb(file);
                return output;
            } catch (FfmpegException failure) {
                output.close();
                throw failure.as(FfmpegException.Reason.IO, "The progressive file cannot be written");
            }
        }

        int addStream(AVStream like) throws FfmpegException {
            AVStream stream = avformat_new_stream(context.get(), null);
            Calls.check("avcodec_parameters_copy", avcodec_parameters_copy(stream.codecpar(), like.codecpar()));
            stream.codecpar().codec_tag(0);
            TimeBase.of(like.time_base()).writeTo(stream.time_base());
            return stream.index();
        }

        void start() throws FfmpegException {
            try (Options options = new Options()) {
                options.set("movflags", "+faststart");
                context.get().flags(context.get().flags() | AVFormatContext.AVFMT_FLAG_BITEXACT);
                Calls.check("avformat_write_header", avformat_write_header(context.get(), options.pointer()));
                options.requireAllUsed("avformat_write_header");
            }
        }

        /** The packet is empty afterwards. */
        void write(AVPacket packet, int index, TimeBase from) throws FfmpegException {
            TimeBase to = TimeBase.of(context.get().streams(index).time_base());
            packet.stream_index(index);
            packet.pts(from.rescale(packet.pts(), to));
            packet.dts(from.rescale(packet.dts(), to));
            packet.duration(from.rescale(packet.duration(), to));
            packet.pos(-1);
            Calls.check("av_interleaved_write_frame", av_interleaved_write_frame(context.get(), packet));
        }

        void finish() throws FfmpegException {
            Calls.check("av_write_trailer", av_write_trailer(context.get()));
        }

        private static void free(AVFormatContext format) {
            AVIOContext file = format.pb();
            if (file != null && !file.isNull()) {
                avio_closep(file);
                format.pb(null);
            }
            avformat_free_context(format);
        }

        @Override
        public void close() {
            context.close();
        }
    }
}
