package io.vitascope.processing;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.DistributionSummary;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import io.vitascope.kernel.ErrorCode;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.Locale;

/** What runs cost and how they end, in this process. Threads: safe for all. */
@Singleton
final class RunMeters {

    /** Bounds of the histogram; what is promised is about a second, what is bad is minutes. */
    private static final Duration[] TIMES_TO_PLAYABLE = {
        Duration.ofMillis(500),
        Duration.ofSeconds(1),
        Duration.ofSeconds(2),
        Duration.ofSeconds(5),
        Duration.ofSeconds(10),
        Duration.ofSeconds(30),
        Duration.ofMinutes(1),
        Duration.ofMinutes(5),
        Duration.ofMinutes(30)
    };

    private final MeterRegistry meters;
    private final Timer timeToPlayable;

    RunMeters(MeterRegistry meters, ProcessingConfig config) {
        this.meters = meters;
        this.timeToPlayable = Timer.builder("vitascope.processing.time.to.playable")
                .description("From the queueing of a video, which is the end of its upload, to its first segments")
                .serviceLevelObjectives(TIMES_TO_PLAYABLE)
                .register(meters);
        for (Outcome outcome : Outcome.values()) {
            runs(outcome);
        }
        crashes(ProcessingError.CRASHED);
        config.ladder().forEach(rung -> speed(rung, false));
    }

    /** How a run ends in the process that has it. */
    enum Outcome {
        COMPLETED,
        FAILED,
        CRASHED,
        GIVEN_BACK,
        PUT_OFF,
        TAKEN_AWAY
    }

    void playableAfter(Duration sinceQueued) {
        timeToPlayable.record(sinceQueued);
    }

    void ended(Outcome outcome) {
        runs(outcome).increment();
    }

    void crashed(ErrorCode code) {
        crashes(code).increment();
    }

    /** @param speed seconds of video a second */
    void encoded(Rendition rendition, double speed) {
        if (rendition.audio() || speed <= 0) {
            return;
        }
        speed(rendition.name(), rendition.copied()).record(speed);
    }

    private DistributionSummary speed(String rendition, boolean copied) {
        return DistributionSummary.builder("vitascope.processing.speed")
                .description("Seconds of video that were made a second, of each finished rendition")
                .tag("rendition", rendition)
                .tag("copied", String.valueOf(copied))
                .register(meters);
    }

    private Counter runs(Outcome outcome) {
        return Counter.builder("vitascope.processing.runs")
                .description("Runs that ended in this process")
                .tag("outcome", outcome.name().toLowerCase(Locale.ROOT))
                .register(meters);
    }

    private Counter crashes(ErrorCode code) {
        return Counter.builder("vitascope.processing.child.crashes")
                .description("Child processes that ended without a last word, hung, or took too long")
                .tag("code", code.slug())
                .register(meters);
    }
}
