package io.vitascope.outbox;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import java.time.Duration;
import java.util.List;

/** {@code vitascope.kafka.*}: the topics, created at start when they are missing. */
@ConfigMapping(prefix = "vitascope.kafka")
interface OutboxConfig {

    /** Every topic that some room writes to, dead-letter topics included. */
    List<String> topics();

    /**
     * Topics that share groups take work from, created with one partition: a share group needs no more to serve any
     * number of workers, and of several those assigned to a dead worker would stand still for its session's 45 seconds.
     */
    List<String> queues();

    /** Whether topics that are missing are created at the start; if not, an operator does it. */
    @WithDefault("true")
    boolean createTopics();

    /** Partitions of a topic that is created; events of one video stay in order within one. */
    @WithDefault("4")
    @Min(1)
    @Max(1000)
    int partitions();

    /** Copies of a topic that is created; 3 on a cluster of three brokers. */
    @WithDefault("1")
    @Min(1)
    @Max(9)
    short replicationFactor();

    /** How long events stay readable after they were consumed. */
    @WithDefault("7d")
    Duration retention();
}
