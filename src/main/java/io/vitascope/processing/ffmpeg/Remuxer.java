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
import org.bytedeco.ffmpeg.avcodec.AVPacket;
import org.bytedeco.ffmpeg.avformat.AVFormatContext;
import org.bytedeco.ffmpeg.avformat.AVIOContext;
import org.bytedeco.ffmpeg.avformat.AVStream;
import org.bytedeco.javacpp.Pointer;

/** Puts the tracks of a {@link Transcoder} into one progressive MP4 with its index in front; nothing is encoded. */
public final class Remuxer {
    private Remuxer() {}

    /**
     * @param video,audio {@code <track>.mp4} as the transcoder leaves them; at least one
     * @param mp4 is written anew
     */
    public static void progressive(Optional<Path> video, Optional<Path> audio, Path mp4) throws FfmpegException {
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
        private final Owned<AVPacket> packet;
        private boolean open;
        private boolean isVideo;
        private int index;
        private TimeBase ticks = TimeBase.MICROSECONDS;
        private long reorderTicks;
        private long lateTicks;

        private Track(Optional<Input> input, Owned<AVPacket> packet) {
            this.input = input;
            this.packet = packet;
        }

        static Track open(Optional<Path> file) throws FfmpegException {
            Owned<AVPacket> packet = Owned.packet();
            try {
                Optional<Input> input = file.isPresent()
                        ? Optional.of(Input.open(file.get(), MediaLimits.defaults()))
                        : Optional.empty();
                return new Track(input, packet);
            } catch (FfmpegException | RuntimeException failure) {
                packet.close();
                throw failure;
            }
        }

        void joinTo(Output output) throws FfmpegException {
            if (input.isEmpty()) {
                return;
            }
            AVStream stream = input.get().stream(0);
            isVideo = stream.codecpar().width() > 0;
            ticks = input.get().timeBase(0);
            index = output.addStream(stream);
            if (isVideo) {
                TimeBase rate = TimeBase.of(stream.avg_frame_rate());
                long frameTicks = new TimeBase(rate.den(), rate.num()).rescale(1, ticks);
                reorderTicks = frameTicks * Math.max(2, stream.codecpar().video_delay());
            }
            readNext();
        }

        private void readNext() {
            av_packet_unref(packet.get());
            open = input.isPresent() && input.get().read(packet.get());
            if (open && isVideo) {
                undoShift(packet.get());
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
