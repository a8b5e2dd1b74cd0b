package io.vitascope.upload;

import io.vitascope.upload.Wire.Answer;
import java.io.IOException;
import java.net.ServerSocket;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.function.ToDoubleFunction;
import java.util.stream.IntStream;

/**
 * How fast bytes come in, beside nginx ({@code PUT} of its dav module) with the same body on the same disk, in turns:
 * until the answer, and until all of them are on the disk, which is forced after it. Ours are hashed, and the disk is
 * forced beside the reading; nginx does neither.
 */
final class UploadSpeed {

    private static final int ROUNDS = 5;
    /** Not counted: what is measured is compiled meanwhile, on the processors that it needs. */
    private static final int WARM_UP_ROUNDS = 4;

    /** MB/s until the answer, and until the disk has everything. */
    private record Rates(double told, double onDisk) {}

    private final List<Rates> ours = new ArrayList<>();
    private final List<Rates> theirs = new ArrayList<>();
    private final List<Double> written = new ArrayList<>();

    private UploadSpeed() {}

    static List<String> run(Path folder, int megabytes) throws Exception {
        long sizeBytes = (long) megabytes << 20;
        Film film = Film.of(sizeBytes, 7);
        UploadSpeed speed = new UploadSpeed();
        Files.createDirectories(folder);
        int port;
        try (ServerSocket socket = new ServerSocket(0)) {
            port = socket.getLocalPort();
        }
        Process nginx = nginx(folder, port);
        try (PackagedServer server = PackagedServer.start(folder.resolve("server"))) {
            Tus tus = new Tus(server);
            // Unpacks FFmpeg for the examination.
            tus.append(tus.begin(film.sizeBytes()), film, 0, film.sizeBytes(), sent -> true);
            for (int round = 1; round < WARM_UP_ROUNDS; round++) {
                String upload = tus.begin(film.sizeBytes());
                tus.append(upload, film, 0, film.sizeBytes() - 1, sent -> true);
                Wire.send(server.port(), "DELETE", upload, "Tus-Resumable: 1.0.0");
            }
            for (int round = 0; round < ROUNDS; round++) {
                if (round % 2 == 0) {
                    speed.ours(tus, server, film);
                    speed.theirs(folder, port, film);
                } else {
                    speed.theirs(folder, port, film);
                    speed.ours(tus, server, film);
                }
            }
        } finally {
            nginx.descendants().forEach(ProcessHandle::destroy);
            nginx.destroy();
            nginx.waitFor();
        }
        return speed.report(megabytes);
    }

    private List<String> report(int megabytes) {
        return List.of(
                line("until the answer", megabytes, Rates::told),
                line("until it is on the disk", megabytes, Rates::onDisk),
                // The kernel adds what a child has written when it ends: FFmpeg's libraries, unpacked once.
                IngestBench.line(
                        "speed: written / received, by the kernel: %.4f, %.4f at most",
                        median(written), Collections.max(written)));
    }

    private String line(String until, int megabytes, ToDoubleFunction<Rates> rate) {
        List<Double> mine = ours.stream().map(rate::applyAsDouble).toList();
        List<Double> others = theirs.stream().map(rate::applyAsDouble).toList();
        List<Double> ratios = IntStream.range(0, ROUNDS)
                .mapToObj(round -> mine.get(round) / others.get(round))
                .toList();
        return IngestBench.line(
                "speed: %s, %d MiB, %d rounds, MB/s: ours %.0f (%.0f to %.0f), nginx %.0f (%.0f to %.0f), ratio in a"
                        + " round %.2f (%.2f to %.2f)",
                until,
                megabytes,
                ROUNDS,
                median(mine),
                Collections.min(mine),
                Collections.max(mine),
                median(others),
                Collections.min(others),
                Collections.max(others),
                median(ratios),
                Collections.min(ratios),
                Collections.max(ratios));
    }

    /** All but the last byte, which would bring the examination. */
    private void ours(Tus tus, PackagedServer server, Film film) throws IOException {
        String upload = tus.begin(film.sizeBytes());
        long before = server.writtenBytes();
        long begunNanos = System.nanoTime();
        tus.append(upload, film, 0, film.sizeBytes() - 1, sent -> true);
        double told = rate(film, begunNanos);
        force(server.growing(upload.substring(upload.lastIndexOf('/') + 1)));
        ours.add(new Rates(told, rate(film, begunNanos)));
        written.add((server.writtenBytes() - before) / (double) (film.sizeBytes() - 1));
        Wire.send(server.port(), "DELETE", upload, "Tus-Resumable: 1.0.0");
    }

    private void theirs(Path folder, int port, Film film) throws IOException {
        long begunNanos = System.nanoTime();
        Answer answer = Wire.send(port, "PUT", "/film", film, 0, film.sizeBytes() - 1, sent -> true);
        double told = rate(film, begunNanos);
        if (answer.status() / 100 != 2) {
            throw new IllegalStateException("nginx: " + answer.status() + " " + answer.body());
        }
        Path file = folder.resolve("root/film");
        force(file);
        theirs.add(new Rates(told, rate(film, begunNanos)));
        Files.delete(file);
    }

    private static void force(Path file) throws IOException {
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
            channel.force(false);
        }
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
