/**
 * The room where files arrive.
 *
 * <p>Doors: {@code POST /upload} and {@code /api/v1/videos} (multipart form, or an address to fetch), {@code
 * /api/v1/uploads} (tus), {@code /api/v1/direct-uploads} (parts that go to the bucket), {@code
 * vitascope.upload.v1.UploadService} (gRPC, a stream of chunks), topic {@code upload.events}. It asks {@code
 * vitascope.upload.v1.MediaProbe} what a file holds.
 *
 * <p>Invariants:
 *
 * <ul>
 *   <li>Bytes are written once, to their place, while they arrive; neither door holds more than a buffer of them.
 *   <li>An upload has a record with a deadline before it has a file. Bytes that arrive push the deadline on; past it,
 *       {@link io.vitascope.upload.StaleUploads} removes file, blobs and record, whoever died.
 *   <li>A resumable upload has one {@link io.vitascope.upload.Writer} at a time. Its offset never exceeds what was
 *       forced to the disk; when all of it is here, finishing it is the server's duty, not its client's.
 *   <li>An upload is complete when its record says so; the event is written in the same transaction. Before that moment
 *       it may vanish, after it nothing here deletes its blob.
 * </ul>
 */
@NullMarked
package io.vitascope.upload;

import org.jspecify.annotations.NullMarked;
