package io.vitascope.outbox;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import io.quarkus.test.junit.QuarkusTest;
import io.smallrye.reactive.messaging.MutinyEmitter;
import io.smallrye.reactive.messaging.kafka.KafkaClientService;
import io.vertx.mutiny.core.Vertx;
import io.vertx.mutiny.redis.client.Command;
import io.vertx.mutiny.redis.client.Redis;
import io.vertx.mutiny.redis.client.Request;
import io.vitascope.kernel.VideoId;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.eclipse.microprofile.reactive.messaging.Channel;
import org.eclipse.microprofile.reactive.messaging.Message;
import org.junit.jupiter.api.Test;

/** In a database of its own, where the application's relay is not. */
@QuarkusTest
class OutboxRelayTest {

    private static final String LEASE = "vitascope:outbox:relay";
    private static final long DELIVERY_MILLIS = 8_000;
    private static final Duration PATIENCE = Duration.ofSeconds(30);

    private final Vertx vertx;
    private final String server;
    private final MutinyEmitter<byte[]> kafka;
    private final KafkaClientService clients;

    OutboxRelayTest(
            Vertx vertx,
            @ConfigProperty(name = "quarkus.redis.hosts") String server,
            @Channel("outbox") MutinyEmitter<byte[]> kafka,
            KafkaClientService clients) {
        this.vertx = vertx;
        this.server = server;
        this.kafka = kafka;
        this.clients = clients;
    }

    /** It sends what another holder of the lease has sent meanwhile, together with what came after it. */
    @Test
    void whoGetsItsBatchLateSendsNothingThatAnotherHasSent() throws Exception {
        URI home = URI.create(server);
        Redis redis = connected(home.getPort());
        redis.send(Request.cmd(Command.FLUSHDB)).await().atMost(PATIENCE);
        try (SlowWay way = new SlowWay(home, "early")) {
            List<Message<?>> sentByLate = new CopyOnWriteArrayList<>();
            List<Message<?>> sentByOther = new CopyOnWriteArrayList<>();
            OutboxRelay late = relay(connected(way.port()), sentByLate);
            OutboxRelay other = relay(redis, sentByOther);
            late.start(new StartupEvent());
            await().atMost(PATIENCE).until(() -> get(redis, LEASE), holder -> !holder.isEmpty());
            String holder = get(redis, LEASE);
            add(redis, "early");
            await().atMost(PATIENCE).until(way::isHolding);
            other.start(new StartupEvent());
            await().atMost(PATIENCE).until(() -> sentByOther.size() == 1);
            assertThat(get(redis, LEASE)).isNotEqualTo(holder);
            way.letGo();
            other.stop(new ShutdownEvent());
            await().atMost(PATIENCE).until(() -> get(redis, LEASE).equals(holder));
            assertThat(sentByLate).isEmpty();
            late.stop(new ShutdownEvent());
        } finally {
            redis.send(Request.cmd(Command.FLUSHDB)).await().atMost(PATIENCE);
            redis.close();
        }
    }

    private Redis connected(int port) {
        return Redis.createClient(vertx, "redis://" + URI.create(server).getHost() + ":" + port + "/1");
    }

    private OutboxRelay relay(Redis redis, List<Message<?>> sent) {
        return new OutboxRelay(redis, noting(sent), clients, DELIVERY_MILLIS);
    }

    /** The application's own way to Kafka, with a list of what has gone it. */
    @SuppressWarnings("unchecked")
    private MutinyEmitter<byte[]> noting(List<Message<?>> sent) {
        return (MutinyEmitter<byte[]>) Proxy.newProxyInstance(
                getClass().getClassLoader(), new Class<?>[] {MutinyEmitter.class}, (proxy, method, arguments) -> {
                    if (method.getName().equals("sendMessage")) {
                        sent.add((Message<?>) arguments[0]);
                    }
                    try {
                        return method.invoke(kafka, arguments);
                    } catch (InvocationTargetException e) {
                        throw e.getCause();
                    }
                });
    }

    /** A way to Redis on which an answer with this text in it, and all after it, waits until it is let go. */
    private static final class SlowWay implements AutoCloseable {

        private final ServerSocket entrance = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
        private final CountDownLatch holding = new CountDownLatch(1);
        private final CountDownLatch letGo = new CountDownLatch(1);
        private final URI server;
        private final String text;

        SlowWay(URI server, String text) throws IOException {
            this.server = server;
            this.text = text;
            begin(this::accept);
        }

        int port() {
            return entrance.getLocalPort();
        }

        boolean isHolding() {
            return holding.getCount() == 0;
        }

        void letGo() {
            letGo.countDown();
        }

        private void accept() throws IOException {
            while (true) {
                Socket client = entrance.accept();
                Socket redis = new Socket(server.getHost(), server.getPort());
                begin(() -> client.getInputStream().transferTo(redis.getOutputStream()));
                begin(() -> answer(redis.getInputStream(), client.getOutputStream()));
            }
        }

        private void answer(InputStream from, OutputStream to) throws IOException, InterruptedException {
            byte[] buffer = new byte[1 << 16];
            for (int count = from.read(buffer); count > 0; count = from.read(buffer)) {
                if (new String(buffer, 0, count, StandardCharsets.ISO_8859_1).contains(text)) {
                    holding.countDown();
                }
                if (isHolding()) {
                    letGo.await();
                }
                to.write(buffer, 0, count);
            }
        }

        private interface Work {
            void run() throws IOException, InterruptedException;
        }

        private static void begin(Work work) {
            Thread thread = new Thread(() -> {
                try {
                    work.run();
                } catch (IOException | InterruptedException over) {
                    // an end of the connection is gone
                }
            });
            thread.setDaemon(true);
            thread.start();
        }

        @Override
        public void close() throws IOException {
            letGo.countDown();
            entrance.close();
        }
    }

    private static void add(Redis redis, String payload) {
        redis.send(Request.cmd(Command.XADD)
                        .arg(Transaction.STREAM)
                        .arg("*")
                        .arg("topic")
                        .arg("catalog.events")
                        .arg("key")
                        .arg(VideoId.create(0).toString())
                        .arg("payload")
                        .arg(payload))
                .await()
                .atMost(PATIENCE);
    }

    private static String get(Redis redis, String key) {
        var value = redis.send(Request.cmd(Command.GET).arg(key)).await().atMost(PATIENCE);
        return value == null ? "" : value.toString();
    }
}
