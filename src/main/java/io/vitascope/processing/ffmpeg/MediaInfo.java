package io.vitascope.processing.ffmpeg;

import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * What a file holds, as the one who plans its renditions needs it.
 *
 * @param container FFmpeg's name of the format, for example {@code mov} or {@code matroska}
 * @param durationUs length of the presentation, {@link #UNKNOWN} if neither header nor packets tell
 * @param bitRate of the whole file in bits per second, 0 if unknown
 * @param video pictures, cover art included (see {@link VideoStream#attachedPicture()})
 * @param other data and attachments, and subtitles once more
 * @param subtitles in the order of the file
 * @param chapters by their start
 */
public record MediaInfo(
        String container,
        long durationUs,
        long bitRate,
        List<VideoStream> video,
        List<AudioStream> audio,
        List<OtherStream> other,
        List<SubtitleStream> subtitles,
        List<Chapter> chapters) {
    public static final long UNKNOWN = -1;

    public MediaInfo {
        video = List.copyOf(video);
        audio = List.copyOf(audio);
        other = List.copyOf(other);
        subtitles = List.copyOf(subtitles);
        chapters = List.copyOf(chapters);
    }

    /** Of the moving pictures that can be decoded, the default one, else the largest. Cover art does not count. */
    public Optional<VideoStream> mainVideo() {
        return video.stream()
                .filter(stream -> !stream.attachedPicture())
                .max(Comparator.comparing(VideoStream::decodable)
                        .thenComparing(VideoStream::isDefault)
                        .thenComparingLong(stream -> (long) stream.codedWidth() * stream.codedHeight())
                        .thenComparing(
                                Comparator.comparingInt(VideoStream::index).reversed()));
    }

    /** Of the sounds that can be decoded, one of the picture's own programme, the default one, else the first. */
    public Optional<AudioStream> mainAudio() {
        int programme = mainVideo().map(VideoStream::programme).orElse(0);
        return audio.stream()
                .filter(stream -> !isRight(stream))
                .max(Comparator.comparing(AudioStream::decodable)
                        .thenComparing(stream -> stream.programme() == programme)
                        .thenComparing(AudioStream::isDefault)
                        .thenComparing(
                                Comparator.comparingInt(AudioStream::index).reversed()));
    }

    /** Whether it is one side of a sound that another stream stands for. */
    private boolean isRight(AudioStream stream) {
        return audio.stream().anyMatch(left -> left.rightIndex() == stream.index());
    }

    /** The main sound, and after it all others that can be decoded and do not belong to another programme. */
    public List<AudioStream> sounds() {
        Optional<AudioStream> main = mainAudio().filter(AudioStream::decodable);
        return Stream.concat(
                        main.stream(),
                        audio.stream()
                                .filter(AudioStream::decodable)
                                .filter(stream -> !isRight(stream))
                                .filter(stream -> !main.equals(Optional.of(stream)))
                                .filter(stream -> stream.programme() == 0
                                        || main.filter(first -> first.programme() == stream.programme())
                                                .isPresent()))
                .toList();
    }

    /**
     * @param profile as FFmpeg names it, empty if unknown
     * @param pixelFormat as FFmpeg names it, {@code gray} if there are no colours
     * @param codedWidth pixels as stored, {@code displayWidth} as seen: square pixels, after rotation
     * @param pixelAspect width by height of the pixels of all its pictures, 0 if each picture tells its own
     * @param rotationDegrees 0, 90, 180 or 270 clockwise, to be applied to the stored picture
     * @param mirrored whether left and right are to be swapped after the rotation
     * @param frameRate to encode at: constant, at most 60
     * @param slow fewer than five pictures a second in truth, so that most places of the frame rate stay empty
     * @param bitRate bits per second, 0 if unknown
     * @param keyframes of what was looked at
     * @param decodable there is a decoder for it
     * @param programme of a broadcast with several, 0 if there is none
     */
    public record VideoStream(
            int index,
            String codec,
            String profile,
            String pixelFormat,
            int codedWidth,
            int codedHeight,
            int displayWidth,
            int displayHeight,
            double pixelAspect,
            int rotationDegrees,
            boolean mirrored,
            FrameRate frameRate,
            boolean variableFrameRate,
            boolean slow,
            boolean interlaced,
            boolean hdr,
            long bitRate,
            Keyframes keyframes,
            boolean attachedPicture,
            boolean isDefault,
            boolean decodable,
            int programme) {}

    /**
     * @param bits of one that shows much, as most do not
     * @param everyUs how far they are apart, 0 if that is not known
     */
    public record Keyframes(long bits, long everyUs) {
        public static final Keyframes UNKNOWN = new Keyframes(0, 0);
    }

    /**
     * @param layout for example {@code stereo} or {@code 5.1}
     * @param language as the file tells it (ISO 639), {@code und} if it does not
     * @param title as the file tells it, empty if it does not
     * @param commentary whether people talk about the video in it
     * @param descriptive whether it tells what is to be seen, for those who do not see it
     * @param decodable,programme as of a {@link VideoStream}
     * @param rightIndex the stream that is its right side, if it is the left one; else {@link #NO_RIGHT}
     */
    public record AudioStream(
            int index,
            String codec,
            int channels,
            String layout,
            int sampleRate,
            long bitRate,
            String language,
            boolean isDefault,
            String title,
            boolean commentary,
            boolean descriptive,
            boolean decodable,
            int programme,
            int rightIndex) {
        public static final int NO_RIGHT = -1;

        /** How many it has with its right side. */
        public int heardChannels() {
            return rightIndex == NO_RIGHT ? channels : 2;
        }

        AudioStream withRight(AudioStream right) {
            return new AudioStream(
                    index,
                    codec,
                    channels,
                    layout,
                    sampleRate,
                    bitRate,
                    language,
                    isDefault,
                    title,
                    commentary,
                    descriptive,
                    decodable,
                    programme,
                    right.index);
        }
    }

    /**
     * @param codec FFmpeg's name, for example {@code subrip}
     * @param pictures whether its cues are pictures
     * @param language as the file tells it (ISO 639), {@code und} if it does not
     * @param title as the file tells it, empty if it does not
     * @param forced whether it holds only what is spoken in another language
     * @param forTheDeaf whether it tells all that is to be heard
     */
    public record SubtitleStream(
            int index,
            String codec,
            boolean pictures,
            String language,
            String title,
            boolean isDefault,
            boolean forced,
            boolean forTheDeaf) {}

    /** Times from the beginning of the earliest stream; the title is empty if the file has none. */
    public record Chapter(long startUs, long endUs, String title) {}

    /** @param kind {@code subtitle}, {@code data} or {@code attachment} */
    public record OtherStream(int index, String kind, String codec, String language) {}
}
