package io.vitascope.platform.health;

import io.vertx.mutiny.redis.client.Redis;
import io.vitascope.kernel.Examination;
import io.vitascope.kernel.Finding;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;
import org.eclipse.microprofile.config.inject.ConfigProperty;

/** Whether Redis knows when to stop. That it answers, and keeps what it has, is looked at elsewhere. */
@Singleton
final class RedisRoomExamination implements Examination {

    private static final Duration PATIENCE = Duration.ofSeconds(10);
    private static final Pattern ON_THIS_MACHINE = Pattern.compile("rediss?://([^/@,]*@)?(127\\.|localhost|\\[::1]).*");
    private static final double MEGA = 1e6;

    private final Redis redis;
    private final String hosts;

    RedisRoomExamination(Redis redis, @ConfigProperty(name = "quarkus.redis.hosts", defaultValue = "") String hosts) {
        this.redis = redis;
        this.hosts = hosts;
    }

    @Override
    public List<Finding> examine() {
        RedisMemory memory;
        try {
            memory = RedisMemory.ask(redis, PATIENCE);
        } catch (RuntimeException e) {
            return List.of(); // named by whoever asks whether it answers
        }
        return List.of(judge(memory, ON_THIS_MACHINE.matcher(hosts).matches()));
    }

    /** @param near it shares this machine, as the embedded one does */
    static Finding judge(RedisMemory memory, boolean near) {
        String used = String.format(Locale.ROOT, "Uses %.1f MB", memory.usedBytes() / MEGA);
        if (memory.maxBytes() > 0) {
            return Finding.ok("Redis", String.format(Locale.ROOT, "%s of %.1f MB.", used, memory.maxBytes() / MEGA));
        }
        return near
                ? Finding.ok("Redis", used + ", and may take all of this machine.")
                : Finding.warning(
                        "Redis",
                        used + " and has no maxmemory: when its machine or container is full the kernel ends it.",
                        "Set maxmemory to two thirds of what it is given; with maxmemory-policy noeviction it refuses"
                                + " uploads then, and loses nothing.");
    }
}
