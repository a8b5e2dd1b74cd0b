package io.vitascope.processing.ffmpeg;

import static org.bytedeco.ffmpeg.global.avcodec.*;
import static org.bytedeco.ffmpeg.global.avformat.*;
import static org.bytedeco.ffmpeg.global.avutil.*;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.bytedeco.ffmpeg.avcodec.AVPacket;
import org.bytedeco.ffmpeg.avformat.AVChapter;
import org.bytedeco.ffmpeg.avformat.AVFormatContext;
import org.bytedeco.ffmpeg.avformat.AVIOContext;
import org.bytedeco.ffmpeg.avformat.AVStream;
import org.bytedeco.ffmpeg.avutil.AVDictionary;
import org.bytedeco.javacpp.BytePointer;
import org.bytedeco.javacpp.Pointer;
import org.bytedeco.javacpp.PointerPointer;

/** Puts streams of clips, texts and chapters into one file, as an editor would. */
public final class TestMux {
    /** One cue of a text stream: the text as that codec writes it; of one that has bytes, these in ISO 8859-1. */
    public record Line(long startMs, long endMs, String text) {}

    private record Taken(Path clip, int index, Labels labels, long fromUs, long untilUs, long laterUs) {}

    private record Text(String codec, Labels labels, List<Line> lines) {}

    private record Labels(String language, String title, int disposition) {}

    private record Chapter(long startMs, long endMs, String title) {}

    private record Queued(AVPacket packet, int stream, TimeBase time) {}

    private final Path file;
    private final String format;
    private final List<Taken> taken = new ArrayList<>();
    private final List<Text> texts = new ArrayList<>();
    private final List<Chapter> chapters = new ArrayList<>();
    /** How many of the streams that are taken are in each programme, in their order. */
    private int[] programmes = {};

    private int attachments;

    private TestMux(Path file, String format) {
        this.file = file;
        this.format = format;
    }

    public static TestMux in(Path folder, String name) {
        return new TestMux(
                folder.resolve(name),
                switch (name.substring(name.lastIndexOf('.'))) {
                    case ".mkv" -> "matroska";
                    case ".ts" -> "mpegts";
                    case ".mov" -> "mov";
                    default -> "mp4";
                });
    }

    public TestMux take(Path clip, int index, String language, String title) {
        int disposition = taken.size() < 2 ? AV_DISPOSITION_DEFAULT : 0;
        taken.add(new Taken(clip, index, new Labels(language, title, disposition), 0, 0, 0));
        return this;
    }

    /** Leaves out what of the stream taken last begins from one time until before another. */
    public TestMux without(long fromUs, long untilUs) {
        Taken last = taken.remove(taken.size() - 1);
        taken.add(new Taken(last.clip(), last.index(), last.labels(), fromUs, untilUs, last.laterUs()));
        return this;
    }

    /** Moves the stream taken last; Matroska takes times before 0. */
    public TestMux later(long us) {
        Taken last = taken.remove(taken.size() - 1);
        taken.add(new Taken(last.clip(), last.index(), last.labels(), last.fromUs(), last.untilUs(), us));
        return this;
    }

    public TestMux text(String codec, String language, String title, int disposition, Line... lines) {
        texts.add(new Text(codec, new Labels(language, title, disposition), List.of(lines)));
        return this;
    }

    /** MPEG-TS: the first of the streams are the first programme, and so on. */
    public TestMux programmes(int... streams) {
        programmes = streams;
        return this;
    }

    /** Matroska: so many letters for subtitles. */
    TestMux attachments(int count) {
        attachments = count;
        return this;
    }

    public TestMux chapter(long startMs, long endMs, String title) {
        chapters.add(new Chapter(startMs, endMs, title));
        return this;
    }

    public Path make() throws FfmpegException {
        Ffmpeg.load();
        AVFormatContext output = new AVFormatContext((Pointer) null);
        Calls.check("alloc", avformat_alloc_output_context2(output, null, format, "file:" + file));
        output.avoid_negative_ts(taken.stream().anyMatch(one -> one.laterUs() < 0) ? 0 : -1);
        List<Queued> packets = new ArrayList<>();
        try {
            for (Taken one : taken) {
                take(output, one, packets);
            }
            for (Text text : texts) {
                write(output, text, packets);
            }
            for (int i = 0; i < attachments; i++) {
                attach(output, "letters-" + i + ".ttf");
            }
            addChapters(output);
            addProgrammes(output);
            AVIOContext io = new AVIOContext((Pointer) null);
            Calls.check("open", avio_open(io, "file:" + file, AVIO_FLAG_WRITE));
            output.pb(io);
            Calls.check("header", avformat_write_header(output, (AVDictionary) null));
            packets.sort((a, b) -> Long.compare(
                    a.time().toUs(a.packet().dts()), b.time().toUs(b.packet().dts())));
            for (Queued queued : packets) {
                AVPacket packet = queued.packet();
                TimeBase to = TimeBase.of(output.streams(queued.stream()).time_base());
                packet.stream_index(queued.stream());
                packet.pts(queued.time().rescale(packet.pts(), to));
                packet.dts(queued.time().rescale(packet.dts(), to));
                packet.duration(queued.time().rescale(packet.duration(), to));
                packet.pos(-1);
                Calls.check("write", av_interleaved_write_frame(output, packet));
            }
            Calls.check("trailer", av_write_trailer(output));
            avio_closep(io);
            output.pb(null);
        } finally {
            packets.forEach(queued -> av_packet_free(queued.packet()));
            avformat_free_context(output);
        }
        return file;
    }

    private void addProgrammes(AVFormatContext output) {
        int stream = 0;
        for (int i = 0; i < programmes.length; i++) {
            av_new_program(output, i + 1);
            for (int end = stream + programmes[i]; stream < end; stream++) {
                av_program_add_stream_index(output, i + 1, stream);
            }
        }
    }

    private static void attach(AVFormatContext output, String name) {
        AVStream stream = avformat_new_stream(output, null);
        AVDictionary metadata = new AVDictionary((Pointer) null);
        av_dict_set(metadata, "filename", name, 0);
        av_dict_set(metadata, "mimetype", "font/ttf", 0);
        stream.metadata(metadata);
        stream.codecpar().codec_type(AVMEDIA_TYPE_ATTACHMENT);
        stream.codecpar().codec_id(AV_CODEC_ID_TTF);
        stream.codecpar().extradata(new BytePointer(av_mallocz(4 + AV_INPUT_BUFFER_PADDING_SIZE)));
        stream.codecpar().extradata_size(4);
    }

    private static AVStream newStream(AVFormatContext output, Labels labels) {
        AVStream stream = avformat_new_stream(output, null);
        AVDictionary metadata = new AVDictionary((Pointer) null);
        if (!labels.language().isEmpty()) {
            av_dict_set(metadata, "language", labels.language(), 0);
        }
        if (!labels.title().isEmpty()) {
            av_dict_set(metadata, "title", labels.title(), 0);
        }
        stream.metadata(metadata);
        stream.disposition(labels.disposition());
        return stream;
    }

    private static void take(AVFormatContext output, Taken one, List<Queued> packets) throws FfmpegException {
        try (Input input = Input.open(one.clip(), MediaLimits.defaults());
                Packets taken = input.packetsOf(index -> index == one.index())) {
            AVStream from = input.stream(one.index());
            AVStream stream = newStream(output, one.labels());
            Calls.check("parameters", avcodec_parameters_copy(stream.codecpar(), from.codecpar()));
            stream.codecpar().codec_tag(0);
            TimeBase.of(from.time_base()).writeTo(stream.time_base());
            TimeBase.of(from.avg_frame_rate()).writeTo(stream.avg_frame_rate());
            while (taken.next()) {
                long us = input.timeBase(one.index()).toUs(taken.get().pts());
                if (us >= one.fromUs() && us < one.untilUs()) {
                    continue;
                }
                AVPacket packet = av_packet_clone(taken.get());
                long laterTicks = input.timeBase(one.index()).fromUs(one.laterUs());
                packet.pts(packet.pts() + laterTicks);
                packet.dts(packet.dts() + laterTicks);
                packets.add(new Queued(packet, stream.index(), input.timeBase(one.index())));
            }
        }
    }

    private static void write(AVFormatContext output, Text text, List<Queued> packets) throws FfmpegException {
        AVStream stream = newStream(output, text.labels());
        stream.codecpar().codec_type(AVMEDIA_TYPE_SUBTITLE);
        stream.codecpar().codec_id(avcodec_descriptor_get_by_name(text.codec()).id());
        TimeBase ms = new TimeBase(1, 1_000);
        ms.writeTo(stream.time_base());
        if (text.codec().equals("ass")) {
            byte[] header = ("[Script Info]\nScriptType: v4.00+\n\n[V4+ Styles]\nFormat: Name, Fontname, Fontsize\n"
                            + "Style: Default,Arial,20\n\n[Events]\nFormat: Layer, Start, End, Style, Name, MarginL,"
                            + " MarginR, MarginV, Effect, Text\n")
                    .getBytes(StandardCharsets.UTF_8);
            BytePointer extra = new BytePointer(av_malloc(header.length + AV_INPUT_BUFFER_PADDING_SIZE));
            extra.put(header);
            stream.codecpar().extradata(extra);
            stream.codecpar().extradata_size(header.length);
        }
        for (Line line : text.lines()) {
            boolean bare = text.codec().equals("eia_608");
            byte[] bytes = line.text().getBytes(bare ? StandardCharsets.ISO_8859_1 : StandardCharsets.UTF_8);
            if (text.codec().equals("mov_text")) {
                bytes = ByteBuffer.allocate(bytes.length + 2)
                        .putShort((short) bytes.length)
                        .put(bytes)
                        .array();
            }
            AVPacket packet = av_packet_alloc();
            Calls.check("packet", av_new_packet(packet, bytes.length));
            packet.data().put(bytes);
            packet.pts(line.startMs());
            packet.dts(line.startMs());
            packet.duration(line.endMs() - line.startMs());
            packet.flags(AV_PKT_FLAG_KEY);
            packets.add(new Queued(packet, stream.index(), ms));
        }
    }

    private void addChapters(AVFormatContext output) {
        if (chapters.isEmpty()) {
            return;
        }
        PointerPointer<AVChapter> all =
                new PointerPointer<>(av_malloc((long) chapters.size() * Pointer.sizeof(PointerPointer.class)));
        for (int i = 0; i < chapters.size(); i++) {
            AVChapter chapter = new AVChapter(av_mallocz(Pointer.sizeof(AVChapter.class)));
            chapter.id(i + 1);
            chapter.time_base(av_make_q(1, 1_000));
            chapter.start(chapters.get(i).startMs());
            chapter.end(chapters.get(i).endMs());
            AVDictionary metadata = new AVDictionary((Pointer) null);
            av_dict_set(metadata, "title", chapters.get(i).title(), 0);
            chapter.metadata(metadata);
            all.put(i, chapter);
        }
        output.chapters(all);
        output.nb_chapters(chapters.size());
    }
}
