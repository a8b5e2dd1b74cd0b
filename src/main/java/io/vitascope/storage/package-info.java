/**
 * Where bytes lie: whole blobs in, ranges out.
 *
 * <p>Atomic: a blob appears complete or not at all, and replaces an older one of its key in one step. Not promised: any
 * order between blobs, or {@code list} seeing a blob that is put meanwhile. Everything of a video lies under the prefix
 * {@code videos/<id>/}, so that removing a video is one call. Files that still grow stay in {@link
 * io.vitascope.storage.Scratch} on local disk, on the same volume as the local store, so that putting them is a rename.
 *
 * <p>Two stores: a directory ({@link io.vitascope.storage.LocalBlobStore}) and a bucket ({@link
 * io.vitascope.storage.S3BlobStore}), chosen in {@link io.vitascope.storage.StorageProducer}. What reads only files
 * borrows them from {@link io.vitascope.storage.LocalFiles}.
 */
@NullMarked
package io.vitascope.storage;

import org.jspecify.annotations.NullMarked;
