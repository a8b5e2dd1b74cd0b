package io.vitascope.upload;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/** One file that is larger than any memory, and what the server holds while it comes. */
final class LargeUpload {

    private static final int POINTS = 20;

    private LargeUpload() {}

    static List<String> run(Path folder, int gigabytes) throws Exception {
        long sizeBytes = (long) gigabytes << 30;
        try (PackagedServer server = PackagedServer.start(folder)) {
            Tus tus = new Tus(server);
            Film film = Film.of(sizeBytes, 1);
            List<Long> rssMegabytes = new ArrayList<>();
            String upload = tus.begin(sizeBytes);
            long writtenBefore = server.writtenBytes();
            long begunNanos = System.nanoTime();
            long[] next = {sizeBytes / POINTS};
            tus.append(upload, film, 0, sizeBytes - 1, sent -> {
                if (sent >= next[0]) {
                    next[0] += sizeBytes / POINTS;
                    rssMegabytes.add(rss(server));
                }
                return true;
            });
            double seconds = (System.nanoTime() - begunNanos) / 1e9;
            double ratio = (server.writtenBytes() - writtenBefore) / (double) (sizeBytes - 1);
            long lastNanos = System.nanoTime();
            tus.append(upload, film, sizeBytes - 1, sizeBytes, sent -> true);
            double lastSeconds = (System.nanoTime() - lastNanos) / 1e9;
            boolean right = tus.sha256(upload).equals(film.sha256());
            return List.of(
                    IngestBench.line(
                            "large: %d GiB in %.0f s, %.0f MB/s, written / received %.4f; the last byte, hash and"
                                    + " examination %.1f s; SHA-256 %s",
                            gigabytes,
                            seconds,
                            sizeBytes / 1e6 / seconds,
                            ratio,
                            lastSeconds,
                            right ? "right" : "WRONG"),
                    IngestBench.line(
                            "large: RSS in MB at every twentieth: %s; highest / that after a quarter %.2f",
                            rssMegabytes,
                            Collections.max(rssMegabytes) / (double) rssMegabytes.get(rssMegabytes.size() / 4)));
        }
    }

    private static long rss(PackagedServer server) {
        try {
            return server.rssKib() / 1024;
        } catch (java.io.IOException e) {
            return -1;
        }
    }
}
