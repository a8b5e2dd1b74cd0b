package io.vitascope.catalog;

import java.util.List;
import java.util.Optional;

/**
 * What the processing room says about its newest run over a video, right now.
 *
 * @param percent 0 to 100; empty when nobody knows how long the video is
 * @param speed seconds of video per second of clock; 0 when unknown
 * @param etaSeconds 0 when unknown
 * @param queuePosition jobs before this one
 * @param renditions planned, growing or measured, by state
 * @param advances how far each of them has come
 * @param lasting of a failed run: where its playlists lie, if all that they name plays to its end
 */
record Job(
        int generation,
        State state,
        Optional<Double> percent,
        double speed,
        long etaSeconds,
        int queuePosition,
        List<Rendition> renditions,
        Optional<String> prefix,
        Optional<String> posterKey,
        long durationMs,
        List<String> warnings,
        Optional<Failure> failure,
        List<Advance> advances,
        List<Skipped> skipped,
        Optional<String> lasting,
        Optional<SourceText> text) {

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

    /**
     * How far one rendition has come.
     *
     * @param percent 0 to 100; empty when nobody knows how long the video is
     * @param speed seconds of video per second of clock; 0 when unknown
     * @param etaSeconds 0 when unknown
     */
    record Advance(String rendition, Step step, Optional<Double> percent, double speed, long etaSeconds) {}

    enum Step {
        QUEUED("queued"),
        ENCODING("encoding"),
        READY("ready");

        private final String word;

        Step(String word) {
            this.word = word;
        }

        String word() {
            return word;
        }
    }

    Optional<Advance> advance(String rendition) {
        return advances.stream()
                .filter(advance -> advance.rendition().equals(rendition))
                .findFirst();
    }

    /** The same facts that its events told, or would have told. */
    Run toldTo(Run run) {
        Run illustrated = posterKey.map(run::posterReady).orElse(run);
        Run next = text.map(illustrated::textReady).orElse(illustrated);
        Run known =
                switch (state) {
                    case QUEUED -> next;
                    case RUNNING ->
                        whole(
                                prefix.isPresent()
                                        ? next.becamePlayable(prefix.get(), renditions)
                                        : next.started(renditions));
                    case COMPLETED ->
                        prefix.isPresent() ? next.completed(prefix.get(), renditions, durationMs, warnings) : next;
                    case FAILED -> failure.isPresent() ? next.failed(failure.get(), lasting, renditions) : next;
                };
        return known.without(skipped);
    }

    private Run whole(Run run) {
        Run next = run;
        for (Rendition rendition : renditions) {
            boolean ready = advance(rendition.name())
                    .filter(advance -> advance.step() == Step.READY)
                    .isPresent();
            next = ready ? next.renditionReady(rendition) : next;
        }
        return next;
    }
}
