package io.vitascope.processing;

import io.quarkus.runtime.annotations.RegisterForReflection;
import java.util.Optional;

/**
 * One encoding of the picture or of the sound.
 *
 * <p>Units: pixels as displayed; rates in bits per second, 0 until measured; {@code codecs} as in RFC 6381, empty until
 * known; {@code progressiveKey} empty until there is a progressive MP4; {@code copied} for the source's own picture,
 * which has no {@code fidelity}; {@code language} and {@code label} of a sound as in {@link Voice}, else empty.
 */
@RegisterForReflection
record Rendition(
        String name,
        boolean audio,
        int width,
        int height,
        int frameRateNum,
        int frameRateDen,
        String codecs,
        long averageBandwidth,
        long peakBandwidth,
        long sizeBytes,
        String progressiveKey,
        boolean copied,
        Optional<Fidelity> fidelity,
        String language,
        String label) {

    Rendition {
        fidelity = fidelity == null ? Optional.empty() : fidelity;
        language = language == null ? "" : language; // records of older versions
        label = label == null ? "" : label;
    }
}
