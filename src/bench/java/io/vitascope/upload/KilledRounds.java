package io.vitascope.upload;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.Callable;
import java.util.stream.Stream;

/** The random rounds against the packaged application, which is killed every tenth round. */
final class KilledRounds {

    private static final int PATIENCE_SECONDS = 180;

    private KilledRounds() {}

    static List<String> run(Path folder, int count) throws Exception {
        long seed = System.nanoTime();
        try (PackagedServer server = PackagedServer.start(folder)) {
            RandomRounds rounds = new RandomRounds(new House(server), seed);
            System.out.println("rounds: seed " + seed);
            String played = rounds.play(count, count / 10);
            int folders = names(server.data().resolve("blobs/videos")).size();
            return List.of(
                    IngestBench.line(
                            "rounds: %d random rounds, seed %d: %d videos with their bytes, 0 orphans, 0 missing;"
                                    + " folders of blobs %d (fewer: sources that several share)",
                            count, seed, rounds.videos().size(), folders),
                    "rounds: " + played);
        }
    }

    private static Set<String> names(Path folder) throws IOException {
        Set<String> names = new TreeSet<>();
        if (Files.isDirectory(folder)) {
            try (Stream<Path> found = Files.list(folder)) {
                found.forEach(path -> names.add(path.getFileName().toString()));
            }
        }
        return names;
    }

    private record House(PackagedServer server) implements RandomRounds.House {

        @Override
        public int port() {
            return server.port();
        }

        @Override
        public void crash(List<String> openUploads) throws IOException {
            server.kill();
            server.startAgain();
        }

        @Override
        public void await(Callable<Boolean> condition) throws Exception {
            for (int second = 0; !condition.call(); second++) {
                if (second == PATIENCE_SECONDS) {
                    throw new AssertionError("something is left over");
                }
                Waits.millis(1_000);
            }
        }

        @Override
        public List<String> growing() {
            try {
                return names(server.data().resolve("scratch")).stream()
                        .filter(name -> name.startsWith(GrowingFiles.PREFIX))
                        .toList();
            } catch (IOException e) {
                throw new AssertionError(e);
            }
        }
    }
}
