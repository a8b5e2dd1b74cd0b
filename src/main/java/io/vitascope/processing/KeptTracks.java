package io.vitascope.processing;

import io.vitascope.contract.processing.FinishedTrack;
import io.vitascope.contract.processing.KeptTrack;
import io.vitascope.contract.processing.SegmentCut;
import io.vitascope.kernel.ByteRange;
import io.vitascope.storage.BlobInfo;
import io.vitascope.storage.BlobKey;
import io.vitascope.storage.BlobStore;
import io.vitascope.storage.VideoBlobs;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jboss.logging.Logger;

/**
 * Tracks that earlier runs over a video finished, as far as their blobs are still there. Offered to the child, which
 * knows whether they are what it would make; then published in this run without being made again.
 *
 * <p>Threads: confined to the one that runs the job.
 */
final class KeptTracks {

    /** Beside a finished track's segments: a {@link FinishedTrack}. */
    private static final Logger LOG = Logger.getLogger(KeptTracks.class);

    private record Found(BlobKey folder, FinishedTrack track) {}

    private final BlobStore blobs;
    private final Map<String, Found> byKey = new LinkedHashMap<>();

    KeptTracks(BlobStore blobs) {
        this.blobs = blobs;
    }

    /** @param folder where each track's bytes are put together, for the child */
    List<KeptTrack> offer(Lease lease, Path folder) {
        List<KeptTrack> offered = new ArrayList<>();
        for (Job.Kept kept : lease.kept()) {
            if (!kept.key().isEmpty()) {
                find(lease, kept).ifPresent(found -> {
                    byKey.put(kept.key(), found);
                    offered.add(offer(kept, found, folder));
                });
            }
        }
        return offered;
    }

    private Optional<Found> find(Lease lease, Job.Kept kept) {
        BlobKey folder = VideoBlobs.run(lease.id(), kept.generation()).child(kept.track());
        Optional<byte[]> finished = read(folder.child(VideoBlobs.FINISHED_TRACK));
        if (finished.isEmpty()) {
            return Optional.empty();
        }
        try {
            FinishedTrack track = FinishedTrack.parseFrom(finished.get());
            boolean whole = names(track).stream()
                    .allMatch(name -> blobs.stat(folder.child(name)).isPresent());
            return whole ? Optional.of(new Found(folder, track)) : Optional.empty();
        } catch (IOException e) {
            LOG.warnf("%s is not readable: %s", folder, e.getMessage());
            return Optional.empty();
        }
    }

    private KeptTrack offer(Job.Kept kept, Found found, Path folder) {
        Path file = folder.resolve("kept-" + kept.generation() + "-" + kept.track() + ".mp4");
        try (OutputStream out = Files.newOutputStream(file)) {
            for (String name : names(found.track())) {
                BlobKey key = found.folder().child(name);
                try (InputStream in = open(key).orElseThrow(() -> new IOException(key + " is gone"))) {
                    in.transferTo(out);
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        long endUs = found.track().getSegmentsList().stream()
                .mapToLong(cut -> cut.getStartUs() + cut.getDurationUs())
                .max()
                .orElse(0);
        return KeptTrack.newBuilder()
                .setName(kept.track())
                .setKey(kept.key())
                .setFile(file.toString())
                .setDurationUs(endUs)
                .build();
    }

    /** Copies the blobs of a track below {@code target}, where they share their bytes with the former ones. */
    FinishedTrack takeOver(String key, BlobKey target) {
        Found found = byKey.get(key);
        if (found == null) {
            throw new IllegalStateException("the child process takes over a track that it was not offered: " + key);
        }
        for (String name : names(found.track())) {
            if (!blobs.copy(found.folder().child(name), target.child(name))) {
                throw new UncheckedIOException(new IOException(found.folder().child(name) + " is gone"));
            }
        }
        return found.track();
    }

    private static List<String> names(FinishedTrack track) {
        List<String> names = new ArrayList<>(List.of("init.mp4"));
        for (SegmentCut cut : track.getSegmentsList()) {
            names.add(String.valueOf(Path.of(cut.getFile()).getFileName()));
        }
        return names;
    }

    private Optional<byte[]> read(BlobKey key) {
        Optional<InputStream> found = open(key);
        if (found.isEmpty()) {
            return Optional.empty();
        }
        try (InputStream in = found.get()) {
            return Optional.of(in.readAllBytes());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private Optional<InputStream> open(BlobKey key) {
        Optional<BlobInfo> info = blobs.stat(key);
        return info.flatMap(blob -> blobs.open(key, ByteRange.all(blob.sizeBytes())));
    }
}
