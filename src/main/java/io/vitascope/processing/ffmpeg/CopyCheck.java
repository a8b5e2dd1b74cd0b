package io.vitascope.processing.ffmpeg;

import static org.bytedeco.ffmpeg.global.avcodec.AV_CODEC_ID_AAC;
import static org.bytedeco.ffmpeg.global.avcodec.AV_CODEC_ID_H264;
import static org.bytedeco.ffmpeg.global.avcodec.AV_PROFILE_AAC_LOW;
import static org.bytedeco.ffmpeg.global.avcodec.AV_PROFILE_H264_CONSTRAINED_BASELINE;
import static org.bytedeco.ffmpeg.global.avcodec.AV_PROFILE_H264_HIGH;
import static org.bytedeco.ffmpeg.global.avcodec.AV_PROFILE_H264_MAIN;
import static org.bytedeco.ffmpeg.global.avformat.avformat_index_get_entries_count;
import static org.bytedeco.ffmpeg.global.avformat.avformat_index_get_entry;
import static org.bytedeco.ffmpeg.global.avutil.AV_NOPTS_VALUE;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.bytedeco.ffmpeg.avcodec.AVCodecParameters;
import org.bytedeco.ffmpeg.avformat.AVFormatContext;
import org.bytedeco.ffmpeg.avformat.AVIndexEntry;
import org.bytedeco.ffmpeg.avformat.AVStream;
import org.bytedeco.ffmpeg.avutil.AVRational;

/**
 * Decides what of a source is right for players already: H.264 up to High 4.2, 8 bit 4:2:0, SDR, upright square pixels,
 * closed groups of pictures of at most 6 seconds, and AAC-LC in mono, stereo or 5.1.
 *
 * <p>Reads headers, the container's index if it has one, and the first packets; never the whole file. What only the
 * rest of the packets can tell, {@link Copier} finds out. Threads: stateless.
 */
public final class CopyCheck {
    /** Players wait for a picture that does not come; at the very end they give that up. */
    private static final long LONGEST_OVERHANG_US = 4_000_000;

    private static final String PLAYABLE_PIXELS = "yuv420p";
    private static final int MAX_LEVEL = 42;
    private static final long MAX_AUDIO_BIT_RATE = 330_000;
    private static final long MAX_SURROUND_BIT_RATE = 700_000;

    /** In the description of AAC, before the channels. */
    private static final int FREQUENCY_FOLLOWS = 15;

    /** Enough to tell open groups from closed ones, and long ones from short ones. */
    private static final int GROUPS_LOOKED_AT = 2;

    private static final long MOST_PER_SECOND = 61;
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
            Optional<String> objection = objection(input, info, video.get(), maxBitRate)
                    .or(() -> indexObjection(input, info, video.get().index()));
            if (objection.isPresent()) {
                return Copyable.soundOnly(sounds, objection.get());
            }
            return look(input, video.get(), sounds);
        }
    }

    private static Copyable look(Input input, MediaInfo.VideoStream video, Set<Integer> sounds) throws FfmpegException {
        try {
            lookAtPackets(input, video);
            return new Copyable(true, sounds, "");
        } catch (FfmpegException failure) {
            if (failure.reason() == FfmpegException.Reason.NOT_COPYABLE) {
                return Copyable.soundOnly(sounds, String.valueOf(failure.getMessage()));
            }
            throw failure;
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
        if (!PLAYABLE_PIXELS.equals(video.pixelFormat())) {
            return Optional.of("its pixels are " + video.pixelFormat());
        }
        if (!Colours.of(codec).explicit().isCommonSdr()) {
            return Optional.of("not every player shows its colours right");
        }
        boolean turned = video.rotationDegrees() != 0 || video.mirrored();
        if (turned || video.displayWidth() != video.codedWidth() || !PixelAspect.isSquare(stream)) {
            return Optional.of("it is turned, or its pixels are not square");
        }
        if (!Cropping.of(codec).isNone()) {
            return Optional.of("its container crops it");
        }
        if (Fields.isInterlaced(codec) || video.interlaced()) {
            return Optional.of("it is interlaced");
        }
        if (bitRate <= 0 || bitRate > maxBitRate) {
            return Optional.of("its bit rate is " + bitRate);
        }
        if (soundOverhangUs(input, info, video) > LONGEST_OVERHANG_US) {
            return Optional.of("its sound goes on long after its picture");
        }
        if (input.container().isInDecodingOrder() && codec.video_delay() > 0) {
            return Optional.of("its container does not tell when its pictures are shown");
        }
        return NalUnits.of(codec).isPresent() ? Optional.empty() : Optional.of("its headers are missing");
    }

    /** MP4 and MOV list every keyframe in front; of other containers the distances are known when the packets pass. */
    private static Optional<String> indexObjection(Input input, MediaInfo info, int index) {
        AVStream stream = input.stream(index);
        boolean indexed = input.container().isMp4()
                && stream.nb_frames() > 0
                && avformat_index_get_entries_count(stream) == stream.nb_frames();
        if (!indexed || info.durationUs() <= 0) {
            return Optional.empty();
        }
        List<Long> keyframes = keyframes(stream);
        TimeBase ticks = input.timeBase(index);
        SegmentCuts cuts = new SegmentCuts(ticks);
        try {
            for (int i = 0; i < keyframes.size(); i++) {
                long end = i + 1 < keyframes.size()
                        ? keyframes.get(i + 1)
                        : Math.max(keyframes.get(i), ticks.fromUs(info.durationUs()) + keyframes.get(0));
                cuts.before(keyframes.get(i), end);
            }
            return Optional.empty();
        } catch (FfmpegException tooFar) {
            return Optional.of(String.valueOf(tooFar.getMessage()));
        }
    }

    /** Profiles without the tools that browsers lack: Baseline's flexible macroblock order, High's higher cousins. */
    private static boolean isPlayableProfile(AVCodecParameters codec) {
        boolean profile = codec.profile() == AV_PROFILE_H264_CONSTRAINED_BASELINE
                || codec.profile() == AV_PROFILE_H264_MAIN
                || codec.profile() == AV_PROFILE_H264_HIGH;
        return profile && codec.level() > 0 && codec.level() <= MAX_LEVEL;
    }

    private static Set<Integer> sounds(Input input, MediaInfo info) {
        return info.audio().stream()
                .map(MediaInfo.AudioStream::index)
                .filter(index -> soundIsFine(input.stream(index).codecpar(), input.container()))
                .filter(index -> !endsEarly(input, info, index))
                .collect(Collectors.toSet());
    }

    /** Players that begin behind the end of a sound wait for it for ever; silence follows one that is encoded. */
    private static boolean endsEarly(Input input, MediaInfo info, int sound) {
        return info.mainVideo()
                .map(video -> overhangUs(input, sound, video.index()) < -TranscodePlan.EARLY_US)
                .orElse(false);
    }

    private static boolean soundIsFine(AVCodecParameters codec, Container container) {
        int channels = codec.ch_layout().nb_channels();
        return codec.codec_id() == AV_CODEC_ID_AAC
                && codec.profile() == AV_PROFILE_AAC_LOW
                && container.timesSoundExactly()
                && (codec.extradata_size() >= 2 ? tellsChannels(codec) : container.isTransportStream())
                && (channels == 1 || channels == 2 || channels == 6)
                && (codec.sample_rate() == 44_100 || codec.sample_rate() == 48_000)
                && codec.bit_rate() <= (channels == 6 ? MAX_SURROUND_BIT_RATE : MAX_AUDIO_BIT_RATE);
    }

    /**
     * Whether its description has a number for its channels, which up to six is their count. Where that is 0, a program
     * config element tells them, with which Chrome takes nothing of the sound (ISO/IEC 14496-3, 1.6.2.1).
     */
    private static boolean tellsChannels(AVCodecParameters codec) {
        int config = (codec.extradata().get(0) & 0xff) << 8 | codec.extradata().get(1) & 0xff;
        return (config >> 7 & 15) != FREQUENCY_FOLLOWS
                && (config >> 3 & 15) == codec.ch_layout().nb_channels();
    }

    /** Of a source whose picture is to be encoded anyway. */
    public static Copyable checkSound(Path source, MediaInfo info, String why, MediaLimits limits)
            throws FfmpegException {
        try (Input input = Input.open(source, limits)) {
            return Copyable.soundOnly(sounds(input, info), why);
        }
    }

    private static long soundOverhangUs(Input input, MediaInfo info, MediaInfo.VideoStream video) {
        return info.mainAudio()
                .filter(MediaInfo.AudioStream::decodable)
                .map(sound -> overhangUs(input, sound.index(), video.index()))
                .orElse(0L);
    }

    /** How much later than the picture a sound ends, negative if it ends earlier; 0 if that is not known. */
    private static long overhangUs(Input input, int sound, int video) {
        boolean known = Headers.lengthUs(input, sound) > 0 && Headers.lengthUs(input, video) > 0;
        return known ? endUs(input, sound) - endUs(input, video) : 0;
    }

    private static long endUs(Input input, int index) {
        return input.startUs(index) + Headers.lengthUs(input, index);
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

    /**
     * Sends the first packets the way that all of them will go.
     *
     * @throws FfmpegException NOT_COPYABLE if they cannot
     */
    private static void lookAtPackets(Input input, MediaInfo.VideoStream video) throws FfmpegException {
        int index = video.index();
        AVFormatContext format = input.context();
        long startUs = format.start_time() == AV_NOPTS_VALUE ? 0 : format.start_time();
        TimeBase ticks = input.timeBase(index);
        AVStream stream = input.stream(index);
        NalUnits nal = NalUnits.of(stream.codecpar()).orElseThrow();
        SegmentCuts cuts = new SegmentCuts(ticks);
        int[] passed = new int[1];
        PictureTally tally = new PictureTally();
        PictureGroups.Sink sink = (packets, start, end) -> {
            if (passed[0]++ == 0 && Copier.isTooLate(ticks.toUs(start) - startUs)) {
                throw Copier.unfit("it does not begin with a keyframe at its start");
            }
            cuts.before(start, end);
        };
        input.keepOnly(candidate -> candidate == index);
        try (PictureGroups groups = new PictureGroups(
                        nal, ticks, CopyTrack.usualTicks(ticks, video), sink, ClosedCaptionSink.NONE);
                Packets packets = input.packetsOf(candidate -> candidate == index)) {
            for (int i = 0; i < PACKETS_LOOKED_AT && passed[0] < GROUPS_LOOKED_AT; i++) {
                if (!packets.next()) {
                    groups.finish();
                    break;
                }
                if (packets.get().pts() != AV_NOPTS_VALUE) {
                    tally.add(ticks.toUs(packets.get().pts()), packets.get().size(), false);
                }
                groups.add(packets.get());
            }
        }
        if (isFast(stream.avg_frame_rate(), tally)) {
            throw Copier.unfit("it has more than 60 pictures a second");
        }
    }

    /** Headers of AVI and Matroska that tell too many are not believed, if there are pictures enough to count. */
    private static boolean isFast(AVRational told, PictureTally seen) {
        double measured = FrameRates.usualPerSecond(seen.timesUs());
        return told.num() > MOST_PER_SECOND * told.den() && (measured == 0 || measured > MOST_PER_SECOND);
    }
}
