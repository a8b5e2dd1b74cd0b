package io.vitascope.processing.ffmpeg;

import static org.bytedeco.ffmpeg.global.avcodec.AV_CODEC_ID_AAC;
import static org.bytedeco.ffmpeg.global.avcodec.AV_CODEC_ID_H264;
import static org.bytedeco.ffmpeg.global.avcodec.AV_FIELD_PROGRESSIVE;
import static org.bytedeco.ffmpeg.global.avcodec.AV_FIELD_UNKNOWN;
import static org.bytedeco.ffmpeg.global.avcodec.AV_PKT_FLAG_KEY;
import static org.bytedeco.ffmpeg.global.avcodec.AV_PROFILE_AAC_LOW;
import static org.bytedeco.ffmpeg.global.avcodec.AV_PROFILE_H264_CONSTRAINED_BASELINE;
import static org.bytedeco.ffmpeg.global.avcodec.AV_PROFILE_H264_HIGH;
import static org.bytedeco.ffmpeg.global.avcodec.AV_PROFILE_H264_MAIN;
import static org.bytedeco.ffmpeg.global.avcodec.av_packet_unref;
import static org.bytedeco.ffmpeg.global.avformat.avformat_index_get_entries_count;
import static org.bytedeco.ffmpeg.global.avformat.avformat_index_get_entry;
import static org.bytedeco.ffmpeg.global.avutil.AV_NOPTS_VALUE;
import static org.bytedeco.ffmpeg.global.avutil.AV_PIX_FMT_YUV420P;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.bytedeco.ffmpeg.avcodec.AVCodecParameters;
import org.bytedeco.ffmpeg.avcodec.AVPacket;
import org.bytedeco.ffmpeg.avformat.AVFormatContext;
import org.bytedeco.ffmpeg.avformat.AVIndexEntry;
import org.bytedeco.ffmpeg.avformat.AVStream;

/**
 * Decides what of a source is right for players already: H.264 up to High 4.2, 8 bit 4:2:0, upright square pixels, closed
 * groups of pictures of at most 6 seconds, and AAC-LC in mono, stereo or 5.1.
 *
 * <p>Reads headers, the container's index and the first packets; never the whole file. What only the rest of the packets
 * can tell, {@link Copier} finds out. Threads: stateless.
 */
public final class CopyCheck {
    private static final long LONGEST_US = 6_000_000;
    /** Shorter ones cost more requests than they are worth. */
    private static final long SHORTEST_US = 3_000_000;

    private static final int MAX_LEVEL = 42;
    private static final long MAX_AUDIO_BIT_RATE = 330_000;
    private static final long MAX_SURROUND_BIT_RATE = 700_000;
    private static final int KEYFRAMES_LOOKED_AT = 3;
    private static final int PACKETS_LOOKED_AT = 5_000;

    private CopyCheck() {}

    /**
     * @param maxBitRate bits per second of the picture, above which encoding it is worth its while
     * @throws FfmpegException when the source cannot be opened; a source that is merely odd is not copyable
     */
    public static Copyable check(Path source, MediaInfo info, long maxBitRate, MediaLimits limits)
            throws FfmpegException {
        Optional<MediaInfo.VideoStream> video = info.mainVideo();
        if (video.isEmpty()) {
            return Copyable.nothing("there is no picture");
        }
        try (Input input = Input.open(source, limits)) {
            Set<Integer> sounds = sounds(input, info);
            Optional<String> objection = objection(input, info, video.get(), maxBitRate);
            if (objection.isPresent()) {
                return Copyable.soundOnly(sounds, objection.get());
            }
            int index = video.get().index();
            List<Long> keyframes = keyframes(input.stream(index));
            TimeBase ticks = input.timeBase(index);
            long endTicks = ticks.fromUs(info.durationUs()) + keyframes.get(0);
            Optional<Set<Long>> cuts = cuts(keyframes, endTicks, ticks);
            if (cuts.isEmpty()) {
                return Copyable.soundOnly(sounds, "its keyframes are more than 6 seconds apart");
            }
            Optional<String> oddity = lookAtPackets(input, index);
            return oddity.map(why -> Copyable.soundOnly(sounds, why))
                    .orElseGet(() -> new Copyable(true, sounds, cuts.get(), ""));
        }
    }

    private static Optional<String> objection(
            Input input, MediaInfo info, MediaInfo.VideoStream video, long maxBitRate) {
        AVStream stream = input.stream(video.index());
        AVCodecParameters codec = stream.codecpar();
        long bitRate = video.bitRate() > 0 ? video.bitRate() : info.bitRate();
        if (codec.codec_id() != AV_CODEC_ID_H264) {
            return Optional.of("its codec is " + video.codec());
        }
        if (!isPlayableProfile(codec)) {
            return Optional.of("its profile is " + video.profile() + " at level " + codec.level());
        }
        if (codec.format() != AV_PIX_FMT_YUV420P) {
            return Optional.of("its pixels are " + video.pixelFormat());
        }
        boolean turned = video.rotationDegrees() != 0 || video.mirrored();
        if (turned || video.displayWidth() != video.codedWidth()) {
            return Optional.of("it is turned, or its pixels are not square");
        }
        boolean fields = codec.field_order() != AV_FIELD_UNKNOWN && codec.field_order() != AV_FIELD_PROGRESSIVE;
        if (fields || video.interlaced()) {
            return Optional.of("it is interlaced");
        }
        if (bitRate <= 0 || bitRate > maxBitRate) {
            return Optional.of("its bit rate is " + bitRate);
        }
        if (video.frameRateNum() > 61L * video.frameRateDen()) {
            return Optional.of("it has more than 60 pictures a second");
        }
        if (Nal.lengthBytes(codec) == 0) {
            return Optional.of("its headers are not apart from its pictures");
        }
        // Other containers tell their keyframes only when all of the file has been read.
        boolean indexed = info.container().equals("mov")
                && stream.nb_frames() > 0
                && avformat_index_get_entries_count(stream) == stream.nb_frames();
        return indexed && info.durationUs() > 0 ? Optional.empty() : Optional.of("its container has no full index");
    }

    /** Profiles without the tools that browsers lack: Baseline's flexible macroblock order, High's higher cousins. */
    private static boolean isPlayableProfile(AVCodecParameters codec) {
        boolean profile = codec.profile() == AV_PROFILE_H264_CONSTRAINED_BASELINE
                || codec.profile() == AV_PROFILE_H264_MAIN
                || codec.profile() == AV_PROFILE_H264_HIGH;
        return profile && codec.level() > 0 && codec.level() <= MAX_LEVEL;
    }

    /** Other containers round the times of their packets to more than a sample. */
    private static Set<Integer> sounds(Input input, MediaInfo info) {
        if (!info.container().equals("mov")) {
            return Set.of();
        }
        return info.audio().stream()
                .map(MediaInfo.AudioStream::index)
                .filter(index -> soundIsFine(input.stream(index).codecpar()))
                .collect(Collectors.toSet());
    }

    private static boolean soundIsFine(AVCodecParameters codec) {
        int channels = codec.ch_layout().nb_channels();
        return codec.codec_id() == AV_CODEC_ID_AAC
                && codec.profile() == AV_PROFILE_AAC_LOW
                && codec.extradata_size() >= 2
                && (channels == 1 || channels == 2 || channels == 6)
                && (codec.sample_rate() == 44_100 || codec.sample_rate() == 48_000)
                && codec.bit_rate() > 0
                && codec.bit_rate() <= (channels == 6 ? MAX_SURROUND_BIT_RATE : MAX_AUDIO_BIT_RATE);
    }

    /** Of a source whose picture is to be encoded anyway. */
    public static Copyable checkSound(Path source, MediaInfo info, String why, MediaLimits limits)
            throws FfmpegException {
        try (Input input = Input.open(source, limits)) {
            return Copyable.soundOnly(sounds(input, info), why);
        }
    }

    private static List<Long> keyframes(AVStream stream) {
        List<Long> keyframes = new ArrayList<>();
        int count = avformat_index_get_entries_count(stream);
        for (int i = 0; i < count; i++) {
            AVIndexEntry entry = avformat_index_get_entry(stream, i);
            if ((entry.flags() & AVIndexEntry.AVINDEX_KEYFRAME) != 0 || i == 0) {
                keyframes.add(entry.timestamp());
            }
        }
        return keyframes;
    }

    /** The keyframes that begin a segment of 3 to 6 seconds where they can; empty if some segment would be longer. */
    static Optional<Set<Long>> cuts(List<Long> keyframes, long endTicks, TimeBase ticks) {
        long shortest = ticks.fromUs(SHORTEST_US);
        long longest = ticks.fromUs(LONGEST_US) + ticks.fromUs(100_000);
        List<Long> cuts = new ArrayList<>();
        long start = keyframes.get(0);
        for (int i = 1; i <= keyframes.size(); i++) {
            boolean last = i == keyframes.size();
            long at = last ? endTicks : keyframes.get(i);
            if (at - start > longest) {
                return Optional.empty();
            }
            long next = i + 1 < keyframes.size() ? keyframes.get(i + 1) : endTicks;
            if (!last && (at - start >= shortest || next - start > longest)) {
                cuts.add(at);
                start = at;
            }
        }
        return Optional.of(Set.copyOf(cuts));
    }

    /** The first keyframes must be IDR pictures, and the first picture be shown at once. */
    private static Optional<String> lookAtPackets(Input input, int index) throws FfmpegException {
        AVFormatContext format = input.context();
        long startUs = format.start_time() == AV_NOPTS_VALUE ? 0 : format.start_time();
        TimeBase ticks = input.timeBase(index);
        int lengthBytes = Nal.lengthBytes(input.stream(index).codecpar());
        input.keepOnly(stream -> stream == index);
        try (Owned<AVPacket> owned = Owned.packet()) {
            AVPacket packet = owned.get();
            int keyframes = 0;
            boolean first = true;
            for (int i = 0; i < PACKETS_LOOKED_AT && keyframes < KEYFRAMES_LOOKED_AT; i++) {
                if (!input.readOf(stream -> stream == index, packet)) {
                    break;
                }
                if (packet.pts() == AV_NOPTS_VALUE || packet.dts() == AV_NOPTS_VALUE) {
                    return Optional.of("its packets have no times");
                }
                boolean key = (packet.flags() & AV_PKT_FLAG_KEY) != 0;
                if (first && (!key || Copier.isTooLate(ticks.toUs(packet.pts()) - startUs))) {
                    return Optional.of("it does not begin with a keyframe at its start");
                }
                if (key && !Nal.beginsWithIdr(packet, lengthBytes)) {
                    return Optional.of("its groups of pictures are open");
                }
                first = false;
                keyframes += key ? 1 : 0;
                av_packet_unref(packet);
            }
        }
        return Optional.empty();
    }
}
