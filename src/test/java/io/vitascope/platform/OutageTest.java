package io.vitascope.platform;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import io.quarkus.redis.datasource.RedisDataSource;
import io.quarkus.test.junit.QuarkusTest;
import io.vertx.core.Vertx;
import io.vertx.redis.client.Redis;
import io.vertx.redis.client.RedisConnection;
import io.vertx.redis.client.Request;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What a request finds of a Redis that dies under it, starts, or can't write. */
@QuarkusTest
class OutageTest {

    private final RedisDataSource redis;
    private final Vertx vertx;
    private final String address;

    OutageTest(RedisDataSource redis, Vertx vertx, @ConfigProperty(name = "quarkus.redis.hosts") String address) {
        this.redis = redis;
        this.vertx = vertx;
        this.address = address;
    }

    /** With a killed process the kernel resets its connections. */
    @Test
    void aConnectionThatIsResetUnderARequestIsAnOutage() throws Exception {
        try (ServerSocket killed = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            CompletableFuture<Throwable> failure = failureAt("redis://127.0.0.1:" + killed.getLocalPort());
            try (Socket accepted = killed.accept()) {
                assertThat(accepted.getInputStream().read()).isPositive();
                accepted.setSoLinger(true, 0);
            }
            assertThat(Outage.isBehind(new CompletionException(failure.join()))).isTrue();
        }
    }

    @Test
    void aRequestOverAConnectionThatIsGoneIsAnOutage() {
        Redis client = Redis.createClient(vertx, address);
        RedisConnection connection =
                client.connect().toCompletionStage().toCompletableFuture().join();
        connection.close().toCompletionStage().toCompletableFuture().join();
        client.close();
        Throwable failure = catchThrowable(() -> client.send(Request.cmd(io.vertx.redis.client.Command.PING))
                .toCompletionStage()
                .toCompletableFuture()
                .join());
        assertThat(Outage.isBehind(failure)).as("%s", failure).isTrue();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "LOADING Redis is loading the dataset in memory",
                "READONLY You can't write against a read only replica.",
                "MISCONF Errors writing to the AOF file: No space left on device",
                "OOM command not allowed when used memory > 'maxmemory'."
            })
    void aRedisThatSaysThatItCannotDoItsWorkIsAway(String reply) {
        assertThat(Outage.isBehind(failure(reply))).isTrue();
    }

    @Test
    void aCommandThatRedisDoesNotUnderstandIsAnErrorOfOurs() {
        assertThat(Outage.isBehind(failure("WRONGTYPE Operation against a key")))
                .isFalse();
    }

    private Throwable failure(String reply) {
        return catchThrowable(() -> redis.execute("EVAL", "return redis.error_reply(ARGV[1])", "0", reply));
    }

    private CompletableFuture<Throwable> failureAt(String redisAddress) {
        return Redis.createClient(vertx, redisAddress)
                .send(Request.cmd(io.vertx.redis.client.Command.PING))
                .toCompletionStage()
                .toCompletableFuture()
                .<Throwable>thenApply(answer -> new AssertionError("answered " + answer))
                .exceptionally(failure -> failure);
    }
}
