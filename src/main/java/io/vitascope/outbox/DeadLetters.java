package io.vitascope.outbox;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.smallrye.common.annotation.Identifier;
import io.smallrye.mutiny.Uni;
import io.smallrye.reactive.messaging.kafka.IncomingKafkaRecord;
import io.smallrye.reactive.messaging.kafka.KafkaConnectorIncomingConfiguration;
import io.smallrye.reactive.messaging.kafka.KafkaConsumer;
import io.smallrye.reactive.messaging.kafka.fault.KafkaFailureHandler;
import io.vertx.mutiny.core.Vertx;
import jakarta.inject.Singleton;
import java.util.function.BiConsumer;
import java.util.function.Supplier;
import org.eclipse.microprofile.reactive.messaging.Metadata;
import org.jspecify.annotations.Nullable;

/**
 * What becomes of an event that can never be taken: SmallRye's own dead-letter queue has it, and is made with the first
 * one. Made for each channel beforehand they are a seventh of a native start, and most processes never need one
 * (docs/adr/0027).
 */
@Singleton
@Identifier("dead-letters")
final class DeadLetters implements KafkaFailureHandler.Factory {

    private final KafkaFailureHandler.Factory queues;
    private final MeterRegistry meters;

    DeadLetters(
            @Identifier(KafkaFailureHandler.Strategy.DEAD_LETTER_QUEUE) KafkaFailureHandler.Factory queues,
            MeterRegistry meters) {
        this.queues = queues;
        this.meters = meters;
    }

    @Override
    public KafkaFailureHandler create(
            KafkaConnectorIncomingConfiguration channel,
            Vertx vertx,
            KafkaConsumer<?, ?> consumer,
            BiConsumer<Throwable, Boolean> failures) {
        Counter count = counter(meters, channel.getDeadLetterQueueTopic().orElse(channel.getChannel()));
        return new Queue(() -> queues.create(channel, vertx, consumer, failures), count);
    }

    /** @param topic where they lie now, in Kafka, or in Redis what Kafka would not take */
    static Counter counter(MeterRegistry meters, String topic) {
        return Counter.builder("vitascope.outbox.dead.letters")
                .description("Events that could not be taken, by the topic where they lie now")
                .tag("topic", topic)
                .register(meters);
    }

    /** Of one channel. Used by the event loop that rejects records, and ended by whoever stops the process. */
    private static final class Queue implements KafkaFailureHandler {

        private final Supplier<KafkaFailureHandler> maker;
        private final Counter count;
        private @Nullable KafkaFailureHandler made;

        Queue(Supplier<KafkaFailureHandler> maker, Counter count) {
            this.maker = maker;
            this.count = count;
        }

        @Override
        public <K, V> Uni<Void> handle(IncomingKafkaRecord<K, V> event, Throwable reason, @Nullable Metadata metadata) {
            count.increment();
            return made().handle(event, reason, metadata);
        }

        private synchronized KafkaFailureHandler made() {
            if (made == null) {
                made = maker.get();
            }
            return made;
        }

        @Override
        public synchronized void terminate() {
            if (made != null) {
                made.terminate();
            }
        }
    }
}
