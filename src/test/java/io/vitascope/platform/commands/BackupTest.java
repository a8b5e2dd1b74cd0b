package io.vitascope.platform.commands;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.quarkus.arc.All;
import io.quarkus.test.junit.QuarkusTest;
import io.vertx.mutiny.core.Vertx;
import io.vertx.mutiny.redis.client.Command;
import io.vertx.mutiny.redis.client.Redis;
import io.vertx.mutiny.redis.client.Request;
import io.vertx.mutiny.redis.client.Response;
import io.vitascope.kernel.ByteRange;
import io.vitascope.outbox.PassingKeys;
import io.vitascope.storage.BlobKey;
import io.vitascope.storage.BlobStore;
import io.vitascope.storage.MemoryBlobStore;
import io.vitascope.storage.Scratch;
import jakarta.inject.Inject;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** From one database of the real Redis into another, and from one storage into another. */
@QuarkusTest
class BackupTest {

    private static final Duration PATIENCE = Duration.ofSeconds(10);
    private static final BlobKey BLOB = new BlobKey("videos/a/g1/720p/00000.m4s");
    private static final String FAR_AWAY = "4102444800000"; // the year 2100, in ms

    @TempDir
    Path folder;

    private final Vertx vertx;
    private final Scratch scratch;
    private final List<PassingKeys> passing;
    private final String address;
    private Redis from;
    private Redis to;
    private final BlobStore source = new MemoryBlobStore();
    private final BlobStore target = new MemoryBlobStore();

    @Inject
    @SuppressWarnings("NullAway.Init") // opened before each test
    BackupTest(
            Vertx vertx,
            Scratch scratch,
            @All List<PassingKeys> passing,
            @ConfigProperty(name = "quarkus.redis.hosts") String address) {
        this.passing = passing;
        this.vertx = vertx;
        this.scratch = scratch;
        this.address = address;
    }

    @BeforeEach
    void fill() {
        from = Redis.createClient(vertx, address + "/14");
        to = Redis.createClient(vertx, address + "/15");
        ask(from, "SET", "vitascope:video:a", "{\"title\":\"Ä\"}");
        ask(from, "SET", "vitascope:upload-key:k", "a", "PXAT", FAR_AWAY);
        ask(from, "ZADD", "vitascope:videos:by:created", "1.5", "a");
        ask(from, "SADD", "vitascope:videos:tag:sea", "a", "b");
        ask(from, "HSET", "vitascope:videos:title-members", "a", "x");
        ask(from, "XADD", "vitascope:videos:changes", "7-1", "id", "a");
        ask(from, "SET", "vitascope:outbox:relay", "somebody");
        ask(from, "SET", "vitascope:upload-writer:a", "somebody");
        ask(from, "SET", "vitascope:upload-wanted:a", "");
        ask(from, "SET", "vitascope:stock-taken", "1");
        ask(from, "SET", "vitascope:uploads:stored-counted", "1");
        ask(from, "SET", "another:program", "left alone");
        source.put(BLOB, "moof".getBytes(StandardCharsets.UTF_8));
    }

    @AfterEach
    void empty() {
        ask(from, "FLUSHDB");
        ask(to, "FLUSHDB");
        from.close();
        to.close();
    }

    @Test
    void whatIsExportedIsTheSameAfterItIsImported() throws Exception {
        Path export = folder.resolve("export");
        assertThat(backup(from, source).export(export)).contains("6 keys and 1 blobs, 4 bytes");

        assertThat(backup(to, target).restore(export)).contains("6 keys and 1 blobs, 4 bytes");

        List<String> keys = List.of(
                "vitascope:video:a",
                "vitascope:upload-key:k",
                "vitascope:videos:by:created",
                "vitascope:videos:title-members",
                "vitascope:videos:changes");
        assertThat(ask(to, "DBSIZE").toInteger()).isEqualTo(keys.size() + 1);
        // A set has no order, nor has what Redis makes of it.
        assertThat(ask(to, "SORT", "vitascope:videos:tag:sea", "ALPHA").toString())
                .isEqualTo("[a, b]");
        for (String key : keys) {
            assertThat(ask(to, "DUMP", key).toBytes())
                    .as(key)
                    .isEqualTo(ask(from, "DUMP", key).toBytes());
            assertThat(ask(to, "PEXPIRETIME", key).toLong())
                    .as(key)
                    .isEqualTo(ask(from, "PEXPIRETIME", key).toLong());
        }
        assertThat(target.open(BLOB, ByteRange.all(4)).map(BackupTest::text)).contains("moof");
    }

    @Test
    void aChangedBlobIsNotImported() throws Exception {
        Path export = folder.resolve("export");
        backup(from, source).export(export);
        Files.writeString(export.resolve("blobs").resolve(BLOB.value()), "MOOF");

        assertThatThrownBy(() -> backup(to, target).restore(export)).hasMessageContaining("SHA-256");

        assertThat(ask(to, "DBSIZE").toInteger()).isZero();
    }

    @Test
    void anInstallationThatWasOnlyStartedIsEmpty() throws Exception {
        Path export = folder.resolve("export");
        ask(from, "SET", "vitascope:videos:index-version", "9");
        backup(from, source).export(export);
        ask(to, "SET", "vitascope:videos:index-version", "1");
        ask(to, "SET", "vitascope:stock-taken", "1");

        assertThat(backup(to, target).restore(export)).contains("7 keys");

        assertThat(ask(to, "GET", "vitascope:videos:index-version").toString()).isEqualTo("9");
        assertThat(ask(to, "EXISTS", "vitascope:stock-taken").toInteger())
                .as("whether records have been looked at")
                .isZero();
    }

    @Test
    void nothingIsImportedWhereVideosAre() throws Exception {
        Path export = folder.resolve("export");
        backup(from, source).export(export);

        assertThatThrownBy(() -> backup(from, target).restore(export)).hasMessageContaining("empty Redis");
        assertThatThrownBy(() -> backup(to, source).restore(export)).hasMessageContaining("empty storage");
    }

    @Test
    void anExportThatBrokeOffIsNotImported() throws Exception {
        Path export = folder.resolve("export");
        backup(from, source).export(export);
        Files.delete(export.resolve("export.properties"));

        assertThatThrownBy(() -> backup(to, target).restore(export)).hasMessageContaining("no finished export");
    }

    private Backup backup(Redis redis, BlobStore blobs) {
        return new Backup(redis, blobs, scratch, passing, "test");
    }

    private static Response ask(Redis redis, String command, String... arguments) {
        Request request = Request.cmd(Command.create(command));
        for (String argument : arguments) {
            request.arg(argument);
        }
        return redis.send(request).await().atMost(PATIENCE);
    }

    private static String text(java.io.InputStream in) {
        try (in) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (java.io.IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }
}
