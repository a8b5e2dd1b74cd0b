package io.vitascope.storage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.smallrye.config.SmallRyeConfig;
import io.smallrye.config.SmallRyeConfigBuilder;
import io.vitascope.kernel.ByteRange;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.HttpURLConnection;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.services.s3.model.MultipartUpload;
import software.amazon.awssdk.services.s3.model.Part;

class S3BlobStoreTest extends BlobStoreContract {

    /** The least that S3 takes for any part but the last. */
    private static final int PART = 5 << 20;

    private static final BlobKey SOURCE = new BlobKey("videos/c/source");

    @TempDir
    Path folder;

    private final String name = S3Server.bucket();
    private Scratch scratch;
    private S3Bucket bucket;
    private S3BlobStore store;

    @BeforeEach
    void open() throws IOException {
        scratch = new Scratch(Files.createDirectory(folder.resolve("scratch")));
        bucket = new S3Bucket(config(Map.of()));
        store = open(bucket);
    }

    @AfterEach
    void close() {
        store.close();
    }

    @Override
    BlobStore store() {
        return store;
    }

    /** The marker that consoles make for a folder, and a name with a blank. */
    @Test
    void whatCanBeNoBlobIsAStranger() {
        BlobKey key = new BlobKey("videos/a/source");
        store.put(key, new byte[1]);
        String home = bucket.object(new BlobKey("videos"));
        for (String object : List.of(home + "/", home + "/my film.mp4")) {
            bucket.client()
                    .putObject(
                            request -> request.bucket(bucket.name()).key(object), RequestBody.fromBytes(new byte[0]));
        }
        bucket.client()
                .createMultipartUpload(request -> request.bucket(bucket.name()).key(home + "/my part.mp4"));
        List<String> strangers = new ArrayList<>();
        assertThat(store.list(new BlobKey("videos"), strangers::add))
                .extracting(BlobInfo::key)
                .containsExactly(key);
        assertThat(strangers).contains("videos/my film.mp4");
        assertThat(store.unfinished(new BlobKey("videos"))).isEmpty();
    }

    @Test
    void aLargeFileArrivesWhole() throws IOException {
        byte[] content = random(2 * PART + 12_345);
        store.put(SOURCE, Files.write(folder.resolve("large"), content));
        assertThat(store.stat(SOURCE).orElseThrow().sizeBytes()).isEqualTo(content.length);
        assertThat(bytes(SOURCE, new ByteRange(PART - 2, PART + 2)))
                .containsExactly(content[PART - 2], content[PART - 1], content[PART], content[PART + 1]);
        assertThat(bytes(SOURCE, ByteRange.all(content.length))).isEqualTo(content);
        assertThat(unfinished()).isEmpty();
    }

    @Test
    void whatIsForGoodIsSentInEvenPartsWhileTheFileGrows() throws IOException {
        Path file = Files.write(folder.resolve("growing"), random(2 * PART + 1));
        store.ahead(SOURCE, file, 2 * PART + 1);
        awaitParts(2);
        assertThat(parts()).extracting(Part::size).containsOnly((long) PART);
        assertThat(store.stat(SOURCE)).isEmpty();
        byte[] whole = Files.readAllBytes(file);
        store.put(SOURCE, file);
        assertThat(bytes(SOURCE, ByteRange.all(whole.length))).isEqualTo(whole);
        assertThat(unfinished()).isEmpty();
    }

    @Test
    void anotherProcessGoesOnWithThePartsThatAreThere() throws IOException {
        byte[] whole = random(3 * PART);
        Path file = Files.write(folder.resolve("growing"), whole);
        store.ahead(SOURCE, file, 2 * PART);
        awaitParts(2);
        MultipartUpload begun = unfinished().get(0);
        S3BlobStore other = open(bucket);
        other.ahead(SOURCE, file, 3 * PART);
        awaitParts(3);
        assertThat(unfinished()).extracting(MultipartUpload::uploadId).containsExactly(begun.uploadId());
        other.put(SOURCE, file);
        assertThat(bytes(SOURCE, ByteRange.all(whole.length))).isEqualTo(whole);
    }

    @Test
    void whatTwoProcessesBeganIsCompletedOnceAndNothingOfTheOtherIsLeft() throws IOException {
        byte[] whole = random(2 * PART);
        Path file = Files.write(folder.resolve("growing"), whole);
        AtomicLong nanos = new AtomicLong();
        try (S3Uploads elsewhere = new S3Uploads(bucket, nanos::get)) {
            elsewhere.ahead(SOURCE, file, PART);
            awaitParts(1);
            bucket.client()
                    .createMultipartUpload(request -> request.bucket(name).key(bucket.object(SOURCE)));
            assertThat(unfinished()).hasSize(2);
            store.put(SOURCE, file);
            assertThat(bytes(SOURCE, ByteRange.all(whole.length))).isEqualTo(whole);
            assertThat(unfinished()).isEmpty();
            nanos.addAndGet(Duration.ofMinutes(9).toNanos());
            elsewhere.ahead(new BlobKey("videos/d/source"), Files.write(file, whole), PART);
            assertThat(elsewhere.growing()).isEqualTo(2);
            nanos.addAndGet(Duration.ofMinutes(2).toNanos());
            assertThat(elsewhere.growing()).isEqualTo(1);
        }
    }

    @Test
    void partsOfOtherBytesAreSentAgain() throws IOException {
        store.ahead(SOURCE, Files.write(folder.resolve("before"), random(2 * PART)), 2 * PART);
        awaitParts(2);
        store.forgetAhead(SOURCE);
        byte[] whole = random(2 * PART + 7);
        store.put(SOURCE, Files.write(folder.resolve("after"), whole));
        assertThat(bytes(SOURCE, ByteRange.all(whole.length))).isEqualTo(whole);
    }

    @Test
    void deletingAPrefixLeavesNoUnfinishedUpload() throws IOException {
        store.ahead(SOURCE, Files.write(folder.resolve("growing"), random(PART)), PART);
        awaitParts(1);
        store.deleteAll(SOURCE.parent());
        assertThat(unfinished()).isEmpty();
    }

    @Test
    void aLinkIsReadWithoutCredentialsAndOnlyAsItWasGiven() throws IOException {
        try (S3BlobStore redirecting =
                open(new S3Bucket(config(Map.of("vitascope.storage.s3.delivery", "redirect"))))) {
            redirecting.put(SOURCE, "segment".getBytes(StandardCharsets.UTF_8));
            URI link = redirecting
                    .link(SOURCE, "video/mp4", "attachment; filename=\"a.mp4\"")
                    .orElseThrow();
            HttpURLConnection answer = (HttpURLConnection) link.toURL().openConnection();
            answer.setRequestProperty("Range", "bytes=3-");
            try (InputStream in = answer.getInputStream()) {
                assertThat(new String(in.readAllBytes(), StandardCharsets.UTF_8))
                        .isEqualTo("ment");
            }
            assertThat(answer.getContentType()).isEqualTo("video/mp4");
            assertThat(answer.getHeaderField("Content-Disposition")).contains("a.mp4");
            URI forged = URI.create(link.toString().replace("/c/source", "/d/source"));
            assertThat(((HttpURLConnection) forged.toURL().openConnection()).getResponseCode())
                    .isEqualTo(403);
        }
        assertThat(store.link(SOURCE, "video/mp4", "")).isEmpty();
    }

    @Test
    void aBucketIsInTheHostsNameUnlessItIsToBeInThePath() {
        Map<String, String> settings = Map.of(
                "vitascope.storage.s3.delivery", "redirect",
                "vitascope.storage.s3.path-style", "false",
                "vitascope.storage.s3.endpoint", "https://s3.example.org");
        try (S3BlobStore virtual = open(new S3Bucket(config(settings)))) {
            URI link = virtual.link(SOURCE, "video/mp4", "").orElseThrow();
            assertThat(link.getHost()).isEqualTo(name + ".s3.example.org");
            assertThat(link.getPath()).isEqualTo("/library/videos/c/source");
        }
    }

    @Test
    void addressesForClientsAreOfTheNameByWhichTheyReachTheStore() throws IOException {
        URI here = S3Server.endpoint();
        assertThat(here.getHost()).isEqualTo("127.0.0.1");
        Map<String, String> settings = Map.of(
                "vitascope.storage.s3.delivery",
                "redirect",
                "vitascope.storage.s3.public-endpoint",
                "http://localhost:" + here.getPort());
        try (S3BlobStore named = open(new S3Bucket(config(settings)))) {
            named.put(SOURCE, "segment".getBytes(StandardCharsets.UTF_8));
            URI link = named.link(SOURCE, "video/mp4", "").orElseThrow();
            assertThat(link.getHost()).isEqualTo("localhost");
            try (InputStream in = link.toURL().openStream()) {
                assertThat(in.readAllBytes()).asString().isEqualTo("segment");
            }
            DirectParts parts = named.direct().orElseThrow();
            URI part = parts.link(SOURCE, parts.begin(SOURCE), 1, PART);
            assertThat(part.getHost()).isEqualTo("localhost");
        }
    }

    @Test
    void partsThatOthersBringNeedNoChecksumThoughOursHaveOne() {
        S3Bucket checking = new S3Bucket(config(Map.of("vitascope.storage.s3.checksums", "true")));
        checking.require();
        try (S3BlobStore direct = open(checking)) {
            DirectParts parts = direct.direct().orElseThrow();
            String begun = parts.begin(SOURCE);
            assertThat(parts.arrived(SOURCE, begun))
                    .hasValueSatisfying(arrived -> assertThat(arrived).isEmpty());
            assertThat(parts.link(SOURCE, begun, 1, PART).getQuery()).doesNotContain("checksum");
            assertThat(direct.unfinished(SOURCE.parent()))
                    .extracting(Unfinished::uploadId)
                    .containsExactly(begun);
        }
    }

    /** Older stores refuse a deletion without it. */
    @Test
    void withoutChecksumsADeletionHasTheDigestThatEveryStoreKnows() throws IOException {
        try (RecordingRelay relay = new RecordingRelay(S3Server.endpoint());
                S3BlobStore relayed = open(new S3Bucket(config(
                        Map.of("vitascope.storage.s3.endpoint", relay.endpoint().toString()))))) {
            relayed.put(SOURCE, Files.write(folder.resolve("small"), random(100)));
            relayed.deleteAll(SOURCE.parent());
            assertThat(relayed.stat(SOURCE)).isEmpty();
            String[] said = relay.said().split("(?=POST /\\S+\\?delete )");
            assertThat(said).hasSize(2);
            assertThat(said[0]).startsWith("PUT /").doesNotContainIgnoringCase("x-amz-checksum");
            assertThat(said[1]).containsPattern("(?i)\\r\\ncontent-md5: [A-Za-z0-9+/]{22}==\\r\\n");
        }
    }

    @Test
    void aStoreThatCannotBeUsedSaysWhy() {
        assertThatThrownBy(() -> new S3Bucket(config(Map.of("vitascope.storage.s3.bucket", "nobody"))).require())
                .hasMessageContaining("There is no bucket nobody");
        assertThatThrownBy(() -> new S3Bucket(config(Map.of("vitascope.storage.s3.secret-key", "wrong"))).require())
                .hasMessageContaining("does not let this server in");
        Map<String, String> nowhere =
                Map.of("vitascope.storage.s3.endpoint", "http://127.0.0.1:9", "vitascope.storage.s3.attempts", "1");
        try (S3BlobStore away = open(new S3Bucket(config(nowhere)))) {
            assertThatThrownBy(() -> away.stat(SOURCE)).isInstanceOf(UncheckedIOException.class);
        }
    }

    private S3BlobStore open(S3Bucket of) {
        return new S3BlobStore(of, new S3Uploads(of), scratch);
    }

    private S3Config config(Map<String, String> changes) {
        Map<String, String> settings = new HashMap<>(Map.of(
                "vitascope.storage.s3.endpoint",
                S3Server.endpoint().toString(),
                "vitascope.storage.s3.bucket",
                name,
                "vitascope.storage.s3.path-style",
                "true",
                "vitascope.storage.s3.prefix",
                "library",
                "vitascope.storage.s3.checksums",
                "false",
                "vitascope.storage.s3.part-size",
                "5M",
                "vitascope.storage.s3.access-key",
                S3Server.ACCESS_KEY,
                "vitascope.storage.s3.secret-key",
                S3Server.SECRET_KEY));
        settings.putAll(changes);
        SmallRyeConfig config = new SmallRyeConfigBuilder()
                .withMapping(S3Config.class)
                .addDiscoveredConverters()
                .withDefaultValues(settings)
                .build();
        return config.getConfigMapping(S3Config.class);
    }

    /** The server stumbles over a part that is renamed while it lists them. */
    private void awaitParts(int count) {
        await().ignoreExceptions().until(() -> parts().size() == count);
    }

    private List<MultipartUpload> unfinished() {
        return bucket.client()
                .listMultipartUploads(request -> request.bucket(name))
                .uploads();
    }

    private List<Part> parts() {
        return unfinished().stream()
                .flatMap(upload -> bucket
                        .client()
                        .listParts(request ->
                                request.bucket(name).key(upload.key()).uploadId(upload.uploadId()))
                        .parts()
                        .stream())
                .toList();
    }

    private byte[] bytes(BlobKey key, ByteRange range) throws IOException {
        try (InputStream in = store.open(key, range).orElseThrow()) {
            return in.readAllBytes();
        }
    }

    private static byte[] random(int length) {
        byte[] bytes = new byte[length];
        new Random(length).nextBytes(bytes);
        return bytes;
    }
}
