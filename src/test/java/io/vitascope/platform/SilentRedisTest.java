package io.vitascope.platform;

import static org.assertj.core.api.Assertions.assertThat;

import io.quarkus.test.junit.QuarkusTest;
import io.vertx.core.Vertx;
import io.vertx.core.net.NetClientOptions;
import io.vertx.redis.client.Command;
import io.vertx.redis.client.Redis;
import io.vertx.redis.client.RedisOptions;
import io.vertx.redis.client.Request;
import io.vertx.redis.client.Response;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.junit.jupiter.api.Test;

/** Something between us and Redis has lost the other end of a connection, and takes whatever is sent. */
@QuarkusTest
class SilentRedisTest {

    /** Of a client of the test's own. */
    private static final Duration IDLE = Duration.ofSeconds(2);

    private final Vertx vertx;
    private final Duration configured;

    SilentRedisTest(Vertx vertx, @ConfigProperty(name = "quarkus.redis.tcp.idle-timeout") Duration configured) {
        this.vertx = vertx;
        this.configured = configured;
    }

    @Test
    void aConnectionIsNotWaitedForForEver() {
        assertThat(configured).isBetween(Duration.ofSeconds(1), Duration.ofMinutes(1));
    }

    @Test
    void aConnectionThatIsNeverAnsweredGivesItsPlaceToAnother() throws Exception {
        try (ServerSocket server = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            server.setSoTimeout((int) IDLE.multipliedBy(10).toMillis());
            Redis client = Redis.createClient(vertx, ofOneConnection(server.getLocalPort()));
            CompletableFuture<Response> unanswered = ping(client);
            try (Socket silent = server.accept()) {
                assertThat(unanswered).failsWithin(IDLE.multipliedBy(10));
                CompletableFuture<Response> next = ping(client);
                try (Socket another = server.accept()) {
                    assertThat(another.getInputStream().read()).isPositive();
                }
                assertThat(next).failsWithin(IDLE.multipliedBy(10));
            } finally {
                client.close();
            }
        }
    }

    private RedisOptions ofOneConnection(int port) {
        return new RedisOptions()
                .setConnectionString("redis://127.0.0.1:" + port)
                .setMaxPoolSize(1)
                .setNetClientOptions(new NetClientOptions().setIdleTimeout((int) IDLE.toSeconds()));
    }

    private static CompletableFuture<Response> ping(Redis client) {
        return client.send(Request.cmd(Command.PING)).toCompletionStage().toCompletableFuture();
    }
}
