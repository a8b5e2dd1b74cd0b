package io.vitascope.catalog;

import io.vitascope.kernel.ProblemException;
import io.vitascope.kernel.VideoId;
import io.vitascope.storage.BlobKey;
import io.vitascope.storage.BlobStore;
import io.vitascope.storage.VideoBlobs;
import jakarta.inject.Singleton;
import java.util.Optional;

/**
 * The posters that people choose: a moment of the video, or a picture of their own.
 *
 * <p>The picture is decoded in the processing room, in a child process; what is kept is a JPEG of its pixels. A chosen
 * poster belongs to the video's record and outlives runs. Its key is used only once, so that whoever replaces it can
 * delete it. Threads: blocks; safe for all worker threads.
 */
@Singleton
final class Posters {

    private final Catalog catalog;
    private final ProcessingClient processing;
    private final BlobStore blobs;

    Posters(Catalog catalog, ProcessingClient processing, BlobStore blobs) {
        this.catalog = catalog;
        this.processing = processing;
        this.blobs = blobs;
    }

    /** Past the end: the last picture. Errors: as {@link Catalog#poster}, and {@link CatalogError#POSTER_REFUSED}. */
    Video choose(VideoId id, long timeMs, Revisions expected) {
        expected.require(catalog.get(id).revision());
        return keep(id, processing.poster(id, timeMs), expected);
    }

    /** A JPEG, PNG or WebP. Errors: the same. */
    Video choose(VideoId id, byte[] picture, Revisions expected) {
        expected.require(catalog.get(id).revision());
        BlobKey sent = VideoBlobs.sentPicture(id);
        blobs.put(sent, picture);
        try {
            return keep(id, processing.poster(id, sent), expected);
        } finally {
            blobs.delete(sent);
        }
    }

    private Video keep(VideoId id, BlobKey made, Revisions expected) {
        try {
            return replaced(catalog.poster(id, Optional.of(made.value()), expected));
        } catch (ProblemException refused) {
            blobs.delete(made);
            throw refused;
        }
    }

    /** That of the run again. Errors: as {@link Catalog#poster}. */
    Video reset(VideoId id, Revisions expected) {
        return replaced(catalog.poster(id, Optional.empty(), expected));
    }

    private Video replaced(Catalog.Changed change) {
        Optional.ofNullable(change.before().ownPosterKey()).map(BlobKey::new).ifPresent(blobs::delete);
        return change.after();
    }
}
