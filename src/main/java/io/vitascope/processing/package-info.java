/**
 * The processing room: accepts fast, works later, and lets FFmpeg crash somewhere else.
 *
 * <p>Doors in: topic {@code upload.events} (a finished upload becomes a job); gRPC {@code VideoProcessingService},
 * {@code JobService}, and {@code MediaProbe}, which the upload room needs. Doors out: topics {@code processing.events}
 * and {@code processing.tasks}.
 *
 * <p>A job is one record in Redis. Its task on {@code processing.tasks} only says "look at this job"; a worker takes it
 * through a share group (KIP-932), renews its lock while a child process works, and acknowledges it when the job's
 * record says that it is over. Each run writes under its own generation, {@code videos/<id>/g<n>/}, so that a worker
 * that was thought dead can't spoil the work of the one that took over.
 *
 * <p>Invariants: a job that is queued or running has a deadline, and the reconciler moves on what is past it; whoever
 * changes a running job proves by its generation that the job is still his; FFmpeg runs in child processes only.
 */
@NullMarked
package io.vitascope.processing;

import org.jspecify.annotations.NullMarked;
