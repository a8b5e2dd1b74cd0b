package io.vitascope;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.vitascope.processing.ffmpeg.DecodedFile;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Processes of the package with one role each, over one Redis, one Kafka and one storage. */
class RolesIT {

    private static final Duration PATIENCE = Duration.ofMinutes(4);
    private static final Duration START = Duration.ofMinutes(2);

    @TempDir
    Path folder;

    private final HttpClient http = HttpClient.newHttpClient();
    private final ObjectMapper json = new ObjectMapper();
    private PackagedApplication application;

    @BeforeEach
    void startServices() {
        application = PackagedApplication.overSharedServices();
    }

    @AfterEach
    void stopAll() throws InterruptedException {
        application.close();
    }

    @Test
    void aWorkerThatIsToldToGoHandsItsJobToTheNextAndNothingIsLost() throws Exception {
        int web = PackagedApplication.freePort();
        int first = PackagedApplication.freePort();
        start("web", web);
        Process worker = start("worker", first);
        awaitReady(web);
        awaitReady(first);
        assertThat(get(first, "/api/v1/videos").statusCode()).isEqualTo(404);

        String id = upload(web, GrainyClip.file());
        await(() -> video(web, id).at("/renditions").findValuesAsText("state").contains("encoding"));
        worker.destroy();
        assertThat(worker.waitFor(30, TimeUnit.SECONDS)).isTrue();
        assertThat(Files.readString(PackagedApplication.log(log("worker", first))))
                .contains(id + " given back");

        start("worker", PackagedApplication.freePort());
        await(() -> !video(web, id).at("/state").asText().equals("processing"));
        assertThat(video(web, id).at("/state").asText()).isEqualTo("ready");
        Path served = folder.resolve("served.mp4");
        http.send(
                request(web, "/api/v1/videos/" + id + "/stream?quality=sd").build(),
                HttpResponse.BodyHandlers.ofFile(served));
        assertThat(DecodedFile.of(served).pictures).hasSize(GrainyClip.FRAMES);
    }

    @Test
    void withoutKafkaOrItsNameVideosAreTakenAndWatchedAndNobodyIsSentAway() throws Exception {
        int web = PackagedApplication.freePort();
        int worker = PackagedApplication.freePort();
        start("worker", worker);
        awaitReady(worker);
        Path hosts = Files.writeString(folder.resolve("hosts"), "127.0.0.1 localhost\n");
        start(
                "web",
                web,
                "kafka.bootstrap.servers=kafka.example:" + application.kafkaPort(),
                "jdk.net.hosts.file=" + hosts,
                "sun.net.inetaddr.negative.ttl=0");
        awaitReady(web);
        String watched = upload(web, GrainyClip.file());
        assertThat(get(web, "/q/health/live").statusCode()).isEqualTo(200);
        Files.writeString(hosts, "127.0.0.1 kafka.example\n", StandardOpenOption.APPEND);
        await(() -> video(web, watched).at("/playable").asBoolean());
        await(() -> get(web, "/q/health/well").statusCode() == 200);

        application.killKafka();
        await(() -> {
            assertThat(get(web, "/q/health/ready").statusCode()).isEqualTo(200);
            return get(web, "/q/health/well").statusCode() == 503;
        });
        assertThat(get(web, "/api/v1/videos/" + watched + "/hls/master.m3u8").statusCode())
                .isEqualTo(200);
        String taken = upload(web, GrainyClip.file());
        await(() -> video(web, taken).at("/playable").asBoolean());
        await(() -> get(web, "/q/health/well").statusCode() == 200);
    }

    private Process start(String role, int port, String... settings) throws IOException {
        List<String> all = new ArrayList<>(List.of(
                "vitascope.roles=" + role, "vitascope.processing.threads=1", "vitascope.processing.quality=best"));
        all.addAll(List.of(settings));
        return application.start(log(role, port), port, folder.resolve("data"), all);
    }

    private static String log(String role, int port) {
        return "roles-it-" + role + "-" + port + ".log";
    }

    private void awaitReady(int port) {
        Awaitility.await("port " + port)
                .atMost(START)
                .pollInterval(Duration.ofMillis(200))
                .ignoreExceptions()
                .until(() -> get(port, "/q/health/ready").statusCode() == 200);
    }

    private static void await(java.util.concurrent.Callable<Boolean> condition) {
        Awaitility.await().atMost(PATIENCE).pollInterval(Duration.ofMillis(200)).until(condition);
    }

    private String upload(int port, Path clip) throws Exception {
        String boundary = "vitascope-roles";
        HttpRequest request = request(port, "/upload")
                .header("Content-Type", "multipart/form-data; boundary=" + boundary)
                .POST(BodyPublishers.concat(
                        BodyPublishers.ofString("--" + boundary
                                + "\r\nContent-Disposition: form-data; name=\"video\"; filename=\"clip.mkv\"\r\n\r\n"),
                        BodyPublishers.ofFile(clip),
                        BodyPublishers.ofString("\r\n--" + boundary + "--\r\n", StandardCharsets.UTF_8)))
                .build();
        HttpResponse<String> answer = http.send(request, HttpResponse.BodyHandlers.ofString());
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(201);
        return json.readTree(answer.body()).get("video_id").asText();
    }

    private JsonNode video(int port, String id) throws Exception {
        return json.readTree(get(port, "/api/v1/videos/" + id).body());
    }

    private HttpResponse<String> get(int port, String path) throws Exception {
        return http.send(request(port, path).build(), HttpResponse.BodyHandlers.ofString());
    }

    private static HttpRequest.Builder request(int port, String path) {
        return HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path))
                .timeout(PATIENCE);
    }
}
