package io.vitascope.upload;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class FetchTurnsTest {

    private static final int PLACES = 4;

    private final ExecutorService fetchers = Executors.newFixedThreadPool(PLACES);
    private final FetchTurns turns = new FetchTurns(fetchers, PLACES);

    @AfterEach
    void stop() {
        fetchers.shutdownNow();
    }

    @Test
    void whoeverIsFetchedForWithoutEndLeavesHalfOfThePlacesToOthers() throws InterruptedException {
        CountDownLatch never = new CountDownLatch(1);
        for (int count = 0; count < 10; count++) {
            turns.submit("slow", () -> await(never));
        }
        CountDownLatch others = new CountDownLatch(20);
        for (int count = 0; count < 20; count++) {
            turns.submit("quick", others::countDown);
        }
        assertThat(others.await(1, TimeUnit.MINUTES)).isTrue();
    }

    @Test
    void oneClientsFilesComeInTheirOrderHalfOfThePlacesAtATime() throws InterruptedException {
        List<Integer> begun = new CopyOnWriteArrayList<>();
        Semaphore goOn = new Semaphore(0);
        CountDownLatch two = new CountDownLatch(2);
        CountDownLatch all = new CountDownLatch(8);
        IntStream.range(0, 8)
                .forEach(number -> turns.submit("one", () -> {
                    begun.add(number);
                    two.countDown();
                    goOn.acquireUninterruptibly();
                    all.countDown();
                }));
        two.await();
        assertThat(begun).containsExactlyInAnyOrder(0, 1);
        goOn.release(8);
        all.await();
        assertThat(begun.subList(2, 8)).containsExactlyInAnyOrder(2, 3, 4, 5, 6, 7);
    }

    /** Its record is there, and another process goes on with it. */
    @Test
    void whoComesWhileTheProcessEndsHearsOfNoFailure() {
        fetchers.shutdownNow();
        assertThatCode(() -> turns.submit("late", () -> {})).doesNotThrowAnyException();
    }

    private static void await(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException ended) {
            Thread.currentThread().interrupt();
        }
    }
}
