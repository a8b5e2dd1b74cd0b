package io.vitascope.catalog;

import com.fasterxml.jackson.annotation.JsonProperty;
import io.quarkus.runtime.annotations.RegisterForReflection;
import org.jspecify.annotations.Nullable;

/**
 * One encoding of a video, or of its sound.
 *
 * @param width pixels, 0 for sound; so is {@code height}
 * @param frameRateDen frames per second are a fraction; 0 for sound
 * @param codecs RFC 6381; empty until known
 * @param averageBandwidth bits per second, measured; 0 before the run completed
 * @param copied the source's own picture, not encoded again
 * @param fidelity null for what is not encoded, and until it is whole
 * @param language of a sound, BCP 47; null when the file does not tell
 * @param label of a sound, for viewers; null for a picture
 * @param progressiveKey blob of an MP4 with picture and sound; null when there is none
 */
@RegisterForReflection
record Rendition(
        String name,
        Kind kind,
        int width,
        int height,
        int frameRateNum,
        int frameRateDen,
        String codecs,
        long averageBandwidth,
        long peakBandwidth,
        long sizeBytes,
        @Nullable String progressiveKey,
        boolean copied,
        @Nullable Fidelity fidelity,
        @Nullable String language,
        @Nullable String label) {

    /** There is only a name: of one that was left out. */
    static Rendition none(String name) {
        return new Rendition(name, Kind.VIDEO, 0, 0, 0, 0, "", 0, 0, 0, null, false, null, null, null);
    }

    enum Kind {
        @JsonProperty("video")
        VIDEO("video"),
        @JsonProperty("audio")
        AUDIO("audio");

        private final String word;

        Kind(String word) {
            this.word = word;
        }

        String word() {
            return word;
        }
    }

    /** Frames per second to three decimals; 0 for sound. */
    double frameRate() {
        return frameRateDen == 0 ? 0 : Math.round(1_000.0 * frameRateNum / frameRateDen) / 1_000.0;
    }
}
