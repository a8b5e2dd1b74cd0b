package io.vitascope.catalog;

import java.util.List;
import java.util.Optional;

/**
 * What the processing room says about its newest run over a video, right now.
 *
 * @param percent 0 to 100
 * @param speed seconds of video per second of clock; 0 when unknown
 * @param etaSeconds 0 when unknown
 * @param queuePosition jobs before this one
 * @param renditions planned, growing or measured, by state
 */
record Job(
        int generation,
        State state,
        double percent,
        double speed,
        long etaSeconds,
        int queuePosition,
        List<Rendition> renditions,
        Optional<String> prefix,
        Optional<String> posterKey,
        long durationMs,
        List<String> warnings,
        Optional<Failure> failure) {

    enum State {
        QUEUED("queued"),
        RUNNING("running"),
        COMPLETED("completed"),
        FAILED("failed");

        private final String word;

        State(String word) {
            this.word = word;
        }

        String word() {
            return word;
        }
    }

    /** The same facts that its events told, or would have told. */
    Run toldTo(Run run) {
        Run next = posterKey.map(run::posterReady).orElse(run);
        return switch (state) {
            case QUEUED -> next;
            case RUNNING ->
                prefix.isPresent() ? next.becamePlayable(prefix.get(), renditions) : next.started(renditions);
            case COMPLETED ->
                prefix.isPresent() ? next.completed(prefix.get(), renditions, durationMs, warnings) : next;
            case FAILED -> failure.isPresent() ? next.failed(failure.get()) : next;
        };
    }
}
