package io.vitascope.upload;

import io.quarkus.runtime.annotations.RegisterForReflection;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What the probe found in a file. {@code durationUs} in microseconds and {@code bitRate} in bits per second, each 0
 * when the file does not say; {@code picture} is null for audio only.
 */
@RegisterForReflection
record Media(
        String container,
        long durationUs,
        long bitRate,
        @Nullable Picture picture,
        List<Sound> sounds) {

    Media {
        sounds = sounds == null ? List.of() : List.copyOf(sounds);
    }

    Optional<Picture> video() {
        return Optional.ofNullable(picture);
    }

    /**
     * A video track: pixels as displayed, frames per second as a fraction, clockwise degrees of rotation, FFmpeg's name of
     * the pixel format, which records of older versions do not have.
     */
    @RegisterForReflection
    record Picture(
            String codec,
            int width,
            int height,
            int frameRateNum,
            int frameRateDen,
            int rotationDegrees,
            boolean interlaced,
            boolean hdr,
            String pixelFormat) {

        Picture {
            pixelFormat = pixelFormat == null ? "" : pixelFormat;
        }
    }

    /** An audio track: sample rate in hertz, language in BCP 47 or {@code und}. */
    @RegisterForReflection
    record Sound(String codec, int channels, int sampleRate, String language) {}
}
