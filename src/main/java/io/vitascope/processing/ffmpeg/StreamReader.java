package io.vitascope.processing.ffmpeg;

import static org.bytedeco.ffmpeg.global.avcodec.AV_CODEC_ID_H264;
import static org.bytedeco.ffmpeg.global.avcodec.AV_CODEC_ID_NONE;
import static org.bytedeco.ffmpeg.global.avcodec.AV_CODEC_PROP_BITMAP_SUB;
import static org.bytedeco.ffmpeg.global.avcodec.avcodec_descriptor_get;
import static org.bytedeco.ffmpeg.global.avcodec.avcodec_find_decoder;
import static org.bytedeco.ffmpeg.global.avcodec.avcodec_get_name;
import static org.bytedeco.ffmpeg.global.avcodec.avcodec_profile_name;
import static org.bytedeco.ffmpeg.global.avformat.AV_DISPOSITION_ATTACHED_PIC;
import static org.bytedeco.ffmpeg.global.avformat.AV_DISPOSITION_COMMENT;
import static org.bytedeco.ffmpeg.global.avformat.AV_DISPOSITION_DEFAULT;
import static org.bytedeco.ffmpeg.global.avformat.AV_DISPOSITION_DESCRIPTIONS;
import static org.bytedeco.ffmpeg.global.avformat.AV_DISPOSITION_FORCED;
import static org.bytedeco.ffmpeg.global.avformat.AV_DISPOSITION_HEARING_IMPAIRED;
import static org.bytedeco.ffmpeg.global.avformat.AV_DISPOSITION_TIMED_THUMBNAILS;
import static org.bytedeco.ffmpeg.global.avformat.AV_DISPOSITION_VISUAL_IMPAIRED;
import static org.bytedeco.ffmpeg.global.avformat.av_find_program_from_stream;
import static org.bytedeco.ffmpeg.global.avformat.av_guess_sample_aspect_ratio;
import static org.bytedeco.ffmpeg.global.avformat.avio_size;
import static org.bytedeco.ffmpeg.global.avutil.AVMEDIA_TYPE_AUDIO;
import static org.bytedeco.ffmpeg.global.avutil.AVMEDIA_TYPE_SUBTITLE;
import static org.bytedeco.ffmpeg.global.avutil.AVMEDIA_TYPE_VIDEO;
import static org.bytedeco.ffmpeg.global.avutil.AV_NOPTS_VALUE;
import static org.bytedeco.ffmpeg.global.avutil.AV_TIME_BASE;
import static org.bytedeco.ffmpeg.global.avutil.av_channel_layout_describe;
import static org.bytedeco.ffmpeg.global.avutil.av_dict_get;
import static org.bytedeco.ffmpeg.global.avutil.av_get_media_type_string;
import static org.bytedeco.ffmpeg.global.avutil.av_get_pix_fmt_name;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.IntStream;
import org.bytedeco.ffmpeg.avcodec.AVCodec;
import org.bytedeco.ffmpeg.avcodec.AVCodecDescriptor;
import org.bytedeco.ffmpeg.avcodec.AVCodecParameters;
import org.bytedeco.ffmpeg.avformat.AVChapter;
import org.bytedeco.ffmpeg.avformat.AVFormatContext;
import org.bytedeco.ffmpeg.avformat.AVProgram;
import org.bytedeco.ffmpeg.avformat.AVStream;
import org.bytedeco.ffmpeg.avutil.AVDictionary;
import org.bytedeco.ffmpeg.avutil.AVDictionaryEntry;
import org.bytedeco.ffmpeg.avutil.AVRational;
import org.bytedeco.javacpp.PointerScope;

/** Reads what the headers of an open file tell into a {@link MediaInfo}. Stateless. */
final class StreamReader {
    private static final int MAX_TEXT = 200;

    /** Pictures per second; a source with fewer is a slide show or a still with sound. */
    private static final double SLOW = 5;

    private StreamReader() {}

    /**
     * @param seen what decoding a little has taught, {@link Seen#NOTHING} if nothing was decoded
     */
    static MediaInfo describe(Input input, Seen seen) {
        AVFormatContext format = input.context();
        List<MediaInfo.VideoStream> video = new ArrayList<>();
        List<MediaInfo.AudioStream> audio = new ArrayList<>();
        List<MediaInfo.OtherStream> other = new ArrayList<>();
        long headerUs = format.duration() == AV_NOPTS_VALUE
                ? MediaInfo.UNKNOWN
                : TimeBase.MICROSECONDS.rescale(format.duration(), new TimeBase(1, AV_TIME_BASE));
        long durationUs = seen.length().or(headerUs, input.container());
        List<MediaInfo.SubtitleStream> subtitles = new ArrayList<>();
        for (int i = 0; i < input.streamCount(); i++) {
            if (input.isSuccessor(i)) {
                continue;
            }
            AVStream stream = input.stream(i);
            AVCodecParameters codec = stream.codecpar();
            if (codec.codec_type() == AVMEDIA_TYPE_VIDEO && codec.width() > 0 && codec.height() > 0) {
                video.add(video(input, stream, seen, durationUs));
            } else if (codec.codec_type() == AVMEDIA_TYPE_AUDIO && codec.sample_rate() > 0) {
                audio.add(audio(format, stream));
            } else {
                String kind = Calls.text(av_get_media_type_string(codec.codec_type()), "data");
                other.add(new MediaInfo.OtherStream(i, kind, codecName(codec), tag(stream, "language", "und")));
                if (codec.codec_type() == AVMEDIA_TYPE_SUBTITLE) {
                    subtitles.add(subtitles(input, stream));
                }
            }
        }
        StereoPair.find(input, audio).ifPresent(left -> audio.set(0, left));
        return new MediaInfo(
                input.container().name(),
                durationUs,
                bitRate(format, durationUs, seen.length()),
                video,
                audio,
                other,
                subtitles,
                chapters(format));
    }

    /** The size over the length where one of them was measured, else what FFmpeg says; 0 if there is neither. */
    private static long bitRate(AVFormatContext format, long durationUs, Length length) {
        long sizeBytes = format.pb() == null ? 0 : avio_size(format.pb());
        if (length.endUs() > 0 && length.share() > 0 && sizeBytes > 0) {
            return Math.round(length.share() * sizeBytes * 8e6 / length.endUs());
        }
        boolean measure = format.bit_rate() <= 0 && durationUs > 0 && sizeBytes > 0;
        return measure ? Math.round(sizeBytes * 8e6 / durationUs) : Math.max(0, format.bit_rate());
    }

    private static MediaInfo.VideoStream video(Input input, AVStream stream, Seen seen, long durationUs) {
        AVFormatContext format = input.context();
        AVCodecParameters codec = stream.codecpar();
        boolean mine = seen.videoIndex() == stream.index();
        Orientation orientation = mine ? seen.orientation().orElse(Orientation.of(codec)) : Orientation.of(codec);
        Cropping cropping = Cropping.of(codec);
        int height = cropping.height(codec.height());
        int width = squareWidth(format, stream, cropping.width(codec.width()), height);
        FrameRates.Choice rate = FrameRates.choose(
                input.isBare() ? FrameRate.NONE : FrameRate.of(stream.avg_frame_rate()),
                FrameRate.of(stream.r_frame_rate()),
                mine ? seen.pictures().timesUs() : new long[0]);
        Colours colours = mine ? seen.colours().orElse(Colours.of(codec)) : Colours.of(codec);
        int picture = AV_DISPOSITION_ATTACHED_PIC | AV_DISPOSITION_TIMED_THUMBNAILS;
        return new MediaInfo.VideoStream(
                stream.index(),
                codecName(codec),
                Calls.text(avcodec_profile_name(codec.codec_id(), codec.profile()), ""),
                pixelFormat(codec),
                codec.width(),
                codec.height(),
                orientation.swapsSides() ? height : width,
                orientation.swapsSides() ? width : height,
                PixelAspect.of(stream).ofContainer(),
                orientation.degrees(),
                orientation.mirrored(),
                rate.rate(),
                rate.variable(),
                mine && seen.picturesPerSecond(durationUs) < SLOW,
                Fields.isInterlaced(codec) || (mine && seen.interlaced()),
                colours.isHdr(),
                Math.max(0, codec.bit_rate()),
                mine ? seen.pictures().keyframes() : MediaInfo.Keyframes.UNKNOWN,
                (stream.disposition() & picture) != 0 || isStillBesideMore(format, stream),
                (stream.disposition() & AV_DISPOSITION_DEFAULT) != 0,
                isDecodable(codec),
                programme(format, stream));
    }

    /** FFmpeg decodes H.264 without colours to 4:2:0, so only its header tells that it has none. */
    private static String pixelFormat(AVCodecParameters codec) {
        boolean gray = codec.codec_id() == AV_CODEC_ID_H264
                && NalUnits.of(codec).filter(NalUnits::isMonochrome).isPresent();
        return gray ? "gray" : Calls.text(av_get_pix_fmt_name(codec.format()), "unknown");
    }

    /** The first picture of an AVIF that moves, or the preview that a camera has put beside its film. */
    private static boolean isStillBesideMore(AVFormatContext format, AVStream stream) {
        return stream.nb_frames() == 1
                && IntStream.range(0, format.nb_streams())
                        .mapToObj(format::streams)
                        .filter(other -> other.codecpar().codec_type() == AVMEDIA_TYPE_VIDEO)
                        .anyMatch(other -> other.nb_frames() > 1);
    }

    static boolean isDecodable(AVCodecParameters codec) {
        AVCodec decoder = avcodec_find_decoder(codec.codec_id());
        return !Calls.isNull(decoder) && Lockdown.allows(Calls.text(decoder.name(), ""));
    }

    private static int programme(AVFormatContext format, AVStream stream) {
        AVProgram programme = av_find_program_from_stream(format, (AVProgram) null, stream.index());
        return Calls.isNull(programme) ? 0 : programme.id();
    }

    /** Width in square pixels; the height stays. */
    private static int squareWidth(AVFormatContext format, AVStream stream, int width, int height) {
        try (PointerScope scope = new PointerScope()) {
            AVRational pixel = av_guess_sample_aspect_ratio(format, stream, null);
            if (pixel.num() <= 0 || pixel.den() <= 0) {
                return width;
            }
            return PixelAspect.squareWidth(width, height, (double) pixel.num() / pixel.den());
        }
    }

    private static MediaInfo.AudioStream audio(AVFormatContext format, AVStream stream) {
        AVCodecParameters codec = stream.codecpar();
        byte[] layout = new byte[64];
        av_channel_layout_describe(codec.ch_layout(), layout, layout.length);
        return new MediaInfo.AudioStream(
                stream.index(),
                codecName(codec),
                codec.ch_layout().nb_channels(),
                Calls.text(layout),
                codec.sample_rate(),
                Math.max(0, codec.bit_rate()),
                tag(stream, "language", "und"),
                has(stream, AV_DISPOSITION_DEFAULT),
                text(stream.metadata(), "title"),
                has(stream, AV_DISPOSITION_COMMENT),
                has(stream, AV_DISPOSITION_VISUAL_IMPAIRED | AV_DISPOSITION_DESCRIPTIONS),
                isDecodable(codec),
                programme(format, stream),
                MediaInfo.AudioStream.NO_RIGHT);
    }

    /** MP4 knows no preferred track: its flag tells that a track can be used, and muxers set that of the first one. */
    private static MediaInfo.SubtitleStream subtitles(Input input, AVStream stream) {
        AVCodecDescriptor codec = avcodec_descriptor_get(stream.codecpar().codec_id());
        boolean pictures = !Calls.isNull(codec) && (codec.props() & AV_CODEC_PROP_BITMAP_SUB) != 0;
        return new MediaInfo.SubtitleStream(
                stream.index(),
                codecName(stream.codecpar()),
                pictures,
                tag(stream, "language", "und"),
                text(stream.metadata(), "title"),
                has(stream, AV_DISPOSITION_DEFAULT) && !input.container().isMp4(),
                has(stream, AV_DISPOSITION_FORCED),
                has(stream, AV_DISPOSITION_HEARING_IMPAIRED));
    }

    private static List<MediaInfo.Chapter> chapters(AVFormatContext format) {
        long startUs = format.start_time() == AV_NOPTS_VALUE ? 0 : format.start_time();
        List<MediaInfo.Chapter> chapters = new ArrayList<>();
        for (int i = 0; i < format.nb_chapters(); i++) {
            AVChapter chapter = format.chapters(i);
            TimeBase ticks = TimeBase.of(chapter.time_base());
            chapters.add(new MediaInfo.Chapter(
                    ticks.toUs(chapter.start()) - startUs,
                    ticks.toUs(chapter.end()) - startUs,
                    text(chapter.metadata(), "title")));
        }
        chapters.sort(Comparator.comparingLong(MediaInfo.Chapter::startUs));
        return chapters;
    }

    private static boolean has(AVStream stream, int dispositions) {
        return (stream.disposition() & dispositions) != 0;
    }

    /** One line that a stranger wrote, without control characters; empty if there is none. */
    private static String text(AVDictionary metadata, String name) {
        AVDictionaryEntry entry = av_dict_get(metadata, name, null, 0);
        if (Calls.isNull(entry)) {
            return "";
        }
        String line = entry.value()
                .getString(StandardCharsets.UTF_8)
                .replaceAll("[\\s\\p{Cc}\\x{2028}\\x{2029}]+", " ")
                .strip();
        int end = line.offsetByCodePoints(0, Math.min(MAX_TEXT, line.codePointCount(0, line.length())));
        return line.substring(0, end);
    }

    /** As FFmpeg names it, else as the file does. */
    static String codecName(AVCodecParameters codec) {
        if (codec.codec_id() != AV_CODEC_ID_NONE) {
            return Calls.text(avcodec_get_name(codec.codec_id()), "unknown");
        }
        StringBuilder letters = new StringBuilder();
        for (int i = 0; i < Integer.BYTES; i++) {
            char letter = (char) (codec.codec_tag() >> i * Byte.SIZE & 0xff);
            letters.append(letter > ' ' && letter <= '~' ? letter : ' ');
        }
        String tag = letters.toString().strip();
        return tag.isEmpty() ? "unknown" : tag;
    }

    /** A language tag is short and plain; anything else in a stranger's file is not one. */
    private static String tag(AVStream stream, String name, String fallback) {
        AVDictionaryEntry entry = av_dict_get(stream.metadata(), name, null, 0);
        if (Calls.isNull(entry)) {
            return fallback;
        }
        String value = entry.value().getString().strip().toLowerCase(Locale.ROOT);
        return value.matches("[a-z]{2,3}(-[a-z0-9]{2,8})*") ? value : fallback;
    }

    /**
     * Where what was read ends.
     *
     * @param endUs of the last packet of any stream; {@link MediaInfo#UNKNOWN} where a header tells the length
     * @param share of the file, 0 to 1, that lies before it; 0 if that is not known
     */
    record Length(long endUs, double share) {
        static final Length UNKNOWN = new Length(MediaInfo.UNKNOWN, 0);

        /** Of the whole file, the header's if that may be true. */
        long or(long headerUs, Container container) {
            if (endUs <= 0 || share < 1) {
                return endUs > 0 && share > 0 && container.clockMayJump()
                        ? Math.round(endUs / share) // what the header tells is the distance of two clocks
                        : Math.max(headerUs, endUs);
            }
            return endUs;
        }
    }

    /**
     * What the first packets and frames told.
     *
     * @param videoIndex stream that all but {@code length} speaks of, -1 for none
     * @param pictures its first packets
     * @param all whether these are all its packets
     * @param orientation,colours as its first frame tells them; empty without a frame, or where it is silent
     */
    record Seen(
            int videoIndex,
            PictureTally pictures,
            boolean all,
            boolean interlaced,
            Optional<Orientation> orientation,
            Optional<Colours> colours,
            Length length) {
        static final Seen NOTHING =
                new Seen(-1, new PictureTally(), false, false, Optional.empty(), Optional.empty(), Length.UNKNOWN);

        /** Over the whole file if all are known, else over the measured stretch; infinite where nothing is known. */
        double picturesPerSecond(long durationUs) {
            double rate = all && durationUs > 0
                    ? pictures.count() * 1e6 / durationUs
                    : FrameRates.measureUs(pictures.timesUs());
            return rate > 0 ? rate : Double.POSITIVE_INFINITY;
        }
    }
}
