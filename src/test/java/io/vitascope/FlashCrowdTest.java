package io.vitascope;

import static io.restassured.RestAssured.get;
import static org.assertj.core.api.Assertions.assertThat;

import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import io.vitascope.kernel.VideoId;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** More who ask at once than there are threads to answer them: rooms that ask each other must not wait for one more. */
@QuarkusTest
@TestProfile(FlashCrowdTest.FewThreads.class)
class FlashCrowdTest {

    private static final int THREADS = 16;
    private static final int VIEWERS = 10 * THREADS;

    @TempDir
    Path folder;

    @TestHTTPResource
    URI root;

    /** A profile. */
    public static final class FewThreads extends NobodyWorks {

        @Override
        public Map<String, String> getConfigOverrides() {
            Map<String, String> settings = new HashMap<>(super.getConfigOverrides());
            settings.put("quarkus.thread-pool.max-threads", String.valueOf(THREADS));
            return settings;
        }
    }

    @Test
    void allAreAnsweredAboutVideosThatAreThereAndThatAreNot() throws Exception {
        String id = SmallVideo.upload(folder);
        assertThat(statuses(() -> id)).containsOnly(206);
        assertThat(statuses(() -> VideoId.create(System.currentTimeMillis()).toString()))
                .containsOnly(404);
        get("/q/health/live").then().statusCode(200);
    }

    /** Of what each of them asks for, only two are made at a time. */
    @Test
    void thoseWhoWaitForPicturesHoldUpNobodyElse() throws Exception {
        String id = SmallVideo.upload(folder);
        HttpClient viewers =
                HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
        List<CompletableFuture<Integer>> pictures = IntStream.range(0, VIEWERS)
                .mapToObj(viewer -> HttpRequest.newBuilder(root.resolve(
                                "/api/v1/videos/" + id + "/thumbnail.jpg?width=200&time=0." + (100 + viewer)))
                        .timeout(Duration.ofMinutes(1))
                        .build())
                .map(request -> viewers.sendAsync(request, HttpResponse.BodyHandlers.ofByteArray())
                        .thenApply(HttpResponse::statusCode))
                .toList();
        get("/api/v1/videos/" + id).then().statusCode(200);
        assertThat(pictures.stream().filter(picture -> !picture.isDone()).count())
                .isGreaterThan(THREADS);
        assertThat(pictures.stream().map(CompletableFuture::join).toList())
                .contains(200)
                .containsOnly(200, 503);
    }

    private List<Integer> statuses(Supplier<String> id) {
        HttpClient viewers =
                HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
        List<CompletableFuture<HttpResponse<byte[]>>> asked = IntStream.range(0, VIEWERS)
                .mapToObj(viewer -> HttpRequest.newBuilder(
                                root.resolve("/api/v1/videos/" + id.get() + "/stream?quality=source"))
                        .header("Range", "bytes=0-0")
                        .timeout(Duration.ofMinutes(1))
                        .build())
                .map(request -> viewers.sendAsync(request, HttpResponse.BodyHandlers.ofByteArray()))
                .toList();
        return asked.stream()
                .map(CompletableFuture::join)
                .map(HttpResponse::statusCode)
                .toList();
    }
}
