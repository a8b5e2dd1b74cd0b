package io.vitascope.outbox;

import io.vertx.mutiny.redis.client.Command;
import io.vertx.mutiny.redis.client.Redis;
import io.vertx.mutiny.redis.client.RedisConnection;
import io.vertx.mutiny.redis.client.Request;
import io.vertx.mutiny.redis.client.Response;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The outbox as its relay sees it, through a Redis connection of its own, because a blocking read would hold up everybody
 * else's commands. Confined to one thread. Errors: any exception of the Redis client.
 */
final class OutboxStream implements AutoCloseable {

    /** Before the oldest entry. */
    static final String START = "0-0";

    /** What Kafka will never take, the latest {@value #MOST_REFUSED} of it. */
    static final String REFUSED = "vitascope:outbox:refused";

    /** Of about a megabyte each. */
    private static final int MOST_REFUSED = 50;

    /** In a memory that is full too, of which it takes no more. */
    private static final String REFUSE = """
        #!lua flags=allow-oom
        for _, entry in ipairs(redis.call('XRANGE', KEYS[1], ARGV[1], ARGV[1])) do
          redis.call('XDEL', KEYS[1], entry[1])
          redis.call('XADD', KEYS[2], 'MAXLEN', ARGV[2], '*', unpack(entry[2]))
        end
        return 1
        """;

    private static final int BATCH = 256;
    private static final Duration PATIENCE = Duration.ofSeconds(30);

    private final RedisConnection connection;

    OutboxStream(Redis redis) {
        this.connection = redis.connect().await().atMost(PATIENCE);
    }

    /** One event that waits: its id in the stream, where it goes, its bytes, and its trace or nothing. */
    record Entry(String id, String topic, String key, byte[] payload, String trace) {}

    /** What comes after {@code position}, the oldest first; waits for it up to {@code blockMillis}. */
    List<Entry> read(String position, long blockMillis) {
        Response response = send(Request.cmd(Command.XREAD)
                .arg("COUNT")
                .arg(BATCH)
                .arg("BLOCK")
                .arg(blockMillis)
                .arg("STREAMS")
                .arg(Transaction.STREAM)
                .arg(position));
        if (response == null) {
            return List.of();
        }
        return entries(
                response.containsKey(Transaction.STREAM)
                        ? response.get(Transaction.STREAM)
                        : response.get(0).get(1));
    }

    /** Empty when another holder of the lease has sent it. */
    Optional<Entry> find(String id) {
        return entries(send(Request.cmd(Command.XRANGE)
                        .arg(Transaction.STREAM)
                        .arg(id)
                        .arg(id)))
                .stream()
                .findFirst();
    }

    private static List<Entry> entries(Response stream) {
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

    void delete(List<String> ids) {
        if (ids.isEmpty()) {
            return;
        }
        Request request = Request.cmd(Command.XDEL).arg(Transaction.STREAM);
        ids.forEach(request::arg);
        send(request);
    }

    /** Puts it away, as it is. */
    void refuse(String id) {
        send(Request.cmd(Command.EVAL)
                .arg(REFUSE)
                .arg(2)
                .arg(Transaction.STREAM)
                .arg(REFUSED)
                .arg(id)
                .arg(MOST_REFUSED));
    }

    int number(Request request) {
        Response response = send(request);
        return response == null ? 0 : response.toInteger();
    }

    private Response send(Request request) {
        return connection.send(request).await().atMost(PATIENCE);
    }

    private static String text(Response response) {
        return response.toString(StandardCharsets.UTF_8);
    }

    /** The earlier of two positions. */
    static String earlier(String one, String other) {
        int byTime = Long.compareUnsigned(part(one, 0), part(other, 0));
        int order = byTime == 0 ? Long.compareUnsigned(part(one, 1), part(other, 1)) : byTime;
        return order <= 0 ? one : other;
    }

    private static long part(String id, int index) {
        return Long.parseUnsignedLong(id.split("-", 2)[index]);
    }

    @Override
    public void close() {
        connection.close().subscribe().with(ignored -> {}, failure -> {});
    }
}
