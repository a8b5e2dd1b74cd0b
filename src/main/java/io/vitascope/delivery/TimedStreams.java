package io.vitascope.delivery;

import io.vitascope.delivery.MergedFragments.Part;
import io.vitascope.kernel.ByteRange;
import io.vitascope.kernel.ProblemException;
import io.vitascope.storage.BlobInfo;
import io.vitascope.storage.BlobKey;
import io.vitascope.storage.BlobStore;
import io.vitascope.storage.VideoBlobs;
import jakarta.inject.Singleton;
import java.io.DataInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Streams that begin at a time: a fragmented MP4 with picture and sound, put together from segments that lie in storage
 * apart from each other. Nothing is encoded, so a stream begins at the start of a segment.
 *
 * <p>Threads: stateless; blocks on the store.
 */
@Singleton
final class TimedStreams {

    /** Sound may start this much after the picture, rather than a whole segment before it. */
    private static final long ALIGNED_US = 100_000;

    private static final int READ_AHEAD_FOR_HEADER = 64 << 10;

    private final BlobStore blobs;
    private final SmallBlobs smallBlobs;

    TimedStreams(BlobStore blobs, SmallBlobs smallBlobs) {
        this.blobs = blobs;
        this.smallBlobs = smallBlobs;
    }

    /** @param startMs of the video; where the first picture of the stream lies */
    record TimedStream(String rendition, String contentType, long startMs, InputStream bytes) {}

    private record Track(BlobKey folder, MediaPlaylist playlist, byte[] initialization, int first) {

        BlobKey key(int index) {
            return folder.child(playlist.segments().get(index).uri());
        }

        long ticks(long timeUs) {
            return Math.multiplyExact(timeUs, CmafMerge.timescale(initialization)) / 1_000_000;
        }
    }

    TimedStream open(PlayableVideo video, String asked, long timeMs) {
        if (timeMs < 0 || timeMs > Math.max(video.durationMs(), 1)) {
            throw outside(timeMs, video.durationMs());
        }
        BlobKey prefix = Playback.playlists(video);
        MasterPlaylist master = new MasterPlaylist(text(prefix.child(VideoBlobs.MASTER_PLAYLIST)));
        MasterPlaylist.Variant variant = choose(video, master, asked);
        List<Track> tracks = new ArrayList<>();
        Track picture = track(prefix, variant.uri(), timeMs * 1000);
        tracks.add(picture);
        long startUs = picture.playlist().segments().get(picture.first()).startUs();
        if (variant.height() > 0) {
            master.audioUri().ifPresent(uri -> tracks.add(track(prefix, uri, startUs + ALIGNED_US)));
        }
        byte[] initialization = CmafMerge.initialization(
                tracks.stream().map(Track::initialization).toList());
        String contentType = variant.height() > 0 ? "video/mp4" : "audio/mp4";
        InputStream bytes = new MergedFragments(blobs, initialization, inTurn(tracks));
        return new TimedStream(variant.name(), contentType, startUs / 1000, bytes);
    }

    private static MasterPlaylist.Variant choose(PlayableVideo video, MasterPlaylist master, String asked) {
        List<MasterPlaylist.Variant> variants = master.variants();
        List<ProgressiveFile> renditions = variants.stream()
                .map(variant ->
                        new ProgressiveFile(variant.name(), variant.width(), variant.height(), Optional.empty()))
                .toList();
        String name = Quality.parse(asked)
                .flatMap(quality -> quality.choose(renditions))
                .map(ProgressiveFile::rendition)
                .orElseThrow(() -> Playback.unknownQuality(video, asked));
        return variants.stream()
                .filter(variant -> variant.name().equals(name))
                .findFirst()
                .orElseThrow();
    }

    private Track track(BlobKey prefix, String uri, long timeUs) {
        BlobKey playlistKey = prefix.child(uri);
        MediaPlaylist playlist = MediaPlaylist.parse(text(playlistKey));
        if (!playlist.complete() || playlist.segments().isEmpty()) {
            throw ProblemException.retryAfter(
                    DeliveryError.NOT_READY,
                    "This rendition is still being made; it can be streamed from a time once it is complete.",
                    Playback.RENDITION_PAUSE);
        }
        BlobKey folder = parent(playlistKey);
        byte[] initialization = content(folder.child(playlist.initUri())).bytes();
        return new Track(folder, playlist, initialization, playlist.indexAt(timeUs));
    }

    /** The segments of all tracks by their start, moved so that the earliest of the first ones begins at zero. */
    private List<Part> inTurn(List<Track> tracks) {
        long earliestUs = tracks.stream().mapToLong(this::startUs).min().orElse(0);
        record Turn(long startUs, Part part) {}
        List<Turn> turns = new ArrayList<>();
        for (int number = 1; number <= tracks.size(); number++) {
            Track track = tracks.get(number - 1);
            long earlierByTicks = track.ticks(earliestUs);
            List<MediaPlaylist.Segment> segments = track.playlist().segments();
            for (int index = track.first(); index < segments.size(); index++) {
                Part part = new Part(track.key(index), number, earlierByTicks);
                turns.add(new Turn(segments.get(index).startUs(), part));
            }
        }
        return turns.stream()
                .sorted(Comparator.comparingLong(Turn::startUs))
                .map(Turn::part)
                .toList();
    }

    /** When the first chosen segment really begins, from its own header: playlists round. */
    private long startUs(Track track) {
        BlobKey key = track.key(track.first());
        BlobInfo info = blobs.stat(key).orElseThrow(() -> gone(key));
        ByteRange head = new ByteRange(0, Math.min(info.sizeBytes(), READ_AHEAD_FOR_HEADER));
        try (DataInputStream in = new DataInputStream(blobs.open(key, head).orElseThrow(() -> gone(key)))) {
            while (true) {
                byte[] start = in.readNBytes(8);
                if (start.length < 8) {
                    throw new IllegalArgumentException(key + " has no fragment");
                }
                int size = ByteBuffer.wrap(start).getInt();
                byte[] box = new byte[size];
                System.arraycopy(start, 0, box, 0, 8);
                in.readFully(box, 8, size - 8);
                if (Mp4Box.parse(box).get(0).type().equals("moof")) {
                    return Math.multiplyExact(CmafMerge.decodeTime(box), 1_000_000L)
                            / CmafMerge.timescale(track.initialization());
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private String text(BlobKey key) {
        return content(key).text();
    }

    private SmallBlobs.Content content(BlobKey key) {
        return smallBlobs.read(key).orElseThrow(() -> gone(key));
    }

    private static BlobKey parent(BlobKey key) {
        return new BlobKey(key.value().substring(0, key.value().lastIndexOf('/')));
    }

    private static ProblemException gone(BlobKey key) {
        return new ProblemException(
                DeliveryError.UNKNOWN_FILE,
                "\"" + key.name() + "\" of this video is gone; it may have been replaced. Ask again.");
    }

    private static ProblemException outside(long timeMs, long durationMs) {
        return new ProblemException(
                DeliveryError.OUTSIDE,
                "The stream cannot start at " + timeMs + " ms: the video lasts " + durationMs + " ms.",
                Map.of("duration_ms", durationMs));
    }
}
