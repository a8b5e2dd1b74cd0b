package io.vitascope.delivery;

import io.vitascope.kernel.VideoId;
import io.vitascope.processing.ffmpeg.AudioRung;
import io.vitascope.processing.ffmpeg.FrameRate;
import io.vitascope.processing.ffmpeg.MediaLimits;
import io.vitascope.processing.ffmpeg.Quality;
import io.vitascope.processing.ffmpeg.Remuxer;
import io.vitascope.processing.ffmpeg.SegmentGrid;
import io.vitascope.processing.ffmpeg.TestClips;
import io.vitascope.processing.ffmpeg.Timing;
import io.vitascope.processing.ffmpeg.TranscodeListener;
import io.vitascope.processing.ffmpeg.TranscodePlan;
import io.vitascope.processing.ffmpeg.Transcoder;
import io.vitascope.processing.ffmpeg.VideoRung;
import io.vitascope.storage.BlobKey;
import io.vitascope.storage.BlobStore;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * Ten seconds of moving picture (25 frames a second) and of a rising tone, made by the real engine in two sizes with
 * the sound apart, published where processing publishes.
 */
final class PublishedClip {

    static final long DURATION_MS = 10_000;

    private PublishedClip() {}

    /** Everything of it, in the catalog too; the bytes of {@code 360p.mp4}. */
    static byte[] publish(BlobStore blobs, CatalogFacts catalog, VideoId id, Path directory) throws Exception {
        BlobKey prefix = publish(blobs, id, directory);
        byte[] progressive = Files.readAllBytes(directory.resolve("360p.mp4"));
        blobs.put(prefix.child("360p.mp4"), progressive);
        blobs.put(BlobKey.ofVideo(id).child("source"), Files.readAllBytes(directory.resolve("source.mp4")));
        catalog.uploaded(id, "Käse.mp4");
        catalog.playable(id);
        catalog.completed(id);
        return progressive;
    }

    /** Leaves {@code source.mp4} and {@code 360p.mp4} (picture and sound) in {@code directory} as well. */
    static BlobKey publish(BlobStore blobs, VideoId id, Path directory) throws Exception {
        BlobKey prefix = BlobKey.ofVideo(id).child("g1");
        TestClips.in(directory, "source.mp4")
                .size(640, 360)
                .frames(250, 25)
                .audio(10, 2)
                .rising()
                .indexInFront()
                .make();
        Path workspace = Files.createDirectory(directory.resolve("workspace"));
        Map<String, StringBuilder> playlists = transcode(directory.resolve("source.mp4"), workspace, blobs, prefix);
        playlists.forEach((track, text) -> put(blobs, prefix, track + "/index.m3u8", text + "#EXT-X-ENDLIST\n"));
        put(blobs, prefix, "master.m3u8", MASTER);
        put(blobs, prefix, "manifest.mpd", MANIFEST);
        Remuxer.progressive(
                Optional.of(Remuxer.Part.ofTrack(workspace.resolve("360p.mp4"))),
                Optional.of(Remuxer.Part.ofTrack(workspace.resolve("audio.mp4"))),
                directory.resolve("360p.mp4"));
        return prefix;
    }

    private static final String MASTER = """
        #EXTM3U
        #EXT-X-VERSION:7
        #EXT-X-INDEPENDENT-SEGMENTS
        #EXT-X-MEDIA:TYPE=AUDIO,GROUP-ID="audio",NAME="Sound",DEFAULT=YES,AUTOSELECT=YES,URI="audio/index.m3u8"
        #EXT-X-STREAM-INF:BANDWIDTH=900000,CODECS="avc1.64001e,mp4a.40.2",RESOLUTION=640x360,AUDIO="audio"
        360p/index.m3u8
        #EXT-X-STREAM-INF:BANDWIDTH=400000,CODECS="avc1.64000d,mp4a.40.2",RESOLUTION=320x180,AUDIO="audio"
        180p/index.m3u8
        """;

    static final String MANIFEST = """
        <?xml version="1.0" encoding="UTF-8"?>
        <MPD xmlns="urn:mpeg:dash:schema:mpd:2011" type="static" mediaPresentationDuration="PT10S">
          <Period>
            <AdaptationSet contentType="video" mimeType="video/mp4">
              <Representation id="360p" bandwidth="900000" codecs="avc1.64001e">
                <SegmentTemplate duration="2" startNumber="0" initialization="$RepresentationID$/init.mp4"
                    media="$RepresentationID$/$Number%05d$.m4s"/>
              </Representation>
            </AdaptationSet>
          </Period>
        </MPD>
        """;

    private static Map<String, StringBuilder> transcode(Path source, Path workspace, BlobStore blobs, BlobKey prefix)
            throws Exception {
        TranscodePlan plan = new TranscodePlan(
                Optional.of(new TranscodePlan.Picture(
                        /* streamIndex= */ 0,
                        new FrameRate(25, 1),
                        List.of(
                                new VideoRung("360p", 640, 360, 26, 800_000, Quality.SPEED, 1),
                                new VideoRung("180p", 320, 180, 26, 300_000, Quality.SPEED, 1)))),
                List.of(new AudioRung("audio", /* streamIndex= */ 1, 2, 96_000)),
                SegmentGrid.even(2_000_000),
                Timing.of(),
                MediaLimits.defaults());
        Map<String, StringBuilder> playlists = new TreeMap<>();
        Transcoder.run(source, plan, workspace, new Publishing(blobs, prefix, playlists), () -> false);
        return playlists;
    }

    private record Publishing(BlobStore blobs, BlobKey prefix, Map<String, StringBuilder> playlists)
            implements TranscodeListener {

        @Override
        public void trackStarted(Track track) {
            playlists
                    .computeIfAbsent(track.name(), name -> new StringBuilder())
                    .append("#EXTM3U\n#EXT-X-VERSION:7\n#EXT-X-TARGETDURATION:2\n#EXT-X-MAP:URI=\"init.mp4\"\n");
            blobs.put(prefix.child(track.name() + "/init.mp4"), track.init());
        }

        @Override
        public void segment(Segment segment) {
            String name = String.format("%05d.m4s", segment.index());
            StringBuilder playlist = playlists.get(segment.track());
            if (playlist != null) {
                playlist.append(String.format("#EXTINF:%.6f,%n%s%n", segment.durationUs() / 1e6, name));
            }
            blobs.put(prefix.child(segment.track() + "/" + name), segment.file());
        }

        @Override
        public void trackEnded(String track) {}

        @Override
        public void progress(long decodedUs, double speed) {}

        @Override
        public void warning(String code, String text) {}
    }

    static void put(BlobStore blobs, BlobKey prefix, String name, String text) {
        blobs.put(prefix.child(name), text.getBytes(StandardCharsets.UTF_8));
    }

    static byte[] bytes(Path file) throws IOException {
        return Files.readAllBytes(file);
    }
}
