package io.vitascope.upload;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/** Uploads side by side, each of a file of its own. */
final class ManyUploads {

    private static final long SIZE_BYTES = 8L << 20;

    private ManyUploads() {}

    static List<String> run(Path folder, int count) throws Exception {
        ExecutorService clients = Executors.newFixedThreadPool(count);
        try (PackagedServer server = PackagedServer.start(folder)) {
            Tus tus = new Tus(server);
            long begunNanos = System.nanoTime();
            List<Future<Boolean>> uploads = new ArrayList<>();
            for (int i = 0; i < count; i++) {
                int seed = i;
                uploads.add(clients.submit(() -> {
                    Film film = Film.of(SIZE_BYTES + seed, seed);
                    String upload = tus.begin(film.sizeBytes());
                    tus.append(upload, film, 0, film.sizeBytes(), sent -> true);
                    return tus.sha256(upload).equals(film.sha256());
                }));
            }
            int right = 0;
            for (Future<Boolean> upload : uploads) {
                right += upload.get() ? 1 : 0;
            }
            double seconds = (System.nanoTime() - begunNanos) / 1e9;
            return List.of(IngestBench.line(
                    "many: %d uploads of %d MiB at once: %d with the right SHA-256, %.0f s with all examinations, RSS"
                            + " at the end %d MB",
                    count, SIZE_BYTES >> 20, right, seconds, server.rssKib() / 1024));
        } finally {
            clients.shutdownNow();
        }
    }
}
