package io.vitascope.platform.health;

import io.vertx.mutiny.redis.client.Command;
import io.vertx.mutiny.redis.client.Redis;
import io.vertx.mutiny.redis.client.Request;
import io.vertx.mutiny.redis.client.Response;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * What Redis says of its memory.
 *
 * @param usedBytes by what it keeps
 * @param maxBytes beyond which it refuses to keep more; 0 if it was not told any
 * @param machineBytes of all its machine, of which a container may be given less; 0 if it does not tell
 */
record RedisMemory(long usedBytes, long maxBytes, long machineBytes) {

    static final RedisMemory UNKNOWN = new RedisMemory(0, 0, 0);

    /** Errors: those of the client, and its time-out, when Redis does not answer. */
    static RedisMemory ask(Redis redis, Duration patience) {
        Response info =
                redis.send(Request.cmd(Command.INFO).arg("memory")).await().atMost(patience);
        return parse(Optional.ofNullable(info).map(Response::toString).orElse(""));
    }

    /** From the answer to {@code INFO}. */
    static RedisMemory parse(String info) {
        Map<String, String> numbers = info.lines()
                .map(line -> line.split(":", 2))
                .filter(parts -> parts.length == 2 && parts[1].strip().matches("\\d{1,18}"))
                .collect(Collectors.toMap(parts -> parts[0], parts -> parts[1].strip(), (first, second) -> first));
        return new RedisMemory(
                Long.parseLong(numbers.getOrDefault("used_memory", "0")),
                Long.parseLong(numbers.getOrDefault("maxmemory", "0")),
                Long.parseLong(numbers.getOrDefault("total_system_memory", "0")));
    }

    /** 0 to 1 of what there is; 0 where nobody knows that. */
    double usedRatio() {
        long limit = maxBytes > 0 ? maxBytes : machineBytes;
        return limit > 0 ? (double) usedBytes / limit : 0;
    }
}
