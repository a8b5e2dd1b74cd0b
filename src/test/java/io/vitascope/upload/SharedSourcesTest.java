package io.vitascope.upload;

import static io.restassured.RestAssured.given;
import static io.vitascope.upload.TusClient.header;
import static io.vitascope.upload.TusClient.metadata;
import static io.vitascope.upload.UniqueFilm.film;
import static io.vitascope.upload.UniqueFilm.form;
import static io.vitascope.upload.UniqueFilm.id;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.not;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.quarkus.redis.datasource.RedisDataSource;
import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import io.vitascope.NobodyWorks;
import io.vitascope.kernel.VideoId;
import io.vitascope.storage.BlobKey;
import io.vitascope.storage.BlobStore;
import io.vitascope.storage.ForwardingStore;
import io.vitascope.storage.LocalFiles;
import io.vitascope.storage.Scratch;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;

/** Files that are here already and need not be kept twice. */
@QuarkusTest
@TestProfile(NobodyWorks.class)
class SharedSourcesTest {

    @TestHTTPResource("/")
    @SuppressWarnings("NullAway.Init")
    private URI server;

    private final Uploads uploads;
    private final UploadStore store;
    private final SharedSources sources;
    private final UploadLimits limits;
    private final Quota quota;
    private final ProbeClient probe;
    private final BlobStore blobs;
    private final LocalFiles files;
    private final GrowingFiles growingFiles;
    private final UploadConfig config;
    private final RedisDataSource redis;
    private final Scratch scratch;

    SharedSourcesTest(
            Uploads uploads,
            UploadStore store,
            SharedSources sources,
            UploadLimits limits,
            Quota quota,
            ProbeClient probe,
            BlobStore blobs,
            LocalFiles files,
            GrowingFiles growingFiles,
            UploadConfig config,
            RedisDataSource redis,
            Scratch scratch) {
        this.uploads = uploads;
        this.store = store;
        this.sources = sources;
        this.limits = limits;
        this.quota = quota;
        this.probe = probe;
        this.blobs = blobs;
        this.files = files;
        this.growingFiles = growingFiles;
        this.config = config;
        this.redis = redis;
        this.scratch = scratch;
    }

    @Test
    void aFileThatIsHereIsKeptOnceUntilTheLastOfItsVideosIsGone() throws Exception {
        byte[] film = film();
        VideoId first = id(form(film, "").body("reused", equalTo(false)));
        VideoId second =
                id(form(film, "reuse").body("reused", equalTo(true)).body("duplicate_of", equalTo(first.toString())));
        VideoId third = overTus(film);
        BlobKey shared = Upload.source(first);
        assertThat(List.of(source(second), source(third))).containsOnly(shared.value());
        assertThat(blobs.stat(Upload.source(second))).isEmpty();
        assertThat(blobs.stat(Upload.source(third))).isEmpty();
        assertThat(scratch.names())
                .noneMatch(name -> name.contains(second.toString()) || name.contains(third.toString()));

        assertThat(uploads.forget(first)).isTrue();
        assertThat(uploads.forget(first)).isTrue();
        assertThat(blobs.stat(shared)).isPresent();
        VideoId fourth = id(form(film, "reuse").body("reused", equalTo(true)));
        assertThat(uploads.known(List.of(first))).containsKey(first);
        uploads.forget(second);
        uploads.forget(fourth);
        assertThat(blobs.stat(shared)).isPresent();
        uploads.forget(third);
        assertThat(blobs.stat(shared)).isEmpty();
        assertThat(uploads.known(List.of(first))).isEmpty();

        VideoId anew = id(form(film, "reuse").body("reused", equalTo(false)));
        assertThat(blobs.stat(Upload.source(anew))).isPresent();
    }

    @Test
    void aVideoIsThereThoughWhatItDoesNotNeedCannotBeRemoved() throws Exception {
        VideoId first = id(form(film(), ""));
        Instant now = Instant.now();
        VideoId id = VideoId.create(now.toEpochMilli());
        store.open(id, UploadRecord.open(now, now.plusSeconds(60), null, null));
        blobs.put(Upload.source(id), new byte[] {1}); // sent ahead
        BlobStore failing = new ForwardingStore(blobs) {
            @Override
            public void deleteAll(BlobKey prefix) {
                throw new UncheckedIOException(new IOException("the bucket is away"));
            }
        };
        Uploads meanwhile = new Uploads(
                store,
                new SharedSources(redis, failing),
                limits,
                quota,
                probe,
                failing,
                files,
                growingFiles,
                config,
                Clock.systemUTC(),
                new SimpleMeterRegistry());
        Upload known = uploads.find(first).orElseThrow();
        Upload shared = new Upload(
                id.toString(),
                "Sea",
                "",
                List.of(),
                "a.mp4",
                known.sourceKey(),
                known.sizeBytes(),
                known.sha256(),
                known.media(),
                now,
                "",
                first.toString());
        assertThat(meanwhile.complete(id, shared)).isTrue();
        assertThat(uploads.find(id)).isPresent();
        sources.removeLeft();
        assertThat(blobs.stat(Upload.source(id))).isEmpty();
        assertThat(blobs.stat(Upload.source(first))).isPresent();
    }

    @Test
    void whoeverSharesWhileTheOwnerGoesHasAFileInTheEnd() throws Exception {
        ExecutorService threads = Executors.newFixedThreadPool(4);
        try {
            for (int round = 0; round < 2; round++) {
                byte[] film = film();
                VideoId owner = id(form(film, ""));
                List<Future<VideoId>> sharing = new ArrayList<>();
                for (int i = 0; i < 3; i++) {
                    sharing.add(threads.submit((Callable<VideoId>) () -> id(form(film, "reuse"))));
                }
                boolean inUse = uploads.forget(owner);
                if (!inUse) {
                    blobs.deleteAll(BlobKey.ofVideo(owner)); // as the catalog does
                }
                for (Future<VideoId> sharer : sharing) {
                    assertThat(blobs.stat(new BlobKey(source(sharer.get())))).isPresent();
                }
                for (Future<VideoId> sharer : sharing) {
                    if (!uploads.forget(sharer.get())) {
                        blobs.deleteAll(BlobKey.ofVideo(sharer.get()));
                    }
                }
                for (Future<VideoId> sharer : sharing) {
                    assertThat(blobs.stat(Upload.source(sharer.get()))).isEmpty();
                }
                assertThat(blobs.stat(Upload.source(owner))).isEmpty();
            }
        } finally {
            threads.shutdownNow();
        }
    }

    @Test
    void withoutTheWishTheFileIsKeptTwiceAndTheAnswerNamesTheOtherVideo() throws Exception {
        byte[] film = film();
        VideoId first = id(form(film, ""));
        VideoId second = id(
                form(film, "").body("duplicate_of", equalTo(first.toString())).body("reused", equalTo(false)));
        assertThat(source(second)).isEqualTo(Upload.source(second).value());
        given().multiPart("dedup", "perhaps")
                .multiPart("video", "a.mp4", film)
                .post("/upload")
                .then()
                .statusCode(422)
                .body("code", equalTo("upload/invalid-text"))
                .body("detail", not(equalTo("")));
    }

    private VideoId overTus(byte[] film) throws Exception {
        try (TusClient tus = new TusClient(server)) {
            String upload = tus.create(film.length, "Upload-Metadata", metadata("dedup", "reuse", "filename", "a.mp4"));
            return VideoId.parse(
                    header(tus.patch(upload, 0, film), "Video-Location").replaceFirst(".*/", ""));
        }
    }

    private String source(VideoId id) {
        return uploads.find(id).orElseThrow().sourceKey();
    }
}
