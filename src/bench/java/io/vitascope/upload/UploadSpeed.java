package io.vitascope.upload;

import io.vitascope.upload.Wire.Answer;
import java.io.IOException;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/**
 * How fast bytes come in, beside nginx ({@code PUT} of its dav module) with the same body on the same disk, in turns. Ours
 * are hashed, and the disk is forced beside the reading; nginx does neither.
 */
final class UploadSpeed {

    private static final int ROUNDS = 5;

    private UploadSpeed() {}

    static List<String> run(Path folder, int megabytes) throws Exception {
        long sizeBytes = (long) megabytes << 20;
        Film film = Film.of(sizeBytes, 7);
        List<Double> ours = new ArrayList<>();
        List<Double> theirs = new ArrayList<>();
        List<Double> ratios = new ArrayList<>();
        List<Double> written = new ArrayList<>();
        Files.createDirectories(folder);
        int port;
        try (ServerSocket socket = new ServerSocket(0)) {
            port = socket.getLocalPort();
        }
        Process nginx = nginx(folder, port);
        try (PackagedServer server = PackagedServer.start(folder.resolve("server"))) {
            Tus tus = new Tus(server);
            // Compiles what is measured, and unpacks FFmpeg for the examination.
            tus.append(tus.begin(film.sizeBytes()), film, 0, film.sizeBytes(), sent -> true);
            for (int round = 0; round < ROUNDS; round++) {
                double mine;
                double other;
                if (round % 2 == 0) {
                    mine = ours(tus, server, film, written);
                    other = theirs(folder, port, film);
                } else {
                    other = theirs(folder, port, film);
                    mine = ours(tus, server, film, written);
                }
                ours.add(mine);
                theirs.add(other);
                ratios.add(mine / other);
            }
        } finally {
            nginx.descendants().forEach(ProcessHandle::destroy);
            nginx.destroy();
            nginx.waitFor();
        }
        return List.of(
                IngestBench.line(
                        "speed: %d MiB, %d rounds, MB/s: ours %.0f (%.0f to %.0f), nginx %.0f (%.0f to %.0f), ratio in"
                                + " a round %.2f (%.2f to %.2f)",
                        megabytes,
                        ROUNDS,
                        median(ours),
                        Collections.min(ours),
                        Collections.max(ours),
                        median(theirs),
                        Collections.min(theirs),
                        Collections.max(theirs),
                        median(ratios),
                        Collections.min(ratios),
                        Collections.max(ratios)),
                // The kernel adds what a child has written when it ends: FFmpeg's libraries, unpacked once.
                IngestBench.line(
                        "speed: written / received, by the kernel: %.4f, %.4f at most",
                        median(written), Collections.max(written)));
    }

    /** MB/s; all but the last byte, which would bring the examination. */
    private static double ours(Tus tus, PackagedServer server, Film film, List<Double> written) throws IOException {
        String upload = tus.begin(film.sizeBytes());
        long before = server.writtenBytes();
        long begunNanos = System.nanoTime();
        tus.append(upload, film, 0, film.sizeBytes() - 1, sent -> true);
        double rate = rate(film, begunNanos);
        written.add((server.writtenBytes() - before) / (double) (film.sizeBytes() - 1));
        Wire.send(server.port(), "DELETE", upload, "Tus-Resumable: 1.0.0");
        return rate;
    }

    private static double theirs(Path folder, int port, Film film) throws IOException {
        long begunNanos = System.nanoTime();
        Answer answer = Wire.send(port, "PUT", "/film", film, 0, film.sizeBytes() - 1, sent -> true);
        double rate = rate(film, begunNanos);
        if (answer.status() / 100 != 2) {
            throw new IllegalStateException("nginx: " + answer.status() + " " + answer.body());
        }
        Files.delete(folder.resolve("root/film"));
        return rate;
    }

    private static double rate(Film film, long begunNanos) {
        return film.sizeBytes() / 1e6 / ((System.nanoTime() - begunNanos) / 1e9);
    }

    private static double median(List<Double> values) {
        return values.stream().sorted().toList().get(values.size() / 2);
    }

    private static Process nginx(Path folder, int port) throws IOException {
        Files.createDirectories(folder.resolve("root"));
        Path settings = Files.writeString(
                folder.resolve("nginx.conf"),
                String.join(
                        "\n",
                        "daemon off; worker_processes 1; pid " + folder + "/nginx.pid; error_log " + folder
                                + "/error.log;",
                        "events {}",
                        "http { access_log off; client_max_body_size 0; client_body_buffer_size 256k;",
                        "  client_body_temp_path " + folder + "/body;",
                        "  server { listen 127.0.0.1:" + port + "; root " + folder + "/root;",
                        "    location / { dav_methods PUT; } } }",
                        ""));
        String user = System.getProperty("user.name");
        List<String> command = new ArrayList<>(List.of("nginx", "-p", folder.toString(), "-c", settings.toString()));
        if (user.equals("root")) {
            command.addAll(List.of("-g", "user root;"));
        }
        return new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(folder.resolve("nginx.log").toFile())
                .start();
    }
}
