package io.vitascope.upload;

import static io.vitascope.upload.TusClient.header;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

import io.quarkus.test.junit.QuarkusTest;
import io.vitascope.upload.Resumable.Unforced;
import jakarta.inject.Inject;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.Socket;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** Connections that break, processes that die, and uploads that are given up. */
@QuarkusTest
class TusResumptionTest extends TusProtocol {

    @Inject
    LateForces lateForces;

    @Inject
    RunningHashes hashes;

    @Test
    void aDeletedUploadIsGoneForGoodAndLeavesNothing() throws Exception {
        String upload = tus.create(100);
        tus.patch(upload, 0, HELLO);
        assertThat(tus.send("DELETE", upload).statusCode()).isEqualTo(204);
        assertThat(scratch.names()).doesNotContain("upload-" + id(upload));
        assertThat(tus.head(upload).statusCode()).isEqualTo(410);
        assertThat(tus.patch(upload, 12, HELLO).body()).contains("\"reason\":\"deleted\"");
        assertThat(tus.send("DELETE", upload).statusCode()).isEqualTo(410);
    }

    @Test
    void anUploadThatIsAVideoIsNotDeletedHere() throws Exception {
        byte[] film = Files.readAllBytes(Clip.file());
        String upload = tus.create(film.length);
        tus.patch(upload, 0, film);
        HttpResponse<String> answer = tus.send("DELETE", upload);
        assertThat(answer.statusCode()).isEqualTo(409);
        assertThat(answer.body()).contains("upload/completed", "DELETE /api/v1/videos/");
        assertThat(blobs.stat(Upload.source(id(upload)))).isPresent();
    }

    @Test
    void deletingWhileBytesArriveLeavesNothing() throws Exception {
        String upload = tus.create(1 << 20);
        try (Socket socket = hanging(upload, 0, HELLO)) {
            await().until(() -> scratch.names().contains("upload-" + id(upload)));
            assertThat(tus.send("DELETE", upload).statusCode()).isEqualTo(204);
            assertThat(socket.getInputStream().read()).isEqualTo(-1);
        }
        assertThat(scratch.names()).doesNotContain("upload-" + id(upload));
        assertThat(tus.head(upload).statusCode()).isEqualTo(410);
    }

    @Test
    void anOldConnectionThatHangsIsEndedByHeadAndItsBytesCount() throws Exception {
        String upload = tus.create(1 << 20);
        try (Socket socket = hanging(upload, 0, HELLO)) {
            await().until(() -> sizeOf(upload) == HELLO.length);
            assertThat(tus.offset(upload)).isEqualTo(HELLO.length);
            assertThat(socket.getInputStream().read()).isEqualTo(-1);
            assertThat(tus.patch(upload, HELLO.length, HELLO).statusCode()).isEqualTo(204);
        }
    }

    @Test
    void whoAsksWhileAFileIsExaminedDoesNotTakeTheAnswerFromItsClient() throws Exception {
        byte[] film = Files.readAllBytes(Clip.file());
        String upload = tus.create(film.length);
        CompletableFuture<HttpResponse<String>> last = CompletableFuture.supplyAsync(() -> {
            try {
                return tus.patch(upload, 0, film);
            } catch (Exception e) {
                throw new AssertionError(e);
            }
        });
        await().until(() -> offsetInRecord(upload) == film.length || last.isDone());
        assertThat(tus.head(upload).statusCode()).isIn(200, 423);
        assertThat(last.get().statusCode()).isEqualTo(204);
    }

    @Test
    void bytesOfAConnectionThatBrokeCount() throws Exception {
        String upload = tus.create(1 << 20);
        try (Socket socket = hanging(upload, 0, HELLO)) {
            await().until(() -> sizeOf(upload) == HELLO.length);
            assertThat(socket.isConnected()).isTrue();
        }
        await().until(() -> offsetInRecord(upload) == HELLO.length);
    }

    @Test
    void bytesAreCountedWhileTheConnectionGoesOn() throws Exception {
        String upload = tus.create(1 << 20);
        try (Socket socket = hanging(upload, 0, HELLO)) {
            await().until(() -> {
                socket.getOutputStream().write('x');
                return offsetInRecord(upload) > HELLO.length;
            });
        }
    }

    @Test
    void theOffsetIsNeverMoreThanTheDiskHolds() throws Exception {
        String upload = tus.create(1 << 20);
        tus.patch(upload, 0, HELLO);
        Files.write(scratch.file("upload-" + id(upload)), Arrays.copyOf(HELLO, 7));
        assertThat(tus.offset(upload)).isEqualTo(7);
        Files.write(scratch.file("upload-" + id(upload)), new byte[1000]);
        assertThat(tus.offset(upload)).isEqualTo(7);
        tus.patch(upload, 7, HELLO);
        assertThat(sizeOf(upload)).isEqualTo(7 + 12);
    }

    @Test
    void bytesReachTheDiskAfterTheAnswer() throws Exception {
        String upload = tus.create(1 << 20);
        tus.patch(upload, 0, HELLO);
        assertThat(offsetInRecord(upload)).isEqualTo(HELLO.length);
        await().until(() -> unforced(upload) == null);
    }

    @Test
    void aMachineThatStartsAnewCountsWhatWasForced() throws Exception {
        String upload = tus.create(1 << 20);
        wroteElsewhere(upload, 7, Instant.now().minusSeconds(60));
        assertThat(tus.offset(upload)).isEqualTo(7);
        assertThat(tus.patch(upload, 7, HELLO).statusCode()).isEqualTo(204);
        assertThat(sizeOf(upload)).isEqualTo(7 + HELLO.length);
    }

    @Test
    void whoGoesOnAfterAnotherMachineWaitsForItsDisk() throws Exception {
        String upload = tus.create(1 << 20);
        Instant since = Instant.now().plusSeconds(60);
        wroteElsewhere(upload, 7, since);
        CompletableFuture<Long> offset = CompletableFuture.supplyAsync(() -> offset(upload));
        assertThat(offset).failsWithin(Duration.ofMillis(300));
        store.forced(id(upload), HELLO.length, since);
        assertThat(offset).succeedsWithin(Duration.ofSeconds(10)).isEqualTo((long) HELLO.length);
    }

    @Test
    void aDiskThatWasAskedForAFormerFileTellsNothingOfThisOne() throws Exception {
        String upload = tus.create(1 << 20);
        Instant since = Instant.now().minusSeconds(60);
        wroteElsewhere(upload, 7, since);
        store.forced(id(upload), HELLO.length, since.minusSeconds(1));
        assertThat(tus.offset(upload)).isEqualTo(7);
    }

    /** The kernel tells a broken disk once; the next force would succeed on a file with holes. */
    @Test
    void whatTheDiskHasRefusedCountsNoMore() throws Exception {
        String upload = tus.create(1 << 20);
        tus.patch(upload, 0, HELLO);
        await().until(() -> unforced(upload) == null);
        Unforced rest = lateForces.unforced(HELLO.length, 7);
        assertThat(store.advance(
                        id(upload),
                        HELLO.length,
                        HELLO.length,
                        rest,
                        Instant.now().plusSeconds(600)))
                .isTrue();
        java.nio.file.Path noFile = scratch.file("upload-" + id(upload)).resolve("none");
        lateForces.begin(id(upload), noFile, HELLO.length);
        await().until(() -> offsetInRecord(upload) == 7);
        assertThat(tus.offset(upload)).isEqualTo(7);
        assertThat(tus.patch(upload, HELLO.length, HELLO).statusCode()).isEqualTo(409);
    }

    @Test
    void aMachineWhoseClockIsAheadIsWaitedForNoLongerThanAnother() throws Exception {
        String upload = tus.create(1 << 20);
        wroteElsewhere(upload, 7, Instant.now().plusSeconds(3600));
        LateForces impatient = new LateForces(store, blobs, hashes, Duration.ofMillis(100), Clock.systemUTC());
        assertTimeoutPreemptively(
                Duration.ofSeconds(10),
                () -> impatient.awaited(id(upload), () -> store.find(id(upload)).orElseThrow()));
    }

    private long offset(String upload) {
        try {
            return tus.offset(upload);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    private @Nullable Unforced unforced(String upload) {
        return store.find(id(upload)).orElseThrow().growing().orElseThrow().unforced();
    }

    /** As if another start of some machine had told the offset, and forced only some of the bytes. */
    private void wroteElsewhere(String upload, long forcedBytes, Instant since) throws Exception {
        tus.patch(upload, 0, HELLO);
        await().until(() -> unforced(upload) == null);
        Unforced rest = new Unforced(forcedBytes, "another start", since);
        Instant deadline = Instant.now().plusSeconds(600);
        assertThat(store.advance(id(upload), HELLO.length, HELLO.length, rest, deadline))
                .isTrue();
    }

    @Test
    void aFileThatIsAllHereIsFinishedWithoutItsClient() throws Exception {
        byte[] film = Files.readAllBytes(Clip.file());
        String upload = tus.create(film.length);
        tus.patch(upload, 0, Arrays.copyOf(film, film.length - 1));
        // What a process that is killed between the last byte and the examination leaves behind.
        Files.write(scratch.file("upload-" + id(upload)), film);
        assertThat(store.advance(id(upload), film.length - 1, film.length, Instant.now()))
                .isTrue();
        uploads.finish(id(upload));
        Upload video = store.finished(id(upload)).orElseThrow();
        assertThat(video.sha256()).isEqualTo(hex("SHA-256", film));
    }

    @Test
    void aFileThatWasMovedBeforeTheRecordKnewIsFinishedToo() throws Exception {
        byte[] film = Files.readAllBytes(Clip.file());
        String upload = tus.create(film.length);
        blobs.put(Upload.source(id(upload)), film);
        assertThat(store.advance(id(upload), 0, film.length, Instant.now())).isTrue();
        assertThat(header(tus.head(upload), "Video-Location")).isNotEmpty();
    }

    @Test
    void anUploadThatGetsNoBytesExpires() throws Exception {
        String upload = tus.create(100);
        tus.patch(upload, 0, HELLO);
        assertThat(store.extend(id(upload), Instant.now().minusSeconds(1))).isTrue();
        // The sweep comes every ten seconds.
        await().atMost(Duration.ofSeconds(30)).until(() -> tus.head(upload).statusCode() == 410);
        assertThat(scratch.names()).doesNotContain("upload-" + id(upload));
    }
}
