package io.vitascope.upload;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.greaterThan;

import io.grpc.ManagedChannel;
import io.grpc.ManagedChannelBuilder;
import io.grpc.stub.StreamObserver;
import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import io.quarkus.vertx.http.runtime.filters.Filters;
import io.vitascope.TightLimits;
import io.vitascope.contract.upload.UploadMetadata;
import io.vitascope.contract.upload.UploadServiceGrpc;
import io.vitascope.contract.upload.UploadVideoRequest;
import io.vitascope.contract.upload.UploadVideoResponse;
import io.vitascope.storage.Scratch;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@QuarkusTest
@TestProfile(TightLimits.class)
class UploadLimitsTest {

    @TestHTTPResource("/upload")
    @SuppressWarnings("NullAway.Init")
    private URI address;

    @Inject
    Scratch scratch;

    @Inject
    UploadLimits limits;

    @Inject
    EndedRequests ended;

    @Test
    void aFileThatIsTooLargeIsRefusedByItsLength() {
        given().multiPart("video", "big.mp4", new byte[3 << 20])
                .post("/upload")
                .then()
                .statusCode(413)
                .body("code", equalTo("upload/too-large"))
                .body("limit_bytes", equalTo(1 << 20));
    }

    @Test
    void aStoreOnTheDiskTakesNothingDirectlyAndSaysWhichSettingWould() {
        given().contentType("application/json")
                .body(Map.of("size_bytes", 1000))
                .post("/api/v1/direct-uploads")
                .then()
                .statusCode(501)
                .body("code", equalTo("upload/no-direct-uploads"))
                .body("setting", equalTo("vitascope.storage.type"))
                .body("needed", equalTo("s3"));
    }

    @Test
    void aFileThatTurnsOutTooLargeIsRefusedWhileItsClientStillSends() throws Exception {
        try (Socket socket = new Socket(address.getHost(), address.getPort())) {
            OutputStream out = socket.getOutputStream();
            out.write(("POST /upload HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n"
                            + "Content-Type: multipart/form-data; boundary=edge\r\n\r\n")
                    .getBytes(StandardCharsets.UTF_8));
            chunk(
                    out,
                    "--edge\r\nContent-Disposition: form-data; name=\"video\"; filename=\"x\"\r\n\r\n"
                            .getBytes(StandardCharsets.UTF_8));
            byte[] piece = new byte[64 << 10];
            for (int i = 0; i < 160; i++) { // ten times the limit, without once looking whether somebody answers
                chunk(out, piece);
            }
            InputStream in = socket.getInputStream();
            String head = new String(in.readNBytes(12), StandardCharsets.UTF_8);
            assertThat(head).isEqualTo("HTTP/1.1 413");
        }
        await().untilAsserted(() -> assertThat(ended.statuses).contains(413));
        assertThat(scratch.names()).noneMatch(name -> name.startsWith("upload-"));
    }

    @Test
    void aClientLearnsTheLimitsAndMeetsThem() throws Exception {
        TusClient tus = new TusClient(address);
        given().get("/api/v1/uploads/limits")
                .then()
                .statusCode(200)
                .body("max_size_bytes", equalTo(1 << 20))
                .body("max_duration_ms", equalTo(500))
                .body("max_per_client", equalTo(2))
                .body("of_this_client", equalTo(0))
                .body("available_bytes", greaterThan(0L));
        String first = tus.create(100);
        String second = tus.create(100);
        given().get("/api/v1/uploads/limits").then().body("of_this_client", equalTo(2));
        HttpResponse<String> third = tus.post("Upload-Length", "100");
        assertThat(third.statusCode()).isEqualTo(429);
        assertThat(third.body()).contains("upload/too-many", "\"limit\":2", "\"count\":2");
        assertThat(tus.send("DELETE", first).statusCode()).isEqualTo(204);
        String again = tus.create(100);
        for (String left : List.of(second, again)) { // the next test has a turn
            assertThat(tus.send("DELETE", left).statusCode()).isEqualTo(204);
        }
        tus.close();
    }

    @Test
    void aVideoThatIsTooLongIsRefusedWithBothLengths() throws Exception {
        given().multiPart("video", Clip.file().toFile())
                .post("/upload")
                .then()
                .statusCode(422)
                .body("code", equalTo("upload/too-long"))
                .body("limit_ms", equalTo(500))
                .body("duration_ms", greaterThan(900));
    }

    @Test
    void aTypeThatIsNoVideosIsRefusedBeforeTheFileTravels() throws Exception {
        HttpResponse<String> answer = new TusClient(address)
                .post("Upload-Length", "5", "Upload-Metadata", TusClient.metadata("filetype", "Application/PDF; x=y"));
        assertThat(answer.statusCode()).isEqualTo(415);
        assertThat(answer.body()).contains("upload/unsupported-type", "\"media_type\":\"application/pdf\"");
    }

    /** Those that move are videos, and only their bytes tell. */
    @ParameterizedTest
    @ValueSource(strings = {"image/png", "image/avif", "image/gif", "image/webp", "image/apng"})
    void picturesThatMayMoveAreNotRefusedByName(String type) throws Exception {
        TusClient tus = new TusClient(address);
        HttpResponse<String> answer =
                tus.post("Upload-Length", "5", "Upload-Metadata", TusClient.metadata("filetype", type));
        assertThat(answer.statusCode()).isEqualTo(201);
        String begun = answer.headers().firstValue("Location").orElseThrow();
        assertThat(tus.send("DELETE", begun).statusCode()).isEqualTo(204);
        tus.close();
    }

    @Test
    void oneClientDoesNotTakeThePlacesOfAllOthers() throws Exception {
        try (Socket socket = new Socket(address.getHost(), address.getPort())) {
            socket.getOutputStream()
                    .write(("POST /upload HTTP/1.1\r\nHost: x\r\nContent-Length: 5000\r\n"
                                    + "Content-Type: multipart/form-data; boundary=edge\r\n\r\n--edge\r\n"
                                    + "Content-Disposition: form-data; name=\"video\"; filename=\"x\"\r\n\r\nslowly")
                            .getBytes(StandardCharsets.UTF_8));
            await().until(() -> limits.active() == 1);
            given().multiPart("video", "x.mp4", new byte[10])
                    .post("/upload")
                    .then()
                    .statusCode(429)
                    .body("code", equalTo("upload/too-many"))
                    .body("limit", equalTo(1));
            limits.takeShare("another client");
            limits.returnShare("another client");
        }
        await().until(() -> limits.active() == 0);
    }

    @Test
    void aGrpcCallThatSaysNothingMoreIsEnded() {
        ManagedChannel channel = ManagedChannelBuilder.forAddress(address.getHost(), address.getPort())
                .usePlaintext()
                .build();
        try {
            CompletableFuture<Throwable> end = new CompletableFuture<>();
            UploadServiceGrpc.newStub(channel)
                    .uploadVideo(new StreamObserver<UploadVideoResponse>() {
                        @Override
                        public void onNext(UploadVideoResponse answer) {}

                        @Override
                        public void onError(Throwable reason) {
                            end.complete(reason);
                        }

                        @Override
                        public void onCompleted() {}
                    })
                    .onNext(UploadVideoRequest.newBuilder()
                            .setMetadata(UploadMetadata.newBuilder().setFilename("x.mp4"))
                            .build());
            await().until(end::isDone);
            assertThat(end.join()).hasMessageContaining("No message came");
        } finally {
            channel.shutdownNow();
        }
        await().until(() -> limits.active() == 0);
    }

    /** As an access log does. */
    @Singleton
    static final class EndedRequests {

        private final Set<Integer> statuses = ConcurrentHashMap.newKeySet();

        void listen(@Observes Filters filters) {
            filters.register(
                    context -> {
                        context.addEndHandler(
                                end -> statuses.add(context.response().getStatusCode()));
                        context.next();
                    },
                    1_000);
        }
    }

    private static void chunk(OutputStream out, byte[] bytes) throws Exception {
        out.write((Integer.toHexString(bytes.length) + "\r\n").getBytes(StandardCharsets.UTF_8));
        out.write(bytes);
        out.write("\r\n".getBytes(StandardCharsets.UTF_8));
    }
}
