package io.vitascope.outbox;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.quarkus.redis.datasource.RedisDataSource;
import io.vertx.mutiny.core.buffer.Buffer;
import io.vertx.mutiny.redis.client.Command;
import io.vertx.mutiny.redis.client.Redis;
import io.vertx.mutiny.redis.client.Request;
import io.vertx.mutiny.redis.client.Response;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.List;
import java.util.function.Consumer;

/**
 * Commits transactions: one Lua script, so that Redis runs it alone and its AOF holds all of it or nothing.
 *
 * <p>Threads: safe for all worker threads; every call blocks for one round trip. Errors: any exception of the Redis
 * client when Redis is away, in which case the outcome is unknown; callers are idempotent and try again.
 */
@Singleton
public final class Outbox {

    /** Longest wait for Redis; a healthy one answers within a millisecond. */
    private static final Duration PATIENCE = Duration.ofSeconds(10);

    static final String SCRIPT = """
            local i = 2
            for _ = 1, tonumber(ARGV[1]) do
              if (redis.call('GET', ARGV[i]) or '') ~= ARGV[i + 1] then return 0 end
              i = i + 2
            end
            while i <= #ARGV do
              local length = tonumber(ARGV[i])
              redis.call(unpack(ARGV, i + 1, i + length))
              i = i + 1 + length
            end
            return 1
            """;

    private static final String SCRIPT_EVEN_IN_FULL_MEMORY = "#!lua flags=allow-oom\n" + SCRIPT;

    private final Redis redis;
    private final RedisDataSource dataSource;
    private final ObjectMapper json;

    Outbox(Redis redis, RedisDataSource dataSource, ObjectMapper json) {
        this.redis = redis;
        this.dataSource = dataSource;
        this.json = json;
    }

    /** The records of one room: a JSON string per video at {@code <prefix><id>}. */
    public <T> Records<T> records(Class<T> type, String prefix) {
        return new Records<>(this, dataSource, json, type, prefix);
    }

    /** A transaction without expectations. */
    public void commit(Consumer<Transaction> commands) {
        Transaction transaction = new Transaction();
        commands.accept(transaction);
        commit(transaction);
    }

    /** Whether all expectations held, and so everything was applied. */
    boolean commit(Transaction transaction) {
        List<byte[]> arguments = transaction.arguments();
        String script = transaction.isEvenInFullMemory() ? SCRIPT_EVEN_IN_FULL_MEMORY : SCRIPT;
        Request request = Request.cmd(Command.EVAL).arg(script).arg(0);
        for (byte[] argument : arguments) {
            request.arg(Buffer.buffer(argument));
        }
        Response response = redis.send(request).await().atMost(PATIENCE);
        return response != null && response.toInteger() == 1;
    }
}
