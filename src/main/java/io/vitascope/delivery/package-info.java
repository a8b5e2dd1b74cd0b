/**
 * Gives out what was made: playlists, manifests, segments, progressive files, pictures.
 *
 * <p>Doors: {@link io.vitascope.delivery.PlaylistsResource}, {@link io.vitascope.delivery.StreamResource}, {@link
 * io.vitascope.delivery.PicturesResource} and {@link io.vitascope.delivery.BitratesResource} (HTTP), {@link
 * io.vitascope.delivery.DeliveryRpc} and, for the processing room's own door, {@link
 * io.vitascope.delivery.ThumbnailsRpc} (gRPC);
 * outwards {@link io.vitascope.delivery.CatalogClient}, which says what may be played, and {@link
 * io.vitascope.delivery.ProcessingClient}, which makes pictures. No events, no state of its own: any number of these
 * rooms may run.
 *
 * <p>Invariants
 * <ul>
 *   <li>Nothing is served of a video that the catalog has not confirmed within the last second.
 *   <li>No part of an address becomes a key unless its type has checked it.
 *   <li>An address with a generation in it ({@code g3}) never changes its bytes, save for a playlist that still grows.
 *   <li>Bytes of media never pass through the heap as a whole; a slow reader costs a socket buffer, where the store has
 *       no files a piece in memory besides, and never a thread or a connection to the store.
 *   <li>Only media bytes count as a view: never a playlist or manifest, a picture, an initialization segment, HEAD or a
 *       304.
 * </ul>
 */
@NullMarked
package io.vitascope.delivery;

import org.jspecify.annotations.NullMarked;
