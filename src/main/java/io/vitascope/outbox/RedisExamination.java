package io.vitascope.outbox;

import io.vertx.mutiny.redis.client.Command;
import io.vertx.mutiny.redis.client.Redis;
import io.vertx.mutiny.redis.client.Request;
import io.vertx.mutiny.redis.client.Response;
import io.vitascope.kernel.Examination;
import io.vitascope.kernel.Finding;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/** Whether Redis answers, is new enough, keeps what it is given, and has the same time. */
@Singleton
final class RedisExamination implements Examination {

    private static final Duration PATIENCE = Duration.ofSeconds(10);
    private static final int OLDEST_MAJOR = 7;
    /** Leases and deadlines go by the time of Redis; what files and log lines tell does not. */
    private static final long SKEW_MILLIS = 2_000;

    private static final double NEARLY_FULL = 0.8;

    private final Redis redis;

    RedisExamination(Redis redis) {
        this.redis = redis;
    }

    @Override
    public List<Finding> examine() {
        Map<String, String> info;
        long skewMillis;
        try {
            info = parse(ask(Request.cmd(Command.INFO)).toString());
            Response time = ask(Request.cmd(Command.TIME));
            skewMillis = time.get(0).toLong() * 1_000 + time.get(1).toLong() / 1_000 - System.currentTimeMillis();
        } catch (RuntimeException e) {
            return List.of(Finding.error(
                    "Redis",
                    "Does not answer: " + e.getMessage(),
                    "Check QUARKUS_REDIS_HOSTS (redis://host:6379) and QUARKUS_REDIS_PASSWORD."));
        }
        List<Finding> findings = judge(info);
        findings.add(
                Math.abs(skewMillis) < SKEW_MILLIS
                        ? Finding.ok("clock", "Within " + Math.abs(skewMillis) + " ms of that of Redis.")
                        : Finding.warning(
                                "clock",
                                "Differs from that of Redis by " + skewMillis + " ms.",
                                "Run an NTP client on every machine: buckets refuse requests of another time, and logs mislead."));
        return findings;
    }

    private Response ask(Request request) {
        Response response = redis.send(request).await().atMost(PATIENCE);
        if (response == null) {
            throw new IllegalStateException("an empty answer");
        }
        return response;
    }

    static Map<String, String> parse(String info) {
        return info.lines()
                .filter(line -> line.contains(":") && !line.startsWith("#"))
                .collect(Collectors.toMap(
                        line -> line.substring(0, line.indexOf(':')),
                        line -> line.substring(line.indexOf(':') + 1).strip(),
                        (first, second) -> first));
    }

    static List<Finding> judge(Map<String, String> info) {
        List<Finding> findings = new ArrayList<>();
        String version = info.getOrDefault("redis_version", "0");
        findings.add(
                Integer.parseInt(version.split("\\.", -1)[0]) >= OLDEST_MAJOR
                        ? Finding.ok("Redis", "Answers, version " + version + ".")
                        : Finding.error("Redis", "Version " + version + " is too old.", "Run Redis 7 or newer."));
        if (!"1".equals(info.get("aof_enabled"))) {
            findings.add(Finding.error(
                    "Redis",
                    "Has no append-only file: what it was told last is lost when it ends.",
                    "Set appendonly yes (redis-cli CONFIG SET appendonly yes, and in redis.conf)."));
        }
        String policy = info.getOrDefault("maxmemory_policy", "unknown");
        if (!policy.equals("noeviction")) {
            findings.add(Finding.error(
                    "Redis",
                    "maxmemory-policy is " + policy + ": with its memory full it forgets videos.",
                    "Set maxmemory-policy noeviction."));
        }
        if (!"ok".equals(info.getOrDefault("aof_last_write_status", "ok"))) {
            findings.add(Finding.error(
                    "Redis", "Cannot write its append-only file.", "Free its disk; its log has the reason."));
        }
        double limit = Double.parseDouble(info.getOrDefault("maxmemory", "0"));
        double used = Double.parseDouble(info.getOrDefault("used_memory", "0"));
        if (limit > 0 && used > limit * NEARLY_FULL) {
            findings.add(Finding.warning(
                    "Redis",
                    "Uses " + Math.round(100 * used / limit) + " % of its maxmemory; when full it refuses uploads.",
                    "Raise maxmemory: a video takes about 4 KB."));
        }
        return findings;
    }
}
