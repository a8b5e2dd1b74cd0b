package io.vitascope.processing;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.ByteArrayInputStream;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.SequenceInputStream;
import java.io.UncheckedIOException;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/** The packaged application, started as a user does, with an empty data folder; and a client of its HTTP interface. */
final class Server implements AutoCloseable {

    private static final String BOUNDARY = "vitascope-bench";

    private final Process process;
    private final int port;
    private final HttpClient http = HttpClient.newHttpClient();
    private final ObjectMapper json = new ObjectMapper();

    private Server(Process process, int port) {
        this.process = process;
        this.port = port;
    }

    static Server start(Path folder, List<String> options) throws IOException, InterruptedException {
        int port = freePort();
        CpuRounds.delete(folder);
        Files.createDirectories(folder);
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(options);
        command.addAll(List.of(
                "-Dquarkus.http.port=" + port,
                "-Dvitascope.data-dir=" + folder.resolve("data").toAbsolutePath(),
                "-jar",
                Path.of("target", "quarkus-app", "quarkus-run.jar").toString()));
        Process process = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(folder.resolve("server.log").toFile())
                .start();
        Server server = new Server(process, port);
        server.awaitUp();
        return server;
    }

    static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0)) {
            return socket.getLocalPort();
        }
    }

    private void awaitUp() throws IOException, InterruptedException {
        long deadline = System.nanoTime() + Duration.ofMinutes(2).toNanos();
        while (!isUp()) {
            if (!process.isAlive() || System.nanoTime() > deadline) {
                close();
                throw new IOException("the server does not start; see server.log in its folder");
            }
            Thread.sleep(100);
        }
    }

    private boolean isUp() throws InterruptedException {
        try {
            return get("/api/v1/videos?limit=1").statusCode() == 200;
        } catch (IOException notYet) {
            return false;
        }
    }

    long pid() {
        return process.pid();
    }

    ProcessHandle handle() {
        return process.toHandle();
    }

    /**
     * @param sentNanos when the last byte of the request was handed to the socket
     * @param answeredNanos when the answer had come
     */
    record Uploaded(String id, long sentNanos, long answeredNanos) {}

    Uploaded upload(Path file) throws IOException, InterruptedException {
        byte[] head = ("--" + BOUNDARY
                        + "\r\nContent-Disposition: form-data; name=\"video\"; filename=\"bench.mp4\"\r\n\r\n")
                .getBytes(StandardCharsets.UTF_8);
        byte[] tail = ("\r\n--" + BOUNDARY + "--\r\n").getBytes(StandardCharsets.UTF_8);
        long[] sentNanos = {0};
        HttpRequest request = HttpRequest.newBuilder(address("/upload"))
                .header("Content-Type", "multipart/form-data; boundary=" + BOUNDARY)
                .POST(HttpRequest.BodyPublishers.fromPublisher(
                        HttpRequest.BodyPublishers.ofInputStream(() -> body(head, file, tail, sentNanos)),
                        head.length + Files.size(file) + tail.length))
                .build();
        HttpResponse<String> answer = http.send(request, HttpResponse.BodyHandlers.ofString());
        if (answer.statusCode() != 201) {
            throw new IOException("upload: " + answer.statusCode() + " " + answer.body());
        }
        return new Uploaded(json.readTree(answer.body()).path("video_id").asText(), sentNanos[0], System.nanoTime());
    }

    private static InputStream body(byte[] head, Path file, byte[] tail, long[] endNanos) {
        try {
            InputStream all = new SequenceInputStream(Collections.enumeration(List.of(
                    new ByteArrayInputStream(head), Files.newInputStream(file), new ByteArrayInputStream(tail))));
            return new FilterInputStream(all) {
                @Override
                public int read(byte[] buffer, int offset, int length) throws IOException {
                    int count = super.read(buffer, offset, length);
                    endNanos[0] = System.nanoTime();
                    return count;
                }
            };
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Of the list of videos. */
    JsonNode page(String query) throws IOException, InterruptedException {
        return json.readTree(get("/api/v1/videos?" + query).body());
    }

    JsonNode video(String id) throws IOException, InterruptedException {
        return json.readTree(get("/api/v1/videos/" + id).body());
    }

    void delete(String id) throws IOException, InterruptedException {
        http.send(
                HttpRequest.newBuilder(address("/api/v1/videos/" + id)).DELETE().build(),
                HttpResponse.BodyHandlers.discarding());
    }

    /** The first segment of the first rendition, by way of the playlists, as a player finds it. */
    int firstSegmentBytes(String id) throws IOException, InterruptedException {
        URI master = address("/api/v1/videos/" + id + "/hls/master.m3u8");
        URI media = master.resolve(firstLine(text(master)));
        URI segment = media.resolve(firstLine(text(media)));
        return http.send(HttpRequest.newBuilder(segment).build(), HttpResponse.BodyHandlers.ofByteArray())
                .body()
                .length;
    }

    private static String firstLine(String playlist) throws IOException {
        return playlist.lines()
                .filter(line -> !line.isBlank() && !line.startsWith("#"))
                .findFirst()
                .orElseThrow(() -> new IOException("an empty playlist: " + playlist));
    }

    private String text(URI address) throws IOException, InterruptedException {
        HttpResponse<String> answer =
                http.send(HttpRequest.newBuilder(address).build(), HttpResponse.BodyHandlers.ofString());
        if (answer.statusCode() != 200) {
            throw new IOException(address + ": " + answer.statusCode());
        }
        return answer.body();
    }

    private HttpResponse<String> get(String path) throws IOException, InterruptedException {
        return http.send(HttpRequest.newBuilder(address(path)).build(), HttpResponse.BodyHandlers.ofString());
    }

    private URI address(String path) {
        return URI.create("http://localhost:" + port + path);
    }

    @Override
    public void close() {
        List<ProcessHandle> children = process.descendants().toList();
        process.destroy();
        process.onExit()
                .completeOnTimeout(process, 20, java.util.concurrent.TimeUnit.SECONDS)
                .join();
        process.destroyForcibly();
        children.forEach(ProcessHandle::destroyForcibly);
    }
}
