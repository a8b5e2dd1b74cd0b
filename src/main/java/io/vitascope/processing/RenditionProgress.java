package io.vitascope.processing;

import io.quarkus.runtime.annotations.RegisterForReflection;
import java.util.Optional;

/**
 * How far one rendition of a running job has come.
 *
 * @param percent 0 to 100; empty when nobody knows how long the video is
 * @param speed seconds of video published per second of clock, 0 when unknown
 * @param etaSeconds 0 when unknown
 */
@RegisterForReflection
record RenditionProgress(String name, State state, Optional<Double> percent, double speed, long etaSeconds) {

    enum State {
        /** Its turn comes. */
        QUEUED,
        ENCODING,
        /** All its segments are published. */
        READY
    }

    RenditionProgress {
        percent = percent == null ? Optional.empty() : percent;
    }
}
