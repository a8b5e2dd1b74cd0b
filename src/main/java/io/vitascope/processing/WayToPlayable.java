package io.vitascope.processing;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/**
 * What a run has spent its time on until its video could be played. Confined to the thread that runs the job.
 *
 * <p>The log has one line of it for each video, which is where to look when videos take long to become playable.
 */
final class WayToPlayable {

    private final List<String> steps = new ArrayList<>();
    private final long startNanos;
    private long lastNanos;

    WayToPlayable(long nowNanos) {
        startNanos = nowNanos;
        lastNanos = nowNanos;
    }

    /** A step is over; what comes after {@code name} for the first time counts, and nothing after the last step. */
    void passed(String name, long nowNanos) {
        if (steps.stream().noneMatch(step -> step.startsWith(name + " "))) {
            steps.add(name + " " + millis(nowNanos - lastNanos));
            lastNanos = nowNanos;
        }
    }

    /** @param sinceQueued from the end of the upload until now */
    String describe(Duration sinceQueued) {
        long waited = Math.max(0, sinceQueued.toMillis() - millis(lastNanos - startNanos));
        return "after " + sinceQueued.toMillis() + " ms: waited " + waited + ", " + String.join(", ", steps);
    }

    private static long millis(long nanos) {
        return Duration.ofNanos(nanos).toMillis();
    }
}
