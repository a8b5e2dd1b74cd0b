package io.vitascope.processing;

import io.vitascope.kernel.VideoId;
import java.time.temporal.ChronoUnit;
import java.util.Optional;
import org.jboss.logging.Logger;

/** What operators read of a job: one line for each change of its state, which begins with the id of its video. */
final class JobLog {

    private static final Logger LOG = Logger.getLogger(JobLog.class);

    private JobLog() {}

    /** Nothing is said of a change within a state. */
    static void changed(VideoId id, Optional<Job> before, Job after) {
        boolean same = before.filter(job -> job.state() == after.state()
                        && job.generation() == after.generation()
                        && job.assignment().dispatch().equals(after.assignment().dispatch()))
                .isPresent();
        if (same) {
            return;
        }
        boolean lost = before.filter(
                        job -> job.assignment().takeovers() < after.assignment().takeovers())
                .isPresent();
        switch (after.state()) {
            case QUEUED -> LOG.infof("%s %s", id, queued(before, after, lost));
            case RUNNING ->
                LOG.infof(
                        "%s running, generation %d%s",
                        id, after.generation(), lost ? ", taken over from a lost worker" : "");
            case COMPLETED ->
                LOG.infof(
                        "%s completed, %d renditions",
                        id, after.output().renditions().size());
            case FAILED ->
                after.output()
                        .failure()
                        .ifPresent(failure -> LOG.infof("%s failed: %s %s", id, failure.code(), failure.detail()));
            case FORGOTTEN -> {} // the catalog has said so
        }
    }

    private static String queued(Optional<Job> before, Job after, boolean lost) {
        if (before.isEmpty()) {
            return "queued";
        }
        if (after.assignment().isPutOff()) {
            return "put off until " + after.assignment().deadline().truncatedTo(ChronoUnit.SECONDS);
        }
        return switch (before.get().state()) {
            case RUNNING -> lost ? "queued again: its worker is lost" : "given back";
            case QUEUED -> before.get().assignment().isPutOff() ? "queued again" : "queued again: nobody has taken it";
            case COMPLETED, FAILED, FORGOTTEN -> "queued again";
        };
    }
}
