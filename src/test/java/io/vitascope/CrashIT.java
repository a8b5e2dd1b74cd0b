package io.vitascope;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.vitascope.processing.ffmpeg.TestClips;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The promise that nothing is lost, wedged or left behind: the packaged application is killed several times, at random
 * moments of random uploads, sometimes as a whole and sometimes one of its children, and started again on the same
 * data.
 */
class CrashIT {

    private static final int KILLS = Integer.getInteger("vitascope.crash.kills", 4);
    /** After the longest of these every dead upload and lost job must have been moved on. */
    private static final List<String> SHORT_DEADLINES = List.of(
            "vitascope.upload.patience=5s",
            "vitascope.upload.heartbeat=1s",
            "vitascope.upload.sweep-interval=1s",
            "vitascope.processing.lease=5s",
            "vitascope.processing.reconcile-every=1s",
            "vitascope.processing.keep-replaced=1s",
            "vitascope.processing.max-takeovers=50",
            "vitascope.catalog.processing-deadline=20s",
            "vitascope.catalog.realign-every=2s",
            "vitascope.processing.quality=speed",
            "mp.messaging.connector.smallrye-kafka.session.timeout.ms=6000",
            "quarkus.http.read-timeout=4s");

    private static final Duration RECOVERY = Duration.ofMinutes(4);

    @TempDir
    Path folder;

    private final ObjectMapper json = new ObjectMapper();
    private final HttpClient http = HttpClient.newHttpClient();
    private final long seed = System.nanoTime();
    private final Random random = new Random(seed);

    @Test
    void whateverIsKilledWheneverEveryUploadEndsReadyOrGoneAndNoFileIsLeft() throws Exception {
        Path clip = TestClips.in(folder, "clip.mp4").frames(250, 25).make();
        Path data = folder.resolve("data");
        int port = PackagedApplication.freePort();
        Set<String> accepted = new TreeSet<>();
        try (PackagedApplication packaged = PackagedApplication.byItself()) {
            Process application = start(packaged, data, port);
            for (int kill = 0; kill < KILLS; kill++) {
                awaitUp(port);
                CompletableFuture<HttpResponse<String>> upload = upload(port, clip);
                // Half of them while the upload is on its way, half while it, or one before it, is processed.
                pause(random.nextInt(random.nextBoolean() ? 1_500 : 6_000));
                boolean whole = random.nextInt(4) > 0;
                if (whole) {
                    application.destroyForcibly().waitFor();
                } else {
                    killOneChild(application);
                }
                // An answer that did arrive is a promise; no answer means that the client has to send again.
                upload.handle((answer, failure) -> answer)
                        .thenAccept(answer -> {
                            if (answer != null && answer.statusCode() == 201) {
                                accepted.add(field(answer.body(), "video_id"));
                            }
                        })
                        .join();
                if (whole) {
                    application = start(packaged, data, port);
                }
            }
            awaitUp(port);
            accepted.add(uploadAsAPatientClient(port, clip));
            Awaitility.await("seed " + seed)
                    .atMost(RECOVERY)
                    .pollInterval(Duration.ofSeconds(1))
                    .untilAsserted(() -> {
                        // Anew each time: the catalog may not have heard yet of an upload whose answer was lost.
                        assertThat(ids(port, "failed")).isEmpty();
                        assertThat(ids(port, "processing")).isEmpty();
                        Set<String> ready = ids(port, "ready");
                        assertThat(ready).containsAll(accepted);
                        assertThat(orphans(data, ready)).isEmpty();
                    });
        }
    }

    private static Process start(PackagedApplication packaged, Path data, int port) throws IOException {
        return packaged.start("crash-it.log", port, data, SHORT_DEADLINES);
    }

    private void killOneChild(Process application) {
        List<ProcessHandle> children = application.descendants().toList();
        if (!children.isEmpty()) {
            children.get(random.nextInt(children.size())).destroyForcibly();
        }
    }

    private void awaitUp(int port) {
        Awaitility.await("the application is up, seed " + seed)
                .atMost(Duration.ofMinutes(2))
                .pollInterval(Duration.ofMillis(100))
                .ignoreExceptions()
                .until(() -> get(port, "/api/v1/videos?limit=1").statusCode() == 200);
    }

    private CompletableFuture<HttpResponse<String>> upload(int port, Path clip) throws IOException {
        String boundary = "vitascope-" + random.nextLong();
        byte[] head = ("--" + boundary
                        + "\r\nContent-Disposition: form-data; name=\"video\"; filename=\"clip.mp4\"\r\n\r\n")
                .getBytes(StandardCharsets.UTF_8);
        byte[] tail = ("\r\n--" + boundary + "--\r\n").getBytes(StandardCharsets.UTF_8);
        HttpRequest request = HttpRequest.newBuilder(address(port, "/upload"))
                .timeout(Duration.ofSeconds(60))
                .header("Content-Type", "multipart/form-data; boundary=" + boundary)
                .POST(HttpRequest.BodyPublishers.concat(
                        HttpRequest.BodyPublishers.ofByteArray(head),
                        HttpRequest.BodyPublishers.ofFile(clip),
                        HttpRequest.BodyPublishers.ofByteArray(tail)))
                .build();
        return http.sendAsync(request, HttpResponse.BodyHandlers.ofString());
    }

    /** Redis may be on its way back: a 503 says to try again, and so does a client. */
    private String uploadAsAPatientClient(int port, Path clip) {
        return Awaitility.await("an upload after the last kill, seed " + seed)
                .atMost(Duration.ofMinutes(1))
                .pollInterval(Duration.ofSeconds(1))
                .until(
                        () -> {
                            HttpResponse<String> answer = upload(port, clip).join();
                            assertThat(answer.statusCode()).as(answer.body()).isIn(201, 503);
                            return answer.statusCode() == 201 ? field(answer.body(), "video_id") : "";
                        },
                        id -> !id.isEmpty());
    }

    private Set<String> ids(int port, String state) throws Exception {
        JsonNode items = json.readTree(
                        get(port, "/api/v1/videos?limit=100&state=" + state).body())
                .get("items");
        Set<String> ids = new TreeSet<>();
        items.forEach(item -> ids.add(item.get("id").asText()));
        return ids;
    }

    /** Blobs of videos that do not exist or of runs that are not shown, and anything on scratch disk but FFmpeg. */
    private static List<String> orphans(Path data, Set<String> videos) throws IOException {
        List<String> orphans = new ArrayList<>();
        try (Stream<Path> files = Files.walk(data.resolve("blobs"))) {
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                String key = data.resolve("blobs").relativize(file).toString();
                if (videos.stream().noneMatch(id -> key.startsWith("videos/" + id + "/"))) {
                    orphans.add(key);
                }
            }
        }
        for (String video : videos) {
            try (Stream<Path> files = Files.list(data.resolve("blobs/videos/" + video))) {
                List<String> runs = files.map(file -> String.valueOf(file.getFileName()))
                        .filter(name -> name.matches("g\\d+"))
                        .collect(Collectors.toList());
                if (runs.size() != 1) {
                    orphans.add(video + " has runs " + runs);
                }
            }
        }
        try (Stream<Path> files = Files.list(data.resolve("scratch"))) {
            files.filter(file -> !file.endsWith("natives")).forEach(file -> orphans.add(file.toString()));
        }
        return orphans;
    }

    private HttpResponse<String> get(int port, String path) throws Exception {
        HttpRequest request = HttpRequest.newBuilder(address(port, path))
                .timeout(Duration.ofSeconds(10))
                .build();
        return http.send(request, HttpResponse.BodyHandlers.ofString());
    }

    private String field(String body, String name) {
        try {
            return json.readTree(body).get(name).asText();
        } catch (IOException e) {
            throw new AssertionError(body, e);
        }
    }

    private static URI address(int port, String path) {
        return URI.create("http://127.0.0.1:" + port + path);
    }

    /** A random moment is the point of the test, not a hope that something has happened by then. */
    private static void pause(int millis) throws InterruptedException {
        java.util.concurrent.TimeUnit.MILLISECONDS.sleep(millis);
    }
}
