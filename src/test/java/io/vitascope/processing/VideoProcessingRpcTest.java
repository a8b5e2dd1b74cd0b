package io.vitascope.processing;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.quarkus.grpc.GrpcClient;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import io.vitascope.NobodyWorks;
import io.vitascope.SmallVideo;
import io.vitascope.contract.processing.GenerateThumbnailRequest;
import io.vitascope.contract.processing.GenerateThumbnailResponse;
import io.vitascope.contract.processing.Job.State;
import io.vitascope.contract.processing.MakePosterRequest;
import io.vitascope.contract.processing.ProcessVideoRequest;
import io.vitascope.contract.processing.TranscodeVideoRequest;
import io.vitascope.contract.processing.VideoProcessingServiceGrpc.VideoProcessingServiceBlockingStub;
import io.vitascope.kernel.VideoId;
import io.vitascope.storage.BlobKey;
import io.vitascope.storage.BlobStore;
import jakarta.inject.Inject;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import javax.imageio.ImageIO;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The public calls of the room, on a real upload that nobody works on. */
@QuarkusTest
@TestProfile(NobodyWorks.class)
class VideoProcessingRpcTest {

    @TempDir
    Path folder;

    @GrpcClient("processing")
    @SuppressWarnings("NullAway.Init")
    VideoProcessingServiceBlockingStub processing;

    @Inject
    JobStore store;

    @Inject
    BlobStore blobs;

    @Test
    void aVideoIsQueuedOnceAndForTheRenditionsThatAreNamed() throws Exception {
        String id = upload();
        TranscodeVideoRequest request = TranscodeVideoRequest.newBuilder()
                .setVideoId(id)
                .addRenditions("360p")
                .build();
        assertThat(processing.transcodeVideo(request).getJob().getState()).isEqualTo(State.QUEUED);
        assertThat(store.find(VideoId.parse(id)).orElseThrow().wish().renditions())
                .containsExactly("360p");
        assertRefused(
                Status.Code.ABORTED,
                () -> processing.processVideo(
                        ProcessVideoRequest.newBuilder().setVideoId(id).build()));
    }

    @Test
    void anUnknownRenditionIsRefused() throws Exception {
        TranscodeVideoRequest request = TranscodeVideoRequest.newBuilder()
                .setVideoId(upload())
                .addRenditions("9000p")
                .build();
        assertRefused(Status.Code.INVALID_ARGUMENT, () -> processing.transcodeVideo(request));
    }

    @Test
    void aVideoThatWasNeverUploadedIsNotFound() {
        String id = VideoId.create(System.currentTimeMillis()).toString();
        assertRefused(
                Status.Code.NOT_FOUND,
                () -> processing.processVideo(
                        ProcessVideoRequest.newBuilder().setVideoId(id).build()));
    }

    @Test
    void aThumbnailIsAJpegAtTheTimeThatWasAsked() throws Exception {
        GenerateThumbnailResponse picture = processing.generateThumbnail(GenerateThumbnailRequest.newBuilder()
                .setVideoId(upload())
                .setTimeUs(1_000_000)
                .setWidth(160)
                .build());
        assertThat(picture.getTimeUs()).isEqualTo(1_000_000);
        assertThat(ImageIO.read(new ByteArrayInputStream(picture.getContent().toByteArray()))
                        .getWidth())
                .isEqualTo(160);
    }

    @Test
    void nobodySeesAPictureOfAVideoInTheTrash() throws Exception {
        String id = upload();
        GenerateThumbnailRequest request =
                GenerateThumbnailRequest.newBuilder().setVideoId(id).build();
        assertThat(processing.generateThumbnail(request).getContent()).isNotEmpty();
        given().queryParam("undo", "1h").delete("/api/v1/videos/" + id).then().statusCode(200);
        await().atMost(Duration.ofMinutes(1))
                .untilAsserted(() -> assertRefused(Status.Code.NOT_FOUND, () -> processing.generateThumbnail(request)));
    }

    @Test
    void olderThumbnailsMakeRoomForANewOne() throws Exception {
        String id = upload();
        BlobKey folder = BlobKey.ofVideo(VideoId.parse(id)).child("thumbnails");
        keep(folder.child("1-16x0.jpg"), 1_000, Duration.ofMinutes(3));
        keep(folder.child("2-16x0.jpg"), 32 << 20, Duration.ofMinutes(2));
        keep(folder.child("3-16x0.jpg"), 1_000, Duration.ofMinutes(1));

        GenerateThumbnailResponse picture = processing.generateThumbnail(GenerateThumbnailRequest.newBuilder()
                .setVideoId(id)
                .setTimeUs(1_000_000)
                .build());

        assertThat(blobs.list(folder).map(info -> info.key().name()))
                .containsExactlyInAnyOrder("1000-640x0.jpg", "3-16x0.jpg");
        assertThat(picture.getKey()).isEqualTo(folder.child("1000-640x0.jpg").value());
    }

    @Test
    void noPictureOfAnotherVideoBecomesAPoster() throws Exception {
        MakePosterRequest request = MakePosterRequest.newBuilder()
                .setVideoId(upload())
                .setPictureKey("videos/" + VideoId.create(1) + "/poster.jpg")
                .build();
        assertRefused(Status.Code.NOT_FOUND, () -> processing.makePoster(request));
    }

    /** A picture of some age: two that are written at once may have the same time. */
    private void keep(BlobKey key, int bytes, Duration age) throws IOException {
        blobs.put(key, new byte[bytes]);
        Files.setLastModifiedTime(
                blobs.file(key).orElseThrow(), FileTime.from(Instant.now().minus(age)));
    }

    private String upload() throws Exception {
        return SmallVideo.upload(folder);
    }

    private static void assertRefused(Status.Code code, ThrowingCallable call) {
        assertThatThrownBy(call).isInstanceOfSatisfying(StatusRuntimeException.class, failure -> assertThat(
                        failure.getStatus().getCode())
                .isEqualTo(code));
    }
}
