package io.vitascope.catalog;

import java.util.List;
import java.util.Optional;

/**
 * A video with what changes from moment to moment and is therefore not in its record.
 *
 * @param progressPercent 0 to 100; empty when the processing room did not answer, and for a video that failed
 * @param job only while the video is being processed
 */
record LiveVideo(Video video, long views, Optional<Double> progressPercent, Optional<Job> job) {

    List<LiveRendition> renditions() {
        return LiveRendition.of(video, job);
    }

    /** Without the moment. */
    static LiveVideo still(Video video) {
        Optional<Double> progress = video.state() == Video.State.READY ? Optional.of(100.0) : Optional.empty();
        return new LiveVideo(video, 0, progress, Optional.empty());
    }
}
