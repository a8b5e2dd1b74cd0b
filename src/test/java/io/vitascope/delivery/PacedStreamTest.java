package io.vitascope.delivery;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Queue;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.junit.jupiter.api.Test;

class PacedStreamTest {

    private static final Duration LONG = Duration.ofMinutes(5);

    private final byte[] content = new byte[1_000_000];
    private final ByteArrayOutputStream arrived = new ByteArrayOutputStream();

    @Test
    void allBytesArriveInOrderWhetherTheClientTakesThemAtOnceOrLater() {
        new Random(1).nextBytes(content);
        Queue<CompletableFuture<Void>> untaken = new ArrayDeque<>();
        CompletableFuture<Void> over = stream(LONG).sendTo(bytes -> {
            arrived.writeBytes(bytes);
            CompletableFuture<Void> taken = new CompletableFuture<>();
            if (arrived.size() % 3 == 0) {
                taken.complete(null);
            } else {
                untaken.add(taken);
            }
            return taken;
        });
        while (!over.isDone()) {
            assertThat(untaken).hasSize(1);
            untaken.remove().complete(null);
        }
        assertThat(over).isCompleted();
        assertThat(arrived.toByteArray()).isEqualTo(content);
    }

    @Test
    void aClientWhoTakesNothingKeepsNoThreadAndIsGivenUp() {
        CompletableFuture<Void> over = stream(Duration.ofMillis(50)).sendTo(bytes -> new CompletableFuture<>());
        assertThat(over)
                .failsWithin(20, TimeUnit.SECONDS)
                .withThrowableThat()
                .havingRootCause()
                .isInstanceOf(TimeoutException.class);
    }

    private PacedStream stream(Duration patience) {
        return new PacedStream(new ByteArrayInputStream(content), Runnable::run, patience);
    }
}
