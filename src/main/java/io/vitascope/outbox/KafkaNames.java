package io.vitascope.outbox;

import io.smallrye.common.annotation.Identifier;
import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;
import io.smallrye.mutiny.infrastructure.Infrastructure;
import io.smallrye.reactive.messaging.PublisherDecorator;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicBoolean;
import org.apache.kafka.clients.ClientDnsLookup;
import org.apache.kafka.clients.ClientUtils;
import org.apache.kafka.common.config.ConfigException;
import org.eclipse.microprofile.reactive.messaging.Message;
import org.jboss.logging.Logger;

/**
 * Holds channels back until the name of a broker leads to an address, which in a cluster it may not do while there is no
 * broker.
 *
 * <p>A client of Kafka waits for brokers that do not answer, and cannot be made while none of their names is known. A
 * channel makes its client once: one that could not would bring nothing until the next start, and say that it is broken
 * for good. Threads: safe for all.
 */
@Singleton
final class KafkaNames implements PublisherDecorator {

    private static final Logger LOG = Logger.getLogger(KafkaNames.class);
    private static final Duration PAUSE = Duration.ofMillis(500);
    private static final Duration LONGEST_PAUSE = Duration.ofSeconds(5);

    private final List<String> servers;
    private final AtomicBoolean told = new AtomicBoolean();

    KafkaNames(@Identifier("default-kafka-broker") Map<String, Object> kafka) {
        this.servers =
                List.of(String.valueOf(kafka.get("bootstrap.servers")).strip().split("\\s*,\\s*"));
    }

    @Override
    public Multi<? extends Message<?>> decorate(
            Multi<? extends Message<?>> messages, List<String> channel, boolean isFromKafka) {
        return isFromKafka ? known().onItem().<Message<?>>transformToMulti(known -> messages) : messages;
    }

    /** Completes, on a thread that may wait, once a client can be made. */
    Uni<Void> known() {
        return Uni.createFrom()
                .voidItem()
                .invoke(this::require)
                .runSubscriptionOn(Infrastructure.getDefaultWorkerPool())
                .onFailure()
                .retry()
                .withBackOff(PAUSE, LONGEST_PAUSE)
                .indefinitely();
    }

    /** As every client does when it is made. Asks for names, which takes seconds where nobody answers. */
    private void require() {
        try {
            ClientUtils.parseAndValidateAddresses(servers, ClientDnsLookup.USE_ALL_DNS_IPS);
        } catch (ConfigException e) {
            if (told.compareAndSet(false, true)) {
                LOG.warnf("No event comes or goes until Kafka's name is known: %s", e.getMessage());
            }
            throw e;
        }
        if (told.compareAndSet(true, false)) {
            LOG.info("Kafka's name is known");
        }
    }
}
