package io.vitascope.processing.ffmpeg;

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

/**
 * Puts tracks of a {@link Transcoder}, or streams of a {@link Copyable} source, into one progressive MP4 with its index
 * in front; nothing is encoded.
 */
public final class Remuxer {
    private static final String NOT_WRITTEN = "The progressive file cannot be written";

    private Remuxer() {}

    /**
     * One stream of a file.
     *
     * @param timing of a source, and of all that is made of it
     * @param segments whether it is what a transcoder left
     * @param picture what the stream of a source is, if it is one
     * @param language of the sound of a source; a track tells its own
     */
    public record Part(
            Path file,
            int streamIndex,
            Timing timing,
            boolean segments,
            Optional<MediaInfo.VideoStream> picture,
            Optional<SpokenLanguage> language) {

        /** {@code <track>.mp4} as the transcoder leaves it. */
        public static Part ofTrack(Path file) {
            return new Part(file, 0, Timing.of(), true, Optional.empty(), Optional.empty());
        }

        public static Part ofPicture(Path file, MediaInfo.VideoStream picture, Timing timing) {
            return new Part(file, picture.index(), timing, false, Optional.of(picture), Optional.empty());
        }

        public static Part ofSound(Path file, int streamIndex, SpokenLanguage language, Timing timing) {
            return new Part(file, streamIndex, timing, false, Optional.empty(), Optional.of(language));
        }
    }

    /**
     * @param video,audio at least one
     * @param mp4 is written anew
     */
    public static void progressive(Optional<Part> video, Optional<Part> audio, Path mp4) throws FfmpegException {
        progressive(video, audio, mp4, MediaLimits.defaults());
    }

    /**
     * As above.
     *
     * @param limits that a source was held to
     */
    public static void progressive(Optional<Part> video, Optional<Part> audio, Path mp4, MediaLimits limits)
            throws FfmpegException {
        if (video.isEmpty() && audio.isEmpty()) {
            throw new IllegalArgumentException("a file needs a track");
        }
        try (Track picture = Track.open(video, limits);
                Track sound = Track.open(audio, limits);
                Mp4 output = Mp4.open(mp4)) {
            picture.joinTo(output);
            sound.joinTo(output);
            output.start();
            while (picture.isOpen() || sound.isOpen()) {
                (picture.timeUs() <= sound.timeUs() ? picture : sound).moveTo(output);
            }
            output.finish();
        }
    }

    /** One track with the packet that comes next. One that is missing is at its end from the start. */
    private static final class Track implements AutoCloseable {
        private final Optional<TrackSource> source;
        private final Owned<AVPacket> packet;
        private boolean open;
        private int index;

        private Track(Optional<TrackSource> source, Owned<AVPacket> packet) {
            this.source = source;
            this.packet = packet;
        }

        static Track open(Optional<Part> part, MediaLimits limits) throws FfmpegException {
            Owned<AVPacket> packet = Owned.packet();
            try {
                Optional<TrackSource> source =
                        part.isPresent() ? Optional.of(TrackSource.open(part.get(), limits)) : Optional.empty();
                return new Track(source, packet);
            } catch (FfmpegException | RuntimeException failure) {
                packet.close();
                throw failure;
            }
        }

        void joinTo(Mp4 output) throws FfmpegException {
            if (source.isEmpty()) {
                return;
            }
            open = source.get().next(packet.get());
            index = output.addStream(source.get().stream(), source.get().ticks());
            source.get().describe(output.stream(index).codecpar());
            source.get().language().writeTo(output.stream(index));
        }

        boolean isOpen() {
            return open;
        }

        long timeUs() {
            return open ? source.orElseThrow().ticks().toUs(packet.get().dts()) : Long.MAX_VALUE;
        }

        void moveTo(Mp4 output) throws FfmpegException {
            output.write(packet.get(), index, source.orElseThrow().ticks());
            open = source.get().next(packet.get());
        }

        @Override
        public void close() {
            packet.close();
            source.ifPresent(TrackSource::close);
        }
    }

    /** The file that is written. */
    private static final class Mp4 implements AutoCloseable {
        private final Owned<AVFormatContext> context;

        private Mp4(Owned<AVFormatContext> context) {
            this.context = context;
        }

        static Mp4 open(Path mp4) throws FfmpegException {
            AVFormatContext raw = new AVFormatContext((Pointer) null);
            String name = "file:" + mp4.toAbsolutePath();
            Calls.check("avformat_alloc_output_context2", avformat_alloc_output_context2(raw, null, "mp4", name));
            Mp4 output = new Mp4(Owned.of("avformat_alloc_output_context2", raw, Mp4::free));
            try {
                AVIOContext file = new AVIOContext((Pointer) null);
                Calls.check("avio_open", avio_open(file, name, AVIO_FLAG_WRITE));
                raw.pb(file);
                return output;
            } catch (FfmpegException failure) {
                output.close();
                throw failure.as(FfmpegException.Reason.IO, NOT_WRITTEN);
            }
        }

        int addStream(AVStream like, TimeBase ticks) throws FfmpegException {
            AVStream stream = avformat_new_stream(context.get(), null);
            Calls.check("avcodec_parameters_copy", avcodec_parameters_copy(stream.codecpar(), like.codecpar()));
            stream.codecpar().codec_tag(0);
            ticks.writeTo(stream.time_base());
            return stream.index();
        }

        AVStream stream(int index) {
            return context.get().streams(index);
        }

        void start() throws FfmpegException {
            try (Options options = new Options()) {
                options.set("movflags", "+faststart");
                context.get().flags(context.get().flags() | AVFormatContext.AVFMT_FLAG_BITEXACT);
                written("avformat_write_header", avformat_write_header(context.get(), options.pointer()));
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
            written("av_interleaved_write_frame", av_interleaved_write_frame(context.get(), packet));
        }

        void finish() throws FfmpegException {
            written("av_write_trailer", av_write_trailer(context.get()));
        }

        private static void written(String call, int code) throws FfmpegException {
            try {
                Calls.check(call, code);
            } catch (FfmpegException failure) {
                throw Calls.isOfStorage(code) ? failure.as(FfmpegException.Reason.IO, NOT_WRITTEN) : failure;
            }
        }

        private static void free(AVFormatContext format) {
            AVIOContext file = format.pb();
            if (!Calls.isNull(file)) {
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
