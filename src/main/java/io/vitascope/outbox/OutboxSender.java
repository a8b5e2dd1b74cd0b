package io.vitascope.outbox;

import io.opentelemetry.api.OpenTelemetry;
import io.smallrye.reactive.messaging.TracingMetadata;
import io.smallrye.reactive.messaging.kafka.KafkaClientService;
import io.smallrye.reactive.messaging.kafka.KafkaProducer;
import io.smallrye.reactive.messaging.kafka.tracing.KafkaOpenTelemetryInstrumenter;
import io.smallrye.reactive.messaging.kafka.tracing.KafkaTrace;
import io.vitascope.outbox.OutboxStream.Entry;
import jakarta.enterprise.inject.Instance;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.eclipse.microprofile.reactive.messaging.Message;
import org.jspecify.annotations.Nullable;

/**
 * Gives entries to Kafka's client, each once and in order. Not through an emitter, whose channel tries again by itself what
 * the client would not have: behind those that came after it.
 *
 * <p>Threads: {@link #send} is safe for all; the rest happens on the client's one sending thread, which waits where the
 * client knows nothing of a topic.
 */
final class OutboxSender implements OutboxLanes.Way {

    private final KafkaClientService clients;
    private final String channel;
    private final Instance<OpenTelemetry> traces;
    /** Of the sending thread; made with the first entry that has a trace. */
    private @Nullable KafkaOpenTelemetryInstrumenter instrumenter;

    /** @param channel whose client and settings are used */
    OutboxSender(KafkaClientService clients, String channel, Instance<OpenTelemetry> traces) {
        this.clients = clients;
        this.channel = channel;
        this.traces = traces;
    }

    @Override
    public CompletableFuture<Void> send(Entry entry, Supplier<Optional<Throwable>> obstacle) {
        CompletableFuture<Void> answer = new CompletableFuture<>();
        KafkaProducer<String, byte[]> client = clients.getProducer(channel);
        client.runOnSendingThread((Producer<String, byte[]> producer) -> obstacle.get()
                        .ifPresentOrElse(answer::completeExceptionally, () -> send(entry, producer, answer)))
                .subscribe()
                .with(given -> {}, answer::completeExceptionally);
        return answer;
    }

    private void send(Entry entry, Producer<String, byte[]> producer, CompletableFuture<Void> answer) {
        ProducerRecord<String, byte[]> record = new ProducerRecord<>(entry.topic(), entry.key(), entry.payload());
        if (!entry.trace().isEmpty()) {
            trace(entry, record);
        }
        producer.send(record, (metadata, failure) -> {
            if (failure == null) {
                answer.complete(null);
            } else {
                answer.completeExceptionally(failure);
            }
        });
    }

    /** As the channel would: a span of its own, below which the consumers' are. */
    private void trace(Entry entry, ProducerRecord<String, byte[]> record) {
        if (instrumenter == null) {
            instrumenter = KafkaOpenTelemetryInstrumenter.createForSink(traces);
        }
        Message<byte[]> message =
                Message.of(entry.payload()).addMetadata(TracingMetadata.withCurrent(TraceContext.of(entry.trace())));
        instrumenter.traceOutgoing(
                message,
                new KafkaTrace.Builder()
                        .withPartition(-1)
                        .withTopic(record.topic())
                        .withHeaders(record.headers())
                        .build());
    }
}
