package io.vitascope.platform;

import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.scheduler.Scheduler;
import jakarta.annotation.Priority;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;

/** Ends the rooms' scheduled work before Redis and Kafka go away; Quarkus alone would end it after them. */
@Singleton
final class ScheduledWork {

    private final Scheduler scheduler;

    ScheduledWork(Scheduler scheduler) {
        this.scheduler = scheduler;
    }

    void stop(@Observes @Priority(1) ShutdownEvent event) {
        scheduler.pause();
    }
}
