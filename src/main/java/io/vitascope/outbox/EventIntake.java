package io.vitascope.outbox;

import io.opentelemetry.context.Context;
import io.opentelemetry.context.Scope;
import io.quarkus.runtime.ShutdownEvent;
import io.smallrye.reactive.messaging.TracingMetadata;
import io.vitascope.kernel.Pauses;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;
import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.eclipse.microprofile.reactive.messaging.Message;
import org.jboss.logging.Logger;

/**
 * How every room takes an event from Kafka.
 *
 * <p>Acknowledged when the handler has returned, so its news must be durable by then. What can never succeed (bytes
 * that are not the message, an id that is none, a bug) is rejected, and the channel's failure strategy dead-letters it.
 * Any other failure means that Redis or a neighbour is away: the event is tried again in place, for as long as it
 * takes, so that order holds and nothing is dead-lettered because of the weather. Ended by shutdown, it is neither
 * acknowledged nor rejected and comes again after the next start.
 *
 * <p>Threads: blocks the calling worker thread; stateless besides the end of the process.
 */
@Singleton
public final class EventIntake {

    private static final Logger LOG = Logger.getLogger(EventIntake.class);

    private static final Pauses PAUSES = new Pauses(Duration.ofMillis(200), Duration.ofSeconds(5));

    private final CountDownLatch stopping = new CountDownLatch(1);

    /** Must be idempotent: Kafka delivers at least once, and a failed try may have been half of one. */
    @FunctionalInterface
    public interface Handler {
        void on(byte[] payload) throws IOException;
    }

    public CompletionStage<Void> take(Message<byte[]> message, Handler handler) {
        for (int failures = 1; ; failures++) {
            Duration pause = PAUSES.after(failures);
            try (Scope traced = trace(message).makeCurrent()) {
                handler.on(message.getPayload());
                return message.ack();
            } catch (IOException | RuntimeException failure) {
                if (isHopeless(failure) && stopping.getCount() > 0) {
                    LOG.errorf(failure, "An event goes to the dead letters");
                    return message.nack(failure);
                }
                LOG.warnf("An event waits %s: %s", pause, failure);
            }
            if (stopped(pause)) {
                return new CompletableFuture<>();
            }
        }
    }

    /** What the handler tells others belongs to the trace that the event came with. */
    private static Context trace(Message<byte[]> message) {
        return TracingMetadata.fromMessage(message)
                .map(TracingMetadata::getCurrentContext)
                .orElseGet(Context::current);
    }

    /**
     * Whether trying again can't help: a protobuf that can't be read is an IOException, the others are what the JDK
     * throws for bugs.
     */
    public static boolean isHopeless(Exception failure) {
        return failure instanceof IOException
                || failure instanceof IllegalArgumentException
                || failure instanceof IllegalStateException
                || failure instanceof NullPointerException
                || failure instanceof ClassCastException
                || failure instanceof IndexOutOfBoundsException
                || failure instanceof ArithmeticException
                || failure instanceof UnsupportedOperationException;
    }

    private boolean stopped(Duration pause) {
        try {
            return stopping.await(pause.toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return true;
        }
    }

    void stop(@Observes ShutdownEvent event) {
        stopping.countDown();
    }
}
