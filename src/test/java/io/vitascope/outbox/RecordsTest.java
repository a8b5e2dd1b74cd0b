package io.vitascope.outbox;

import static org.assertj.core.api.Assertions.assertThat;

import io.quarkus.test.junit.QuarkusTest;
import io.vitascope.kernel.VideoId;
import jakarta.inject.Inject;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/** Records in a real Redis. */
@QuarkusTest
class RecordsTest {

    @Inject
    Outbox outbox;

    private final VideoId id = VideoId.create(System.currentTimeMillis());

    @Test
    void aChangeTellsWhatItReplacedAndNotWhatAnAttemptSawThatCameTooLate() {
        Records<String> records = outbox.records(String.class, "vitascope:trial:");
        records.change(id, (current, transaction) -> Optional.of("old"));
        AtomicInteger attempts = new AtomicInteger();
        Records.Change<String> change = records.change(id, (current, transaction) -> {
            if (attempts.incrementAndGet() == 1) {
                records.change(id, (seen, rival) -> Optional.of("new"));
            }
            return current.map(text -> text + "er");
        });
        assertThat(attempts).hasValue(2);
        assertThat(change).isEqualTo(new Records.Change<>(Optional.of("new"), Optional.of("newer")));
        assertThat(records.change(id, (current, transaction) -> current))
                .isEqualTo(new Records.Change<>(Optional.of("newer"), Optional.of("newer")));
        assertThat(records.change(id, (current, transaction) -> Optional.empty()))
                .isEqualTo(new Records.Change<>(Optional.of("newer"), Optional.empty()));
    }
}
