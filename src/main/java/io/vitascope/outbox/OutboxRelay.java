package io.vitascope.outbox;

import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import io.quarkus.vertx.http.HttpServerStart;
import io.smallrye.reactive.messaging.MutinyEmitter;
import io.smallrye.reactive.messaging.TracingMetadata;
import io.smallrye.reactive.messaging.kafka.KafkaClientService;
import io.smallrye.reactive.messaging.kafka.api.OutgoingKafkaRecordMetadata;
import io.vertx.mutiny.redis.client.Command;
import io.vertx.mutiny.redis.client.Redis;
import io.vertx.mutiny.redis.client.RedisConnection;
import io.vertx.mutiny.redis.client.Request;
import io.vertx.mutiny.redis.client.Response;
import jakarta.enterprise.event.Observes;
import jakarta.enterprise.event.ObservesAsync;
import jakarta.inject.Singleton;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.kafka.clients.producer.Producer;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.eclipse.microprofile.reactive.messaging.Channel;
import org.eclipse.microprofile.reactive.messaging.Message;
import org.jboss.logging.Logger;

/**
 * Sends the outbox to Kafka, in order, and deletes from it what the broker has acknowledged.
 *
 * <p>One process of many does it at a time: the holder of a lease in Redis that lasts {@value #LEASE_MILLIS} ms, and
 * that it has for longer than the producer may try. A new holder begins with the oldest entry, so an event may be sent
 * twice and none is left out. Threads: one of its own.
 */
@Singleton
final class OutboxRelay implements PassingKeys {

    private static final Logger LOG = Logger.getLogger(OutboxRelay.class);

    private static final String CHANNEL = "outbox";
    private static final String LEASE = "vitascope:outbox:relay";
    private static final long LEASE_MILLIS = 10_000;
    /** Redis holds the read open this long when the outbox is empty; well below the lease, which it renews. */
    private static final long BLOCK_MILLIS = 2_000;

    private static final int BATCH = 256;
    private static final Duration PATIENCE = Duration.ofSeconds(30);
    private static final long PAUSE_MILLIS = 500;
    /** Nothing is on its way by then, unless Kafka is away. */
    private static final Duration CLOSING = Duration.ofSeconds(1);

    private static final String RENEW = """
        local holder = redis.call('GET', KEYS[1])
        if holder and holder ~= ARGV[1] then return 0 end
        redis.call('SET', KEYS[1], ARGV[1], 'PX', ARGV[2])
        return holder and 1 or 2
        """;
    private static final String RELEASE =
            "if redis.call('GET', KEYS[1]) == ARGV[1] then return redis.call('DEL', KEYS[1]) end return 0";

    private final Redis redis;
    private final MutinyEmitter<byte[]> kafka;
    private final KafkaClientService clients;
    /** So old may the lease be when a batch is sent, or the batch could outlast it. */
    private final long freshNanos;

    private final String me = UUID.randomUUID().toString();
    private final CountDownLatch stopping = new CountDownLatch(1);
    private final Thread thread = new Thread(this::run, "outbox-relay");

    OutboxRelay(
            Redis redis,
            @Channel(CHANNEL) MutinyEmitter<byte[]> kafka,
            KafkaClientService clients,
            @ConfigProperty(name = "mp.messaging.outgoing.outbox.delivery.timeout.ms") long deliveryMillis) {
        this.redis = redis;
        this.kafka = kafka;
        this.clients = clients;
        this.freshNanos = TimeUnit.MILLISECONDS.toNanos(Math.max(LEASE_MILLIS - deliveryMillis, LEASE_MILLIS / 10));
    }

    @Override
    public List<String> momentary() {
        return List.of(LEASE);
    }

    void start(@Observes StartupEvent event) {
        thread.setDaemon(true);
        thread.start();
    }

    /**
     * The channel's client is made when it is first asked for: as soon as requests are taken, and not at the first
     * event.
     */
    void connect(@ObservesAsync HttpServerStart started) {
        clients.<String, byte[]>getProducer(CHANNEL)
                .runOnSendingThread((Producer<String, byte[]> producer) -> {})
                .subscribe()
                .with(ignored -> {}, failure -> LOG.debugf("Kafka's producer: %s", failure.getMessage()));
    }

    void stop(@Observes ShutdownEvent event) throws InterruptedException {
        stopping.countDown();
        thread.join(BLOCK_MILLIS + PAUSE_MILLIS);
        thread.interrupt();
        Producer<String, byte[]> producer = clients.<String, byte[]>getProducer(CHANNEL).unwrap();
        if (producer != null) {
            producer.close(CLOSING); // the framework forgets to where one JVM runs several applications
        }
    }

    private void run() {
        while (!stopped(0)) {
            try (Connection connection = new Connection(redis)) {
                relay(connection);
            } catch (RuntimeException e) {
                if (stopped(0)) {
                    return;
                }
                LOG.warnf("Outbox waits: %s", e.getMessage());
                stopped(PAUSE_MILLIS);
            }
        }
    }

    private void relay(Connection connection) {
        String position = "0-0";
        while (!stopped(0)) {
            long leasedNanos = System.nanoTime();
            int lease = renew(connection);
            if (lease == 0) {
                position = "0-0";
                stopped(PAUSE_MILLIS);
                continue;
            }
            if (lease == 2) {
                position = "0-0"; // the lease is new: another holder may have died in the middle of a batch
            }
            List<Entry> batch = connection.read(position);
            if (!batch.isEmpty()) {
                if (!isStillOurs(connection, leasedNanos)) {
                    position = "0-0";
                    continue;
                }
                send(connection, batch);
                connection.delete(batch);
                position = batch.get(batch.size() - 1).id();
            }
        }
        connection.number(
                Request.cmd(Command.EVAL).arg(RELEASE).arg(1).arg(LEASE).arg(me));
    }

    /**
     * Whether nobody else had the lease since {@code leasedNanos}, and nobody will until a batch that is sent now is
     * over. The answer with the batch may have lain in the socket while this process stood still, and another holder has
     * sent it since, with what came after it.
     */
    private boolean isStillOurs(Connection connection, long leasedNanos) {
        long since = leasedNanos;
        while (System.nanoTime() - since > freshNanos) {
            since = System.nanoTime();
            if (renew(connection) != 1) {
                return false;
            }
        }
        return true;
    }

    private int renew(Connection connection) {
        return connection.number(
                Request.cmd(Command.EVAL).arg(RENEW).arg(1).arg(LEASE).arg(me).arg(LEASE_MILLIS));
    }

    /**
     * Nothing of the batch is on its way any more when this is over, one way or the other: what came late, after
     * another try or another holder of the lease has sent it and what follows it, would be the last word. So everything
     * is waited for, as long as the producer tries, and the lease is kept meanwhile.
     */
    private void send(Connection connection, List<Entry> batch) {
        CompletableFuture<Void> all =
                CompletableFuture.allOf(batch.stream().map(this::sent).toArray(CompletableFuture[]::new));
        while (!all.isDone()) {
            try {
                all.get(BLOCK_MILLIS, TimeUnit.MILLISECONDS);
            } catch (TimeoutException e) {
                keep(connection);
            } catch (ExecutionException e) {
                throw new IllegalStateException("Kafka does not take events: " + e.getCause(), e);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new IllegalStateException("ended with events on their way", e);
            }
        }
    }

    private void keep(Connection connection) {
        try {
            renew(connection);
        } catch (RuntimeException e) {
            LOG.debugf("The relay's lease could not be renewed: %s", e.getMessage());
        }
    }

    private CompletableFuture<Void> sent(Entry entry) {
        Message<byte[]> message = Message.of(entry.payload())
                .addMetadata(OutgoingKafkaRecordMetadata.<String>builder()
                        .withTopic(entry.topic())
                        .withKey(entry.key())
                        .build());
        if (!entry.trace().isEmpty()) {
            message = message.addMetadata(TracingMetadata.withCurrent(TraceContext.of(entry.trace())));
        }
        return kafka.sendMessage(message).subscribeAsCompletionStage();
    }

    private boolean stopped(long waitMillis) {
        try {
            return stopping.await(waitMillis, TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return true;
        }
    }

    /** One event that waits: its id in the stream, where it goes, its bytes, and its trace or nothing. */
    private record Entry(String id, String topic, String key, byte[] payload, String trace) {}

    /** A Redis connection of its own, because a blocking read would hold up everybody else's commands. */
    private static final class Connection implements AutoCloseable {

        private final RedisConnection connection;

        Connection(Redis redis) {
            this.connection = redis.connect().await().atMost(PATIENCE);
        }

        int number(Request request) {
            Response response = connection.send(request).await().atMost(PATIENCE);
            return response == null ? 0 : response.toInteger();
        }

        List<Entry> read(String position) {
            Response response = connection
                    .send(Request.cmd(Command.XREAD)
                            .arg("COUNT")
                            .arg(BATCH)
                            .arg("BLOCK")
                            .arg(BLOCK_MILLIS)
                            .arg("STREAMS")
                            .arg(Transaction.STREAM)
                            .arg(position))
                    .await()
                    .atMost(PATIENCE);
            if (response == null) {
                return List.of();
            }
            Response stream = response.containsKey(Transaction.STREAM)
                    ? response.get(Transaction.STREAM)
                    : response.get(0).get(1);
            List<Entry> entries = new ArrayList<>();
            for (Response entry : stream) {
                Response fields = entry.get(1); // topic, T, key, K, payload, P and perhaps traceparent, X
                entries.add(new Entry(
                        entry.get(0).toString(),
                        text(fields.get(1)),
                        text(fields.get(3)),
                        fields.get(5).toBytes(),
                        fields.size() > 7 ? text(fields.get(7)) : ""));
            }
            return entries;
        }

        void delete(List<Entry> entries) {
            Request request = Request.cmd(Command.XDEL).arg(Transaction.STREAM);
            entries.forEach(entry -> request.arg(entry.id()));
            number(request);
        }

        private static String text(Response response) {
            return response.toString(StandardCharsets.UTF_8);
        }

        @Override
        public void close() {
            connection.close().subscribe().with(ignored -> {}, failure -> {});
        }
    }
}
