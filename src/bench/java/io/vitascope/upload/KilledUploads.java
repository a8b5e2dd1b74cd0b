package io.vitascope.upload;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletableFuture;

/** Each upload sees its server killed at a random moment, and goes on where the next one says. */
final class KilledUploads {

    private static final long SIZE_BYTES = 16L << 20;
    private static final int PAUSE_MILLIS = 30;

    private KilledUploads() {}

    static List<String> run(Path folder, int kills) throws IOException {
        long seed = System.nanoTime();
        Random random = new Random(seed);
        int equal = 0;
        int honest = 0;
        long lostBytes = 0;
        long mostLostBytes = 0;
        try (PackagedServer server = PackagedServer.start(folder)) {
            Tus tus = new Tus(server);
            for (int kill = 0; kill < kills; kill++) {
                Film film = Film.of(SIZE_BYTES + random.nextInt(1 << 20), random.nextLong());
                String upload = tus.begin(film.sizeBytes());
                long moment = (long) (film.sizeBytes() * random.nextDouble());
                CompletableFuture<Void> sending =
                        CompletableFuture.runAsync(() -> send(tus, upload, film, server, moment));
                sending.handle((nothing, broken) -> nothing).join();
                long onDisk = server.onDisk(Tus.id(upload));
                server.startAgain();
                long offset = tus.offset(upload);
                honest += offset <= onDisk ? 1 : 0;
                lostBytes += onDisk - offset;
                mostLostBytes = Math.max(mostLostBytes, onDisk - offset);
                tus.append(upload, film, offset, film.sizeBytes(), sent -> true);
                equal += tus.sha256(upload).equals(film.sha256()) ? 1 : 0;
                System.out.printf(
                        "kill %d at byte %d: %d on disk, goes on at %d; so far equal %d, honest %d%n",
                        kill + 1, moment, onDisk, offset, equal, honest);
            }
        }
        return List.of(
                IngestBench.line(
                        "kills: %d x kill -9, seed %d: final SHA-256 equal %d, offset <= bytes on disk %d",
                        kills, seed, equal, honest),
                IngestBench.line(
                        "kills: bytes on disk that had to be sent again: %.1f MB on average, %.1f MB at most",
                        lostBytes / 1e6 / kills, mostLostBytes / 1e6));
    }

    private static void send(Tus tus, String upload, Film film, PackagedServer server, long moment) {
        try {
            tus.append(upload, film, 0, film.sizeBytes() - 1, sent -> {
                if (sent >= moment) {
                    server.kill();
                }
                Waits.millis(PAUSE_MILLIS); // so that several commits fall into one upload
                return true;
            });
        } catch (IOException broken) {
            // as it should
        }
    }
}
