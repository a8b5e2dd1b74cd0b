package io.vitascope;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.vitascope.platform.embedded.EmbeddedServicesResource;
import io.vitascope.processing.ffmpeg.DecodedFile;
import java.io.IOException;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Processes of the package with one role each, over one Redis, one Kafka and one storage. Those of the native executable
 * instead, when the system property {@code vitascope.executable} names one.
 */
class RolesIT {

    private static final Duration PATIENCE = Duration.ofMinutes(4);
    private static final Duration START = Duration.ofMinutes(2);

    @TempDir
    Path folder;

    private final EmbeddedServicesResource services = new EmbeddedServicesResource();
    private final HttpClient http = HttpClient.newHttpClient();
    private final ObjectMapper json = new ObjectMapper();
    private final List<Process> processes = new ArrayList<>();
    private Map<String, String> addresses = Map.of();

    @BeforeEach
    void startServices() {
        addresses = services.start();
    }

    @AfterEach
    void stopAll() throws InterruptedException {
        for (Process process : processes) {
            process.descendants().forEach(ProcessHandle::destroyForcibly);
            process.destroyForcibly().waitFor();
        }
        services.stop();
    }

    @Test
    void aWorkerThatIsToldToGoHandsItsJobToTheNextAndNothingIsLost() throws Exception {
        int web = freePort();
        int first = freePort();
        start("web", web);
        Process worker = start("worker", first);
        awaitReady(web);
        awaitReady(first);
        assertThat(get(first, "/api/v1/videos").statusCode()).isEqualTo(404);

        String id = upload(web, GrainyClip.file());
        await(() -> video(web, id).at("/renditions").findValuesAsText("state").contains("encoding"));
        worker.destroy();
        assertThat(worker.waitFor(30, TimeUnit.SECONDS)).isTrue();
        assertThat(Files.readString(log("worker", first))).contains(id + " given back");

        start("worker", freePort());
        await(() -> !video(web, id).at("/state").asText().equals("processing"));
        assertThat(video(web, id).at("/state").asText()).isEqualTo("ready");
        Path served = folder.resolve("served.mp4");
        http.send(
                request(web, "/api/v1/videos/" + id + "/stream?quality=sd").build(),
                HttpResponse.BodyHandlers.ofFile(served));
        assertThat(DecodedFile.of(served).pictures).hasSize(GrainyClip.FRAMES);
    }

    private Process start(String role, int port) throws IOException {
        List<String> command = new ArrayList<>();
        String executable = System.getProperty("vitascope.executable", "");
        if (executable.isEmpty()) {
            command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
            command.addAll(List.of("-Xmx256m", "-XX:TieredStopAtLevel=1"));
        } else {
            command.add(executable);
        }
        addresses.forEach((key, address) -> command.add("-D" + key + "=" + address));
        command.addAll(List.of(
                "-Dvitascope.roles=" + role,
                "-Dvitascope.data-dir=" + folder.resolve("data"),
                "-Dquarkus.http.port=" + port,
                "-Dvitascope.processing.threads=1",
                "-Dvitascope.processing.quality=best"));
        if (executable.isEmpty()) {
            command.add("-jar");
            command.add(Path.of(System.getProperty("vitascope.package"), "quarkus-run.jar")
                    .toString());
        }
        Process process = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(log(role, port).toFile())
                .start();
        processes.add(process);
        return process;
    }

    private static Path log(String role, int port) {
        return Path.of("target", "roles-it-" + role + "-" + port + ".log");
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

    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0)) {
            return socket.getLocalPort();
        }
    }
}
