package io.vitascope.processing.ffmpeg;

import static org.bytedeco.ffmpeg.global.avcodec.*;
import static org.bytedeco.ffmpeg.global.avformat.*;
import static org.bytedeco.ffmpeg.global.avutil.*;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Objects;
import java.util.function.IntFunction;
import java.util.function.IntToLongFunction;
import java.util.stream.IntStream;
import org.bytedeco.ffmpeg.avcodec.AVCodec;
import org.bytedeco.ffmpeg.avcodec.AVCodecContext;
import org.bytedeco.ffmpeg.avcodec.AVPacket;
import org.bytedeco.ffmpeg.avcodec.AVPacketSideData;
import org.bytedeco.ffmpeg.avformat.AVFormatContext;
import org.bytedeco.ffmpeg.avformat.AVIOContext;
import org.bytedeco.ffmpeg.avformat.AVStream;
import org.bytedeco.ffmpeg.avutil.AVChannelLayout;
import org.bytedeco.ffmpeg.avutil.AVDictionary;
import org.bytedeco.ffmpeg.avutil.AVFrame;
import org.bytedeco.javacpp.Pointer;
import org.bytedeco.javacpp.PointerScope;
import org.jspecify.annotations.Nullable;

/**
 * Makes the clips that the tests need: painted frames and a tone, encoded and muxed as told. By default two seconds of
 * 320 x 180 at 25 frames a second, red, green, blue and white in the four corners, clockwise from the top left: red,
 * green, white, blue.
 */
public final class TestClips {
    static final int[] RED = {81, 90, 240};
    static final int[] GREEN = {145, 54, 34};
    static final int[] BLUE = {41, 240, 110};
    static final int[] WHITE = {235, 128, 128};
    static final int[] BLACK = {16, 128, 128};

    /** The colour, as Y, Cb, Cr, at a point of a frame. */
    interface Painter {
        int[] at(int frame, int x, int y, int width, int height);
    }

    /** Whether the tone sounds at a time. */
    public interface Tone {
        boolean sounds(double seconds);
    }

    private final Path file;
    private String format = "mp4";
    private String videoCodec = "libx264";
    private int pixelFormat = AV_PIX_FMT_YUV420P;
    private int width = 320;
    private int height = 180;
    private int frames = 50;
    private int rate = 25;
    private int rateDen = 1;
    private int sarNum = 1;
    private int sarDen = 1;
    private int[] matrix = {};
    private int[] cropping = {};
    private int[] colours = {AVCOL_PRI_UNSPECIFIED, AVCOL_TRC_UNSPECIFIED, AVCOL_SPC_SMPTE170M};
    private boolean coloursInStream = true;
    private int dolbyProfile;
    private int dolbyCompatibility;
    private boolean interlaced;
    private boolean reordered = true;
    private String[] encoderOptions = {};
    private boolean withVideo = true;
    private double audioSeconds = 2;
    private int channels = 2;
    private String layout = "";
    private String soundCodec = "";
    private int sampleRate = 48_000;
    private int gop = 25;
    private double startSeconds;
    private boolean indexInFront;
    private boolean fragmented;
    private int firstPid;
    private Tone tone = seconds -> true;
    private double amplitude = 0.3;
    private int[] soundingChannels = {};
    private String comment = "";
    private double risingHertz;
    private IntToLongFunction timeMs = frame -> Math.round(frame * 1000.0 / 25);
    private Painter painter = TestClips::corners;
    private IntFunction<byte[]> captions = frame -> new byte[0];

    private TestClips(Path file) {
        this.file = file;
    }

    public static TestClips in(Path folder, String name) {
        return new TestClips(folder.resolve(name));
    }

    /**
     * Keyframes every 2 seconds, by changes of the scene, and after 12 seconds none for 8 more, which no header of
     * Matroska tells.
     */
    public static Path withLongGroupLate(Path folder, String name) throws FfmpegException {
        return in(folder, name)
                .format("matroska")
                .frames(500, 25)
                .gop(500)
                .audio(20, 2)
                .paint((frame, x, y, width, height) -> frame < 300 && frame / 50 % 2 == 1
                        ? noise(frame / 50, x, y)
                        : corners(frame, x, y, width, height))
                .make();
    }

    /** Puts noise into one packet of a stream, as a disk with a bad block does. */
    public static void damage(Path file, int stream, int nth) throws FfmpegException, IOException {
        byte[] bytes = Files.readAllBytes(file);
        try (Input input = Input.open(file, MediaLimits.defaults());
                Packets packets = input.packetsOf(index -> index == stream)) {
            for (int i = 0; i <= nth; i++) {
                packets.next();
            }
            AVPacket packet = packets.get();
            for (int i = 4; i < packet.size(); i++) {
                bytes[(int) packet.pos() + i] = (byte) (0xff - i * 31);
            }
        }
        Files.write(file, bytes);
    }

    private static int[] noise(int seed, int x, int y) {
        int hash = (x / 8 * 73_856_093) ^ (y / 8 * 19_349_663) ^ (seed * 83_492_791);
        return new int[] {16 + (hash >>> 5) % 200, 64 + (hash >>> 13) % 128, 64 + (hash >>> 21) % 128};
    }

    static int[] corners(int frame, int x, int y, int width, int height) {
        if (Math.abs(y - height / 2) < height / 20 && x / 4 == frame % (width / 4)) {
            return BLACK; // something moves, so that no two frames are the same
        }
        return y < height / 2 ? (x < width / 2 ? RED : GREEN) : (x < width / 2 ? BLUE : WHITE);
    }

    public TestClips format(String name) {
        format = name;
        return this;
    }

    public TestClips size(int newWidth, int newHeight) {
        width = newWidth;
        height = newHeight;
        return this;
    }

    public TestClips frames(int count, int perSecond) {
        frames = count;
        rate = perSecond;
        timeMs = frame -> Math.round(frame * 1000.0 / perSecond);
        return this;
    }

    /** As many frames at a rate that is no whole number, and at the milliseconds next to where they should be. */
    public TestClips frames(int count, int num, int den) {
        rate = num;
        rateDen = den;
        return times(count, frame -> Math.round(frame * 1000.0 * den / num));
    }

    /** Frames at any time, in milliseconds. */
    public TestClips times(int count, IntToLongFunction ms) {
        frames = count;
        timeMs = ms;
        return this;
    }

    TestClips pixelAspect(int num, int den) {
        sarNum = num;
        sarDen = den;
        return this;
    }

    /** What its container says is to be left out: pixels at the top, the bottom, the left and the right. */
    TestClips cropped(int... sides) {
        cropping = sides;
        return this;
    }

    /** The four numbers of the display matrix, each -1, 0 or 1: a, b, c, d. */
    public TestClips matrix(int... abcd) {
        matrix = abcd;
        return this;
    }

    /** The tags alone: the samples stay as they are painted. */
    TestClips tagged(int primaries, int transfer, int matrixOfColours) {
        colours = new int[] {primaries, transfer, matrixOfColours};
        return this;
    }

    /** The same, and the stream itself is silent on them. */
    TestClips taggedByContainer(int primaries, int transfer, int matrixOfColours) {
        coloursInStream = false;
        return tagged(primaries, transfer, matrixOfColours);
    }

    /** What the container tells; the pictures stay as they are. */
    TestClips dolbyVision(int profile, int compatibility) {
        dolbyProfile = profile;
        dolbyCompatibility = compatibility;
        return this;
    }

    /** Each picture is shown when it is decoded. */
    TestClips notReordered() {
        reordered = false;
        return this;
    }

    TestClips interlacedMpeg2() {
        return mpeg2().interlaced();
    }

    /** Frames of two fields, the upper one first. */
    TestClips interlaced() {
        interlaced = true;
        return this;
    }

    TestClips mpeg2() {
        return codec("mpeg2video");
    }

    /** By the name of FFmpeg's encoder. */
    TestClips codec(String encoder) {
        videoCodec = encoder;
        return this;
    }

    /** FFmpeg's number of a planar format of 8 to 16 bits; colours are painted in 8. */
    TestClips pixels(int format) {
        pixelFormat = format;
        return this;
    }

    /** Options of the picture's encoder, beside those that all clips have, as pairs of a name and a value. */
    TestClips encoderOptions(String... namesAndValues) {
        encoderOptions = namesAndValues.clone();
        return this;
    }

    /** PNG pictures one after the other, grey, without sound. */
    TestClips movingPng() {
        format = "apng";
        videoCodec = "apng";
        pixelFormat = AV_PIX_FMT_GRAY8;
        return noAudio();
    }

    public TestClips noVideo() {
        withVideo = false;
        return this;
    }

    public TestClips audio(double seconds, int channelCount) {
        audioSeconds = seconds;
        channels = channelCount;
        return this;
    }

    /** Samples a second of the sound. */
    TestClips sampleRate(int hertz) {
        sampleRate = hertz;
        return this;
    }

    /** The sound's channels as FFmpeg writes them, for example {@code 5.1(side)}, where they are not the usual ones. */
    public TestClips layout(String channelLayout) {
        layout = channelLayout;
        return this;
    }

    /** By the name of FFmpeg's encoder; one that takes floating point. */
    public TestClips soundCodec(String encoder) {
        soundCodec = encoder;
        return this;
    }

    public TestClips noAudio() {
        return audio(0, 2);
    }

    public TestClips gop(int frameCount) {
        gop = frameCount;
        return this;
    }

    public TestClips tone(Tone when) {
        tone = when;
        return this;
    }

    /** The peak of the tone, of 1. */
    TestClips amplitude(double newAmplitude) {
        amplitude = newAmplitude;
        return this;
    }

    /** The tone sounds in these channels alone, counted from 0. */
    TestClips onlyIn(int... someChannels) {
        soundingChannels = someChannels;
        return this;
    }

    /** A picture in the headers of Ogg, as FLAC describes it and Base64 writes it. */
    TestClips cover(String picture) {
        comment = picture;
        return this;
    }

    /** What lies in each picture: {@code cc_data} of ATSC A/53. */
    public TestClips captions(IntFunction<byte[]> byFrame) {
        captions = byFrame;
        return this;
    }

    TestClips paint(Painter with) {
        painter = with;
        return this;
    }

    /** Fine grain over what is painted, so that the picture needs many bits. */
    public TestClips grainy() {
        Painter plain = painter;
        painter = (frame, x, y, w, h) -> {
            int mixed = (x * 0x9E3779B1 ^ y * 0x85EBCA6B ^ frame * 0xC2B2AE35) * 0x27D4EB2F;
            int[] colour = plain.at(frame, x, y, w, h);
            return new int[] {colour[0] + ((mixed ^ mixed >>> 15) >>> 8 & 0xf) - 8, colour[1], colour[2]};
        };
        return this;
    }

    /** Every frame like the first. */
    public TestClips still() {
        Painter moving = painter;
        painter = (frame, x, y, w, h) -> moving.at(0, x, y, w, h);
        return this;
    }

    TestClips startingAt(double seconds) {
        startSeconds = seconds;
        return this;
    }

    public TestClips indexInFront() {
        indexInFront = true;
        return this;
    }

    /** MP4 without an index of the whole, as recorders write it that may be switched off at any time. */
    public TestClips fragmented() {
        fragmented = true;
        return this;
    }

    /** MPEG-TS: the numbers of its programme table and, from the next one on, of its streams. */
    TestClips numberedFrom(int pid) {
        firstPid = pid;
        return this;
    }

    /** The pitch rises all the time, so that every moment sounds different. */
    public TestClips rising() {
        risingHertz = 40;
        return this;
    }

    public Path make() throws FfmpegException {
        Ffmpeg.load();
        AVFormatContext output = new AVFormatContext((Pointer) null);
        Calls.check("alloc", avformat_alloc_output_context2(output, null, format, "file:" + file));
        try (PointerScope scope = new PointerScope();
                Owned<AVPacket> packet = Owned.packet();
                Options options = new Options()) {
            AVCodecContext video = withVideo ? openVideo(output) : null;
            AVCodecContext audio = audioSeconds > 0 ? openAudio(output) : null;
            AVIOContext io = new AVIOContext((Pointer) null);
            Calls.check("open", avio_open(io, "file:" + file, AVIO_FLAG_WRITE));
            output.pb(io);
            if (indexInFront) {
                options.set("movflags", "+faststart");
            }
            if (fragmented) {
                options.set("movflags", "+frag_keyframe+empty_moov+delay_moov+default_base_moof");
            }
            if (firstPid > 0) {
                options.set("mpegts_pmt_start_pid", firstPid).set("mpegts_start_pid", firstPid + 1);
            }
            Calls.check("header", avformat_write_header(output, options.pointer()));
            int frame = 0;
            long sample = 0;
            while ((video != null && frame < frames) || (audio != null && sample < audioSeconds * sampleRate)) {
                boolean picture = video != null
                        && frame < frames
                        && (audio == null
                                || sample >= audioSeconds * sampleRate
                                || timeMs.applyAsLong(frame) <= sample * 1000 / sampleRate);
                if (picture) {
                    writeFrame(output, Objects.requireNonNull(video), packet.get(), frame++);
                } else {
                    writeSamples(output, Objects.requireNonNull(audio), packet.get(), sample);
                    sample += blockSamples(audio);
                }
            }
            if (video != null) {
                encode(output, 0, video, null, packet.get());
                avcodec_free_context(video);
            }
            if (audio != null) {
                encode(output, withVideo ? 1 : 0, audio, null, packet.get());
                avcodec_free_context(audio);
            }
            Calls.check("trailer", av_write_trailer(output));
            avio_closep(io);
            output.pb(null);
        } finally {
            avformat_free_context(output);
        }
        return file;
    }

    private AVCodecContext openVideo(AVFormatContext output) throws FfmpegException {
        AVCodec codec = avcodec_find_encoder_by_name(videoCodec);
        AVCodecContext encoder = avcodec_alloc_context3(codec);
        encoder.width(width);
        encoder.height(height);
        encoder.pix_fmt(pixelFormat);
        encoder.time_base(isNumbered() ? av_make_q(rateDen, rate) : av_make_q(1, 1000));
        encoder.framerate(av_make_q(rate, rateDen));
        encoder.gop_size(gop);
        encoder.sample_aspect_ratio(av_make_q(sarNum, sarDen));
        if (coloursInStream) {
            encoder.color_primaries(colours[0]);
            encoder.color_trc(colours[1]);
            encoder.colorspace(colours[2]);
        }
        encoder.color_range(AVCOL_RANGE_MPEG);
        int flags = encoder.flags();
        flags |= (output.oformat().flags() & AVFMT_GLOBALHEADER) != 0 ? AV_CODEC_FLAG_GLOBAL_HEADER : 0;
        flags |= interlaced ? AV_CODEC_FLAG_INTERLACED_DCT | AV_CODEC_FLAG_INTERLACED_ME : 0;
        encoder.flags(flags);
        encoder.bit_rate(2_000_000);
        try (Options options = new Options()) {
            if (videoCodec.equals("libx264")) {
                encoder.bit_rate(0);
                options.set("preset", "veryfast").set("crf", "16");
                encoder.max_b_frames(reordered ? encoder.max_b_frames() : 0);
            } else {
                encoder.field_order(AV_FIELD_TT);
            }
            for (int i = 0; i < encoderOptions.length; i += 2) {
                options.set(encoderOptions[i], encoderOptions[i + 1]);
            }
            Calls.check("video", avcodec_open2(encoder, codec, options.pointer()));
        }
        AVStream stream = avformat_new_stream(output, null);
        avcodec_parameters_from_context(stream.codecpar(), encoder);
        stream.codecpar().color_primaries(colours[0]);
        stream.codecpar().color_trc(colours[1]);
        stream.codecpar().color_space(colours[2]);
        stream.time_base(encoder.time_base());
        stream.avg_frame_rate(av_make_q(rate, rateDen));
        stream.sample_aspect_ratio(av_make_q(sarNum, sarDen));
        if (matrix.length > 0) {
            int one = 1 << 16;
            int[] all = {matrix[0] * one, matrix[1] * one, 0, matrix[2] * one, matrix[3] * one, 0, 0, 0, 1 << 30};
            describe(stream, AV_PKT_DATA_DISPLAYMATRIX, all);
        }
        if (dolbyProfile > 0) {
            output.strict_std_compliance(FF_COMPLIANCE_UNOFFICIAL);
            int profileAtLevelFour = 1 | dolbyProfile << 16 | 4 << 24;
            int baseAndCompatibility = 1 | 1 << 16 | dolbyCompatibility << 24;
            describe(stream, AV_PKT_DATA_DOVI_CONF, new int[] {profileAtLevelFour, baseAndCompatibility, 0});
        }
        if (cropping.length > 0) {
            describe(stream, AV_PKT_DATA_FRAME_CROPPING, cropping);
        }
        return encoder;
    }

    /** Fields come at a constant rate; an AVI, and pictures without a container, know no other. */
    private boolean isNumbered() {
        return videoCodec.equals("mpeg2video") || format.equals("avi") || format.equals("h264");
    }

    private static void describe(AVStream stream, int kind, int[] values) {
        AVPacketSideData data = stream.codecpar().coded_side_data();
        int[] count = {stream.codecpar().nb_coded_side_data()};
        data = data == null ? new AVPacketSideData((Pointer) null) : data;
        AVPacketSideData entry = av_packet_side_data_new(data, count, kind, values.length * 4L, 0);
        ByteBuffer bytes =
                entry.data().capacity(values.length * 4L).asByteBuffer().order(ByteOrder.nativeOrder());
        for (int value : values) {
            bytes.putInt(value);
        }
        stream.codecpar().coded_side_data(data);
        stream.codecpar().nb_coded_side_data(count[0]);
    }

    private AVCodecContext openAudio(AVFormatContext output) throws FfmpegException {
        String name = soundCodec.isEmpty() ? format.equals("ogg") ? "libopus" : "aac" : soundCodec;
        AVCodec codec = avcodec_find_encoder_by_name(name);
        AVCodecContext encoder = avcodec_alloc_context3(codec);
        encoder.sample_rate(sampleRate);
        encoder.sample_fmt(name.equals("aac") ? AV_SAMPLE_FMT_FLTP : AV_SAMPLE_FMT_FLT);
        setLayout(encoder.ch_layout());
        encoder.time_base(av_make_q(1, sampleRate));
        encoder.bit_rate(64_000L * channels);
        if ((output.oformat().flags() & AVFMT_GLOBALHEADER) != 0) {
            encoder.flags(encoder.flags() | AV_CODEC_FLAG_GLOBAL_HEADER);
        }
        try (Options options = new Options()) {
            if (layout.startsWith("ambisonic")) {
                options.set("mapping_family", 2);
            }
            Calls.check("audio", avcodec_open2(encoder, codec, options.pointer()));
        }
        AVStream stream = avformat_new_stream(output, null);
        avcodec_parameters_from_context(stream.codecpar(), encoder);
        stream.time_base(encoder.time_base());
        if (!comment.isEmpty()) {
            AVDictionary comments = new AVDictionary((Pointer) null);
            av_dict_set(comments, "METADATA_BLOCK_PICTURE", comment, 0);
            stream.metadata(comments);
        }
        return encoder;
    }

    private void setLayout(AVChannelLayout channelLayout) throws FfmpegException {
        if (layout.isEmpty()) {
            av_channel_layout_default(channelLayout, channels);
        } else {
            Calls.check("layout", av_channel_layout_from_string(channelLayout, layout));
        }
    }

    /** PCM takes any number of samples at a time. */
    private static int blockSamples(AVCodecContext encoder) {
        return encoder.frame_size() == 0 ? 1_024 : encoder.frame_size();
    }

    private void writeFrame(AVFormatContext output, AVCodecContext encoder, AVPacket packet, int index)
            throws FfmpegException {
        try (Owned<AVFrame> owned = Owned.frame()) {
            AVFrame frame = owned.get();
            frame.width(width);
            frame.height(height);
            frame.format(pixelFormat);
            Calls.check("buffer", av_frame_get_buffer(frame, 0));
            TestPaint.fill(frame, (x, y) -> painter.at(index, x, y, width, height));
            if (interlaced) {
                frame.flags(AVFrame.AV_FRAME_FLAG_INTERLACED | AVFrame.AV_FRAME_FLAG_TOP_FIELD_FIRST);
            }
            byte[] caption = captions.apply(index);
            if (caption.length > 0) {
                av_frame_new_side_data(frame, AV_FRAME_DATA_A53_CC, caption.length)
                        .data()
                        .put(caption);
            }
            frame.pts(isNumbered() ? index : timeMs.applyAsLong(index));
            encode(output, 0, encoder, frame, packet);
        }
    }

    private void writeSamples(AVFormatContext output, AVCodecContext encoder, AVPacket packet, long first)
            throws FfmpegException {
        try (Owned<AVFrame> owned = Owned.frame()) {
            AVFrame frame = owned.get();
            frame.nb_samples(blockSamples(encoder));
            frame.format(encoder.sample_fmt());
            frame.sample_rate(sampleRate);
            setLayout(frame.ch_layout());
            boolean planar = encoder.sample_fmt() == AV_SAMPLE_FMT_FLTP;
            Calls.check("buffer", av_frame_get_buffer(frame, 0));
            for (int channel = 0; channel < channels; channel++) {
                boolean sounding = soundingChannels.length == 0
                        || IntStream.of(soundingChannels).anyMatch(Integer.valueOf(channel)::equals);
                ByteBuffer samples = frame.data(planar ? channel : 0)
                        .capacity(4L * frame.nb_samples() * (planar ? 1 : channels))
                        .asByteBuffer()
                        .order(ByteOrder.nativeOrder());
                for (int i = 0; i < frame.nb_samples(); i++) {
                    double seconds = (first + i) / (double) sampleRate;
                    double value = sounding && tone.sounds(seconds)
                            ? amplitude * Math.sin(2 * Math.PI * (440 + risingHertz * seconds) * seconds)
                            : 0;
                    samples.putFloat(4 * (planar ? i : i * channels + channel), (float) value);
                }
            }
            frame.pts(first);
            encode(output, withVideo ? 1 : 0, encoder, frame, packet);
        }
    }

    private void encode(
            AVFormatContext output, int index, AVCodecContext encoder, @Nullable AVFrame frame, AVPacket packet)
            throws FfmpegException {
        Calls.check("send", avcodec_send_frame(encoder, frame));
        TimeBase from = TimeBase.of(encoder.time_base());
        TimeBase to = TimeBase.of(output.streams(index).time_base());
        while (avcodec_receive_packet(encoder, packet) >= 0) {
            long shift = to.fromUs(Math.round(startSeconds * 1e6));
            packet.pts(from.rescale(packet.pts(), to) + shift);
            packet.dts(from.rescale(packet.dts(), to) + shift);
            packet.duration(from.rescale(packet.duration(), to));
            packet.stream_index(index);
            Calls.check("write", av_interleaved_write_frame(output, packet));
        }
    }
}
