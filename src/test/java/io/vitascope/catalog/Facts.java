package io.vitascope.catalog;

import io.vitascope.kernel.VideoId;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Real values that the tests of this room begin with. */
final class Facts {

    static final Instant NOON = Instant.parse("2026-03-01T12:00:00Z");

    private Facts() {}

    static Arrival arrival(VideoId id, String title, List<String> tags, Instant completedAt) {
        Source source = new Source(
                title + ".mp4",
                "videos/" + id + "/source",
                1_000,
                "ab".repeat(32),
                5_000,
                1280,
                720,
                "mov,mp4,m4a,3gp,3g2,mj2",
                List.of("h264", "aac"),
                "yuv420p");
        return new Arrival(id, title, "", tags, source, completedAt);
    }

    /** In the catalog, and processed. */
    static VideoId ready(Catalog catalog, String title, List<String> tags) {
        Instant now = Instant.now();
        VideoId id = VideoId.create(now.toEpochMilli());
        catalog.arrived(arrival(id, title, tags, now));
        catalog.learned(id, 1, run -> run.completed("videos/" + id + "/g1", measured(1), 5_100, List.of()));
        return id;
    }

    static Video video() {
        return Video.arrived(arrival(VideoId.create(NOON.toEpochMilli()), "Sea", List.of(), NOON));
    }

    static List<Rendition> planned() {
        return List.of(encoded("", 0, 0, 0, null));
    }

    static List<Rendition> measured(int generation) {
        return List.of(encoded("avc1.64001f", 900_000, 1_200_000, 600_000, "videos/x/g" + generation + "/720p.mp4"));
    }

    private static Rendition encoded(
            String codecs, long averageBandwidth, long peakBandwidth, long sizeBytes, @Nullable String progressiveKey) {
        return new Rendition(
                "720p",
                Rendition.Kind.VIDEO,
                1280,
                720,
                25,
                1,
                codecs,
                averageBandwidth,
                peakBandwidth,
                sizeBytes,
                progressiveKey,
                /* copied= */ false,
                /* fidelity= */ null,
                /* language= */ null,
                /* label= */ null);
    }

    static Job job(Job.State state, Optional<String> prefix) {
        return new Job(
                1,
                state,
                Optional.of(40.0),
                2,
                3,
                0,
                measured(1),
                prefix,
                Optional.empty(),
                5_100,
                List.of(),
                Optional.empty(),
                List.of(),
                List.of(),
                Optional.empty(),
                Optional.empty());
    }
}
