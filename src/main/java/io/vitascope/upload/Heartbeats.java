package io.vitascope.upload;

import io.netty.util.concurrent.DefaultThreadFactory;
import io.quarkus.runtime.StartupEvent;
import jakarta.annotation.PreDestroy;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.jboss.logging.Logger;

/**
 * Tells the other processes again and again that what this one works on is alive.
 *
 * <p>With threads of its own, one for each task, and not the scheduler's, which are those of requests: uploads that
 * wait for their examination may have all of these, and would be given up just then.
 */
@Singleton
final class Heartbeats {

    private static final Logger LOG = Logger.getLogger(Heartbeats.class);
    private static final Duration SECOND = Duration.ofSeconds(1);

    private final Uploads uploads;
    private final Imports imports;
    private final Writers writers;
    private final UploadConfig config;
    private final ScheduledExecutorService threads =
            Executors.newScheduledThreadPool(3, new DefaultThreadFactory("upload-heartbeats", true));

    Heartbeats(Uploads uploads, Imports imports, Writers writers, UploadConfig config) {
        this.uploads = uploads;
        this.imports = imports;
        this.writers = writers;
        this.config = config;
    }

    void begin(@Observes StartupEvent started) {
        repeat(uploads::keepAlive, config.heartbeat());
        repeat(imports::keepAlive, config.heartbeat());
        repeat(writers::tend, SECOND);
    }

    private void repeat(Runnable task, Duration interval) {
        Runnable unlessItFails = () -> {
            try {
                task.run();
            } catch (RuntimeException e) {
                LOG.warnf("No heartbeat of uploads: %s", e.getMessage()); // Redis is away; the next one tells it
            }
        };
        threads.scheduleWithFixedDelay(unlessItFails, interval.toNanos(), interval.toNanos(), TimeUnit.NANOSECONDS);
    }

    @PreDestroy
    void stop() {
        threads.shutdownNow();
    }
}
