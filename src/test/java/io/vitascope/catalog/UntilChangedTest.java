package io.vitascope.catalog;

import static org.assertj.core.api.Assertions.assertThat;

import io.quarkus.test.junit.QuarkusTest;
import io.vitascope.kernel.VideoId;
import io.vitascope.outbox.Outbox;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@QuarkusTest
class UntilChangedTest {

    private final VideoChanges changes;
    private final Outbox outbox;

    UntilChangedTest(VideoChanges changes, Outbox outbox) {
        this.changes = changes;
        this.outbox = outbox;
    }

    @Test
    @Timeout(60)
    void whatWasReadHoldsUntilAVideoChanges() {
        AtomicInteger readings = new AtomicInteger();
        UntilChanged<Integer> read = new UntilChanged<>(changes, readings::incrementAndGet);
        String position;
        int first;
        int second;
        do {
            position = changes.last();
            first = read.get();
            second = read.get();
        } while (!position.equals(changes.last())); // videos of other tests may still be at work
        assertThat(second).isEqualTo(first);
        VideoId id = VideoId.create(System.currentTimeMillis());
        outbox.commit(transaction -> VideoChanges.note(transaction, id));
        assertThat(read.get()).isGreaterThan(second);
    }
}
