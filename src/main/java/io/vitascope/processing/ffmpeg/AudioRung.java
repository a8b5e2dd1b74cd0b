package io.vitascope.processing.ffmpeg;

/**
 * One audio rendition: AAC-LC at 48 kHz, or a stream of the source as it is.
 *
 * @param name folder and track name, for example {@code audio}
 * @param streamIndex of the source, as {@link MediaInfo.AudioStream#index()} tells it
 * @param rightIndex the stream that is its right side, {@link MediaInfo.AudioStream#NO_RIGHT} if one stream is all of it
 * @param channels 1 or 2 if it is encoded; more in the source are mixed down
 * @param bitRate bits per second; 0 if it is passed on as it is
 * @param language as its files tell it
 */
public record AudioRung(
        String name, int streamIndex, int rightIndex, int channels, long bitRate, SpokenLanguage language) {
    public AudioRung {
        TrackNames.require(name);
        if (streamIndex < 0 || channels < 1 || channels > (bitRate == 0 ? 8 : 2) || bitRate < 0) {
            throw new IllegalArgumentException("stream, channels or rate out of range");
        }
    }

    /** Of one stream. */
    public AudioRung(String name, int streamIndex, int channels, long bitRate) {
        this(name, streamIndex, MediaInfo.AudioStream.NO_RIGHT, channels, bitRate, SpokenLanguage.UNKNOWN);
    }

    /** A stream that {@link CopyCheck} found fit. */
    public static AudioRung copyOf(String name, int streamIndex, int channels) {
        return new AudioRung(name, streamIndex, channels, 0);
    }

    public AudioRung in(SpokenLanguage spoken) {
        return new AudioRung(name, streamIndex, rightIndex, channels, bitRate, spoken);
    }

    boolean isPair() {
        return rightIndex != MediaInfo.AudioStream.NO_RIGHT;
    }

    boolean isCopy() {
        return bitRate == 0;
    }
}
