package io.vitascope;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import io.vitascope.platform.embedded.EmptyServices;
import java.io.IOException;
import java.lang.ProcessBuilder.Redirect;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The steps of {@code Dockerfile.jvm} after its build, gone through in a plain folder in place of {@code /}: what its
 * last stage holds starts with its command, its environment and its health check, and transcodes without writing to
 * itself.
 */
class ImageIT {

    private static final Duration PATIENCE = Duration.ofMinutes(4);

    @TempDir
    Path root;

    private final HttpClient http = HttpClient.newHttpClient();
    private final EmptyServices services = new EmptyServices(Path.of("target", "image-services"));
    private final List<Process> processes = new ArrayList<>();

    @AfterEach
    void endAll() throws InterruptedException {
        for (Process process : processes) {
            process.descendants().forEach(ProcessHandle::destroyForcibly);
            process.destroyForcibly().waitFor();
        }
        services.close();
    }

    @Test
    void whatTheDockerfileLeavesStartsAndTranscodes() throws Exception {
        assumeThat(System.getProperty("vitascope.executable", ""))
                .as("this one is of the package, not of the native executable")
                .isEmpty();
        Dockerfile file = Dockerfile.of("jvm");
        copy(Path.of(System.getProperty("vitascope.package")), root.resolve("src/target/quarkus-app"));
        for (String step : file.stage("build")) {
            if (step.contains("./mvnw")) {
                run(step.replaceFirst("^RUN (--mount=\\S+ )*", "")
                        .replaceFirst("\\./mvnw [^&]*&&", "")
                        .replace("/opt/", root + "/opt/"));
            }
        }
        for (String step : file.image()) {
            String[] words = step.split(" ", -1);
            if (step.startsWith("COPY --from=build ") && !words[2].equals(words[3])) {
                copy(root.resolve("." + words[2]), root.resolve("." + words[3]));
            }
        }
        Path image = root.resolve("opt/vitascope");
        assertThat(image.resolve("app/embedded")).doesNotExist();
        List<String> before = below(image);
        assertThat(before).anyMatch(path -> path.endsWith("natives/libavcodec.so"));

        int port = PackagedApplication.freePort();
        Files.createDirectories(root.resolve("data"));
        Process server = start(file, port);
        String health = file.last("HEALTHCHECK").replaceFirst(".*(/q/\\S+).*", "$1");
        Awaitility.await(health)
                .atMost(PATIENCE)
                .ignoreExceptions()
                .until(() -> get(port, health).statusCode() == 200);
        assertThat(get(port, "/").body()).contains("/assets/");

        String id = upload(port, GrainyClip.file());
        Awaitility.await("ready")
                .atMost(PATIENCE)
                .until(() -> get(port, "/api/v1/videos/" + id).body().matches(".*?\"state\":\"(ready|failed)\".*"));
        assertThat(get(port, "/api/v1/videos/" + id).body()).contains("\"state\":\"ready\"");

        assertThat(below(image)).as("the image").isEqualTo(before);
        assertThat(below(root.resolve("data")))
                .as("FFmpeg is unpacked already")
                .noneMatch(path -> path.contains(".so"));
        server.destroy();
        assertThat(server.waitFor(30, TimeUnit.SECONDS)).isTrue();
    }

    private Process start(Dockerfile file, int port) throws IOException {
        List<String> command = new ArrayList<>();
        for (String word : file.last("ENTRYPOINT").replaceAll("[\\[\\]\"]", "").split(", *", -1)) {
            command.add(
                    word.equals("java")
                            ? Path.of(System.getProperty("java.home"), "bin", "java")
                                    .toString()
                            : inRoot(word));
        }
        ProcessBuilder builder = new ProcessBuilder(command)
                .directory(root.resolve("data").toFile())
                .redirectErrorStream(true)
                .redirectOutput(Redirect.to(Path.of("target", "image-it.log").toFile()));
        Map<String, String> environment = builder.environment();
        file.environment().forEach((name, value) -> environment.put(name, inRoot(value)));
        services.start(key -> Optional.empty())
                .forEach((key, value) ->
                        environment.put(key.toUpperCase(java.util.Locale.ROOT).replaceAll("[.-]", "_"), value));
        environment.put("QUARKUS_HTTP_PORT", String.valueOf(port));
        Process process = builder.start();
        processes.add(process);
        return process;
    }

    private String inRoot(String word) {
        return word.startsWith("/") ? root + word : word;
    }

    private void run(String script) throws IOException, InterruptedException {
        Process shell = new ProcessBuilder("sh", "-ec", script)
                .directory(root.resolve("src").toFile())
                .inheritIO()
                .start();
        processes.add(shell);
        assertThat(shell.waitFor(2, TimeUnit.MINUTES)).isTrue();
        assertThat(shell.exitValue()).as(script).isZero();
    }

    private static void copy(Path from, Path to) throws IOException {
        try (Stream<Path> files = Files.walk(from)) {
            for (Path file : files.toList()) {
                Path target = to.resolve(from.relativize(file).toString());
                Files.createDirectories(target.getParent());
                if (!Files.isDirectory(file)) {
                    Files.copy(file, target, StandardCopyOption.REPLACE_EXISTING);
                }
            }
        }
    }

    private static List<String> below(Path folder) throws IOException {
        try (Stream<Path> files = Files.walk(folder)) {
            return files.map(Path::toString).sorted().toList();
        }
    }

    private String upload(int port, Path clip) throws Exception {
        String boundary = "vitascope-image";
        HttpRequest request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + "/upload"))
                .header("Content-Type", "multipart/form-data; boundary=" + boundary)
                .POST(BodyPublishers.concat(
                        BodyPublishers.ofString("--" + boundary
                                + "\r\nContent-Disposition: form-data; name=\"video\"; filename=\"clip.mkv\"\r\n\r\n"),
                        BodyPublishers.ofFile(clip),
                        BodyPublishers.ofString("\r\n--" + boundary + "--\r\n")))
                .build();
        HttpResponse<String> answer = http.send(request, HttpResponse.BodyHandlers.ofString());
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(201);
        return answer.body().replaceFirst(".*?\"video_id\":\"([^\"]+)\".*", "$1");
    }

    private HttpResponse<String> get(int port, String path) throws Exception {
        return http.send(
                HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path))
                        .build(),
                HttpResponse.BodyHandlers.ofString());
    }
}
