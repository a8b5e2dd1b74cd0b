package io.vitascope.upload;

import static org.assertj.core.api.Assertions.assertThat;

import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import io.vitascope.NobodyWorks;
import io.vitascope.kernel.VideoId;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Callable;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;

/**
 * A few random rounds; {@code -Dtest.rounds=200} makes it more. {@code src/bench/ingest --only rounds} plays
 * them against the packaged application, and really kills it.
 */
@QuarkusTest
@TestProfile(NobodyWorks.class)
class RandomRoundsTest {

    @TestHTTPResource
    @SuppressWarnings("NullAway.Init")
    private URI server;

    private final GrowingFiles growingFiles;
    private final RunningHashes hashes;

    RandomRoundsTest(GrowingFiles growingFiles, RunningHashes hashes) {
        this.growingFiles = growingFiles;
        this.hashes = hashes;
    }

    @Test
    void whateverClientsDoNothingIsLostAndNothingIsLeftOver() throws Exception {
        int rounds = Integer.getInteger("test.rounds", 20);
        long seed = Long.getLong("test.seed", System.nanoTime());
        try {
            assertThat(new RandomRounds(new Here(), seed).play(rounds, rounds / 10))
                    .isNotEmpty();
        } catch (AssertionError e) {
            throw new AssertionError("with -Dtest.seed=" + seed, e);
        }
    }

    /** It does not die; files and memory are as if it had: bytes that nobody has counted, and hashes forgotten. */
    private final class Here implements RandomRounds.House {

        @Override
        public int port() {
            return server.getPort();
        }

        @Override
        public void crash(List<String> openUploads) throws IOException {
            for (String id : openUploads) {
                Path file = growingFiles.of(VideoId.parse(id));
                if (Files.exists(file)) {
                    Files.write(file, new byte[10_000], StandardOpenOption.APPEND);
                }
                hashes.forget(VideoId.parse(id));
            }
        }

        @Override
        public void await(Callable<Boolean> condition) {
            Awaitility.await().atMost(Duration.ofMinutes(2)).until(condition);
        }

        @Override
        public List<String> growing() {
            return growingFiles.all().stream().map(VideoId::toString).toList();
        }
    }
}
