package io.vitascope.delivery;

import io.vitascope.kernel.VideoId;
import io.vitascope.storage.BlobKey;
import java.util.List;
import java.util.Optional;

/**
 * What the catalog says of one video at one moment.
 *
 * @param playable whether playlists are published under {@code prefix}
 * @param files the progressive files that exist, the tallest first
 * @param expected names and sizes of all renditions that exist or are being made; while processing only
 */
record PlayableVideo(
        VideoId id,
        State state,
        boolean playable,
        Optional<BlobKey> prefix,
        SourceFile source,
        List<ProgressiveFile> files,
        List<ProgressiveFile> expected,
        Optional<BlobKey> poster,
        long durationMs,
        List<CaptionTrack> captions) {

    enum State {
        PROCESSING,
        READY,
        FAILED
    }

    PlayableVideo {
        files = List.copyOf(files);
        expected = List.copyOf(expected);
        captions = List.copyOf(captions);
    }
}
