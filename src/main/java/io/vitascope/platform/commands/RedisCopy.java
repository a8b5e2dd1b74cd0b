package io.vitascope.platform.commands;

import io.vertx.mutiny.core.buffer.Buffer;
import io.vertx.mutiny.redis.client.Command;
import io.vertx.mutiny.redis.client.Redis;
import io.vertx.mutiny.redis.client.Request;
import io.vertx.mutiny.redis.client.Response;
import io.vitascope.outbox.PassingKeys;
import java.io.BufferedInputStream;
import java.io.BufferedOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * All keys of Vitascope in one file, each in Redis's own serialization with the time at which it expires, so that what
 * is read back is the same whatever its type. A Redis reads what one of its own version or an older one has written.
 */
final class RedisCopy {

    private static final String MAGIC = "vitascope-redis-1";
    private static final String ALL = "vitascope:*";
    private static final int PAGE = 500;
    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final String END = "";

    private final Redis redis;
    private final List<String> momentary;
    private final Set<String> ofTheFirstStart;

    RedisCopy(Redis redis, List<PassingKeys> passing) {
        this.redis = redis;
        this.momentary =
                passing.stream().flatMap(keys -> keys.momentary().stream()).toList();
        this.ofTheFirstStart = passing.stream()
                .flatMap(keys -> keys.ofTheFirstStart().stream())
                .collect(Collectors.toUnmodifiableSet());
    }

    boolean isEmpty() {
        return ofTheFirstStart.containsAll(keys());
    }

    /** The number of keys that were written. */
    long write(Path file) throws IOException {
        long count = 0;
        try (DataOutputStream out = new DataOutputStream(new BufferedOutputStream(Files.newOutputStream(file)))) {
            out.writeUTF(MAGIC);
            List<String> keys = keys();
            for (int from = 0; from < keys.size(); from += PAGE) {
                List<String> page = keys.subList(from, Math.min(keys.size(), from + PAGE));
                List<Response> answers = ask(page.stream()
                        .flatMap(key -> Stream.of(
                                Request.cmd(Command.DUMP).arg(key),
                                Request.cmd(Command.PEXPIRETIME).arg(key)))
                        .toList());
                for (int i = 0; i < page.size(); i++) {
                    Response content = answers.get(2 * i);
                    if (content == null) {
                        continue; // expired meanwhile
                    }
                    byte[] bytes = content.toBytes();
                    out.writeUTF(page.get(i));
                    out.writeLong(Math.max(0, answers.get(2 * i + 1).toLong()));
                    out.writeInt(bytes.length);
                    out.write(bytes);
                    count++;
                }
            }
            out.writeUTF(END);
        }
        return count;
    }

    /** The number of keys that were read; those that have expired since are left out by Redis. */
    long read(Path file) throws IOException, BackupException {
        long count = 0;
        try (DataInputStream in = new DataInputStream(new BufferedInputStream(Files.newInputStream(file)))) {
            if (!in.readUTF().equals(MAGIC)) {
                throw new BackupException(file + " is not of a Vitascope that this one understands.");
            }
            // A first start over nothing has left some, and they are of other keys than those that come.
            ask(everyKey()
                    .filter(this::isMomentary)
                    .map(key -> Request.cmd(Command.DEL).arg(key))
                    .toList());
            List<Request> page = new ArrayList<>();
            for (String key = in.readUTF(); !key.equals(END); key = in.readUTF()) {
                long expiresAtMillis = in.readLong();
                byte[] content = in.readNBytes(in.readInt());
                page.add(Request.cmd(Command.RESTORE)
                        .arg(key)
                        .arg(expiresAtMillis)
                        .arg(Buffer.buffer(content))
                        .arg("ABSTTL")
                        .arg("REPLACE"));
                count++;
                if (page.size() == PAGE) {
                    ask(page);
                    page.clear();
                }
            }
            ask(page);
        }
        return count;
    }

    private List<String> keys() {
        return everyKey().filter(key -> !isMomentary(key)).sorted().toList();
    }

    private boolean isMomentary(String key) {
        return momentary.stream().anyMatch(key::startsWith);
    }

    private Stream<String> everyKey() {
        List<String> keys = new ArrayList<>();
        String cursor = "0";
        do {
            Response page = redis.send(Request.cmd(Command.SCAN)
                            .arg(cursor)
                            .arg("MATCH")
                            .arg(ALL)
                            .arg("COUNT")
                            .arg(PAGE))
                    .await()
                    .atMost(PATIENCE);
            cursor = page.get(0).toString();
            page.get(1).forEach(key -> keys.add(key.toString(StandardCharsets.UTF_8)));
        } while (!cursor.equals("0"));
        return keys.stream().distinct(); // one may be told twice
    }

    private List<Response> ask(List<Request> requests) {
        return requests.isEmpty() ? List.of() : redis.batch(requests).await().atMost(PATIENCE);
    }
}
