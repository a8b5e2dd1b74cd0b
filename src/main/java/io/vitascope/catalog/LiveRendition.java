package io.vitascope.catalog;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * A rendition as it is at this moment.
 *
 * @param percent 0 to 100; empty when unknown
 * @param speed seconds of video per second of clock, 0 when unknown
 * @param etaSeconds 0 when unknown
 * @param skipped why there is none
 */
record LiveRendition(
        Rendition rendition,
        State state,
        Optional<Double> percent,
        double speed,
        long etaSeconds,
        Optional<Skipped> skipped) {

    enum State {
        QUEUED("queued"),
        ENCODING("encoding"),
        READY("ready"),
        FAILED("failed"),
        SKIPPED("skipped");

        private final String word;

        State(String word) {
            this.word = word;
        }

        String word() {
            return word;
        }
    }

    /** Those of a video that there are or will be, then those that there are not. */
    static List<LiveRendition> of(Video video, Optional<Job> job) {
        Optional<Run> run = video.shown();
        // An older run may be the one that is shown; how far a newer one has come says nothing about its renditions.
        Optional<Job> its = job.filter(working -> run.map(Run::generation).equals(Optional.of(working.generation())));
        List<LiveRendition> renditions = new ArrayList<>();
        for (Rendition rendition : video.renditions()) {
            boolean whole = run.filter(known -> known.isWhole(rendition.name())).isPresent();
            renditions.add(whole ? ready(rendition) : growing(rendition, its));
        }
        video.skipped().forEach(skipped -> renditions.add(without(skipped)));
        return renditions;
    }

    private static LiveRendition ready(Rendition rendition) {
        return new LiveRendition(rendition, State.READY, Optional.of(100.0), 0, 0, Optional.empty());
    }

    private static LiveRendition growing(Rendition rendition, Optional<Job> job) {
        Optional<Job.Advance> advance = job.flatMap(working -> working.advance(rendition.name()));
        if (advance.isEmpty()) {
            return new LiveRendition(rendition, State.ENCODING, Optional.empty(), 0, 0, Optional.empty());
        }
        State state =
                switch (advance.get().step()) {
                    case QUEUED -> State.QUEUED;
                    case ENCODING -> State.ENCODING;
                    case READY -> State.READY;
                };
        return new LiveRendition(
                rendition,
                state,
                advance.get().percent(),
                advance.get().speed(),
                advance.get().etaSeconds(),
                Optional.empty());
    }

    private static LiveRendition without(Skipped skipped) {
        State state = skipped.failed() ? State.FAILED : State.SKIPPED;
        return new LiveRendition(Rendition.none(skipped.name()), state, Optional.empty(), 0, 0, Optional.of(skipped));
    }
}
