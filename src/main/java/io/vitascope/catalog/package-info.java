/**
 * The catalog: which videos there are, what people wrote about them, and what of them can be played.
 *
 * <p>Doors in: {@code /api/v1/videos} ({@link io.vitascope.catalog.VideosResource}; captions {@link
 * io.vitascope.catalog.CaptionsResource}), server-sent events ({@link
 * io.vitascope.catalog.VideoEventsResource}), gRPC {@code CatalogService} ({@link
 * io.vitascope.catalog.CatalogRpc}), Kafka {@code upload.events} and {@code processing.events}. Doors out: Kafka {@code
 * catalog.events}; gRPC to the upload room (what was uploaded, forget it) and to the processing room (how far is it,
 * process it again, forget it).
 *
 * <p>Invariants:
 * <ul>
 *   <li>One JSON record per video at {@code vitascope:video:<id>}, changed by compare-and-set; indexes, deadlines and
 *       events change in the same transaction.
 *   <li>A run of the processing room is known by its generation. Its facts may come in any order and any number of
 *       times; the video is the same in the end. What plays is replaced only by a newer generation that plays.
 *   <li>A video that is being processed has an entry in {@code vitascope:videos:deadlines}; past it, {@link
 *       io.vitascope.catalog.OverdueVideos} asks the processing room what became of it.
 *   <li>A deleted video is gone at once and leaves a tombstone, which late events can't overcome; {@code
 *       vitascope:videos:reap} holds it until {@link io.vitascope.catalog.Reaper} has removed all that it left
 *       anywhere.
 *   <li>A video in the trash is not found, keeps its record and learns on; {@code vitascope:videos:trash} says when
 *       {@link io.vitascope.catalog.Trash} deletes it.
 *   <li>Words of all videos stand in one sorted set, so that a search, also for a word that is only begun, is a range
 *       of it.
 *   <li>Whatever changes a record notes it in {@code vitascope:videos:changes}; {@link io.vitascope.catalog.LiveFeed}
 *       reads that once for all who watch through this process.
 *   <li>Captions that people upload belong to the video, those of its file to a run; a blob of captions never changes.
 *   <li>Views live in the index {@code vitascope:videos:by:views}, never in the record.
 * </ul>
 *
 * <p>Needs Redis 7.0 or newer.
 */
@NullMarked
package io.vitascope.catalog;

import org.jspecify.annotations.NullMarked;
