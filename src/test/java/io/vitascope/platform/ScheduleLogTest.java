package io.vitascope.platform;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.quarkus.scheduler.Scheduler;
import io.quarkus.test.junit.QuarkusTest;
import java.net.ConnectException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.logging.Handler;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Work that the real scheduler does again and again, in vain. */
@QuarkusTest
class ScheduleLogTest {

    private static final String JOB = "in-vain";
    private static final Logger ROOT = Logger.getLogger("");

    private final Scheduler scheduler;
    private final List<LogRecord> lines = new CopyOnWriteArrayList<>();
    private final Handler listener = new Handler() {
        @Override
        public void publish(LogRecord line) {
            if (line.getLoggerName().contains("Schedule")
                    || line.getLoggerName().contains("scheduler")) {
                lines.add(line);
            }
        }

        @Override
        public void flush() {}

        @Override
        public void close() {}
    };

    ScheduleLogTest(Scheduler scheduler) {
        this.scheduler = scheduler;
    }

    @BeforeEach
    void listen() {
        ROOT.addHandler(listener);
    }

    @AfterEach
    void stop() {
        scheduler.unscheduleJob(JOB);
        ROOT.removeHandler(listener);
    }

    @Test
    void anOutageIsOneLineHoweverLongItLastsAndItsEndAnother() {
        AtomicInteger turns = new AtomicInteger();
        work(() -> {
            if (turns.incrementAndGet() < 4) {
                throw new IllegalStateException(new ConnectException("Connection refused"));
            }
        });
        await().atMost(Duration.ofSeconds(30)).until(() -> lines.size() >= 2);
        assertThat(lines).extracting(LogRecord::getThrown).containsOnlyNulls();
        assertThat(lines)
                .extracting(LogRecord::getLevel)
                .extracting(Level::intValue)
                .containsExactly(900, 800);
        assertThat(turns).hasValueGreaterThanOrEqualTo(4);
    }

    @Test
    void anErrorOfOursHasItsStack() {
        work(() -> {
            throw new IllegalStateException("a bug");
        });
        await().atMost(Duration.ofSeconds(30)).until(() -> !lines.isEmpty());
        assertThat(lines.get(0).getThrown()).rootCause().hasMessage("a bug");
    }

    private void work(Runnable work) {
        scheduler.newJob(JOB).setInterval("1s").setTask(turn -> work.run()).schedule();
    }
}
