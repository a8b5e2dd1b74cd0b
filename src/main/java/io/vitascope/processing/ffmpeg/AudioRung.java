package io.vitascope.processing.ffmpeg;

/**
 * One audio rendition: AAC-LC at 48 kHz.
 *
 * @param name folder and track name, for example {@code audio}
 * @param streamIndex of the source, as {@link MediaInfo.AudioStream#index()} tells it
 * @param channels 1 or 2; more in the source are mixed down
 * @param bitRate bits per second
 */
public record AudioRung(String name, int streamIndex, int channels, long bitRate) {
    public AudioRung {
        Names.requireTrackName(name);
        if (streamIndex < 0 || channels < 1 || channels > 2 || bitRate <= 0) {
            throw new IllegalArgumentException("stream, channels or rate out of range");
        }
    }
}
