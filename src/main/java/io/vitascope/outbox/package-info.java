/**
 * Why state and event are written together.
 *
 * <p>A room that saves its state and then sends an event can die in between, and the two disagree for ever. So both go
 * into one Redis transaction: the record changes by compare-and-set and the event joins the stream
 * {@code vitascope:outbox} in the same step, or neither happens. {@link io.vitascope.outbox.OutboxRelay} sends the
 * stream to Kafka and deletes what the broker has acknowledged: every event arrives at least once, those of one video in
 * order on their topic. Nothing orders two topics, or two videos, against each other: what goes nowhere holds up only what
 * has to come after it. A memory that is full is no reason to send nothing, for that is what makes room.
 *
 * <p>Needs one Redis primary (a transaction touches keys of several slots, so not Redis Cluster) that keeps its data:
 * AOF on, {@code maxmemory-policy noeviction}.
 */
@NullMarked
package io.vitascope.outbox;

import org.jspecify.annotations.NullMarked;
