package io.vitascope.upload;

import static io.vitascope.upload.TusClient.header;
import static io.vitascope.upload.TusClient.location;
import static io.vitascope.upload.TusClient.metadata;
import static org.assertj.core.api.Assertions.assertThat;

import io.quarkus.test.junit.QuarkusTest;
import io.vitascope.kernel.VideoId;
import jakarta.inject.Inject;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;

/** Parts that come side by side. */
@QuarkusTest
class TusConcatenationTest extends TusProtocol {

    @Inject
    FinalUploads finals;

    @Test
    void partsThatCameSideBySideBecomeOneVideo() throws Exception {
        byte[] film = Files.readAllBytes(Clip.file());
        List<String> parts = parts(film, 3);
        assertThat(header(tus.head(parts.get(0)), "Upload-Concat")).isEqualTo("partial");
        HttpResponse<String> whole = concatenate(parts, "Upload-Metadata", metadata("title", "Three in one"));
        assertThat(whole.statusCode()).isEqualTo(201);
        VideoId id = id(location(whole));
        assertThat(header(whole, "Video-Location")).isEqualTo("/api/v1/videos/" + id);
        Upload video = store.finished(id).orElseThrow();
        assertThat(video.sha256()).isEqualTo(hex("SHA-256", film));
        assertThat(video.title()).isEqualTo("Three in one");
        assertThat(header(tus.head(location(whole)), "Upload-Concat")).isEqualTo("final;" + String.join(" ", parts));
        assertThat(header(tus.head(location(whole)), "Upload-Length")).isEqualTo(Integer.toString(film.length));
        for (String part : parts) {
            assertThat(scratch.names()).doesNotContain("upload-" + id(part));
            assertThat(tus.head(part).statusCode()).isEqualTo(410);
        }
        assertThat(tus.patch(location(whole), film.length, HELLO).statusCode()).isEqualTo(403);
    }

    @Test
    void theSamePartsAgainAreTheSameVideo() throws Exception {
        List<String> parts = parts(Files.readAllBytes(Clip.file()), 2);
        String whole = location(concatenate(parts));
        HttpResponse<String> again = concatenate(parts);
        assertThat(again.statusCode()).isEqualTo(201);
        assertThat(location(again)).isEqualTo(whole);
        assertThat(header(again, "Video-Location")).isEqualTo("/api/v1/videos/" + id(whole));
    }

    @Test
    void partsThatDoNotFitTogetherAreRefused() throws Exception {
        byte[] film = Files.readAllBytes(Clip.file());
        List<String> parts = parts(film, 2);
        String unfinished = tus.create(100, "Upload-Concat", "partial");
        assertThat(concatenate(List.of(parts.get(0), unfinished)).body())
                .contains("upload/bad-parts", "0 of its bytes");
        assertThat(concatenate(List.of(parts.get(0), parts.get(0))).statusCode())
                .isEqualTo(422);
        assertThat(concatenate(List.of(parts.get(0), tus.create(100))).statusCode())
                .isEqualTo(422);
        assertThat(concatenate(List.of()).statusCode()).isEqualTo(422);
        assertThat(tus.post("Upload-Concat", "half", "Upload-Length", "5").statusCode())
                .isEqualTo(400);
        assertThat(concatenate(parts).statusCode()).isEqualTo(201);
    }

    @Test
    void aFinalUploadTakesNoBytes() throws Exception {
        List<String> parts = parts(Files.readAllBytes(Clip.file()), 2);
        VideoId id = finals.of(parts.stream().map(TusProtocol::id).toList(), "");
        HttpResponse<String> answer = tus.patch(HOME + "/" + id, 0, HELLO);
        assertThat(answer.statusCode()).isEqualTo(403);
        assertThat(answer.body()).contains("upload/final-upload");
        assertThat(tus.send("DELETE", HOME + "/" + id).statusCode()).isEqualTo(204);
    }

    @Test
    void aConcatenationThatDiedGoesOnWhereItWas() throws Exception {
        byte[] film = Files.readAllBytes(Clip.file());
        List<VideoId> parts = parts(film, 3).stream().map(TusProtocol::id).toList();
        VideoId whole = finals.of(parts, "");
        // The first part was renamed, and nobody has counted it yet.
        byte[] first = Files.readAllBytes(scratch.file("upload-" + parts.get(0)));
        scratch.delete("upload-" + parts.get(0));
        Files.write(scratch.file("upload-" + whole), first);
        uploads.finish(whole);
        assertThat(store.finished(whole).orElseThrow().sha256()).isEqualTo(hex("SHA-256", film));
    }

    /** The process of the first request died between the record and the first part. */
    @Test
    void aFinalUploadWithoutItsPartsTakesThemFromNobody() throws Exception {
        byte[] film = Files.readAllBytes(Clip.file());
        List<String> addresses = parts(film, 2);
        List<VideoId> parts = addresses.stream().map(TusProtocol::id).toList();
        VideoId swept = orphan(parts, film.length);
        VideoId deleted = orphan(parts, film.length);
        VideoId living = finals.of(parts, "");

        uploads.finish(swept);
        assertThat(tus.head(HOME + "/" + swept).statusCode()).isEqualTo(410);
        assertThat(tus.send("DELETE", HOME + "/" + deleted).statusCode()).isEqualTo(204);
        assertThat(scratch.names()).contains("upload-" + parts.get(0), "upload-" + parts.get(1));
        assertThat(location(concatenate(addresses))).isEqualTo(HOME + "/" + living);
        assertThat(store.finished(living).orElseThrow().sha256()).isEqualTo(hex("SHA-256", film));
    }

    @Test
    void aFinalUploadWhoseClientDoesNotAskAgainTakesItsPartsInTheEnd() throws Exception {
        byte[] film = Files.readAllBytes(Clip.file());
        List<VideoId> parts = parts(film, 2).stream().map(TusProtocol::id).toList();
        VideoId whole = orphan(parts, film.length);
        uploads.finish(whole);
        assertThat(store.finished(whole).orElseThrow().sha256()).isEqualTo(hex("SHA-256", film));
        for (VideoId part : parts) {
            assertThat(tus.head(HOME + "/" + part).statusCode()).isEqualTo(410);
        }
    }

    private VideoId orphan(List<VideoId> parts, long lengthBytes) {
        Instant now = Instant.now();
        VideoId id = VideoId.create(now.toEpochMilli());
        List<String> names = parts.stream().map(VideoId::toString).toList();
        Resumable begun = Resumable.begun(Resumable.Kind.FINAL, OptionalLong.of(lengthBytes), "", names);
        store.open(id, UploadRecord.open(now, now.plusSeconds(60), begun, null));
        return id;
    }

    @Test
    void deletingAFinalUploadDeletesItsParts() throws Exception {
        List<String> parts = parts(Files.readAllBytes(Clip.file()), 2);
        VideoId whole = finals.of(parts.stream().map(TusProtocol::id).toList(), "");
        assertThat(tus.send("DELETE", HOME + "/" + whole).statusCode()).isEqualTo(204);
        for (String part : parts) {
            assertThat(scratch.names()).doesNotContain("upload-" + id(part));
        }
    }

    private List<String> parts(byte[] film, int count) throws Exception {
        List<String> parts = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            byte[] bytes = Arrays.copyOfRange(film, film.length * i / count, film.length * (i + 1) / count);
            String part = tus.create(bytes.length, "Upload-Concat", "partial");
            assertThat(tus.patch(part, 0, bytes).statusCode()).isEqualTo(204);
            parts.add(part);
        }
        return parts;
    }

    private HttpResponse<String> concatenate(List<String> parts, String... headers) throws Exception {
        String[] all = Arrays.copyOf(headers, headers.length + 2);
        all[headers.length] = "Upload-Concat";
        all[headers.length + 1] = "final;" + String.join(" ", parts);
        return tus.post(all);
    }
}
