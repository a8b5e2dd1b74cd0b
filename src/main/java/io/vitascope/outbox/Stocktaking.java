package io.vitascope.outbox;

import io.quarkus.arc.All;
import io.quarkus.redis.datasource.RedisDataSource;
import io.quarkus.redis.datasource.value.ValueCommands;
import io.quarkus.scheduler.Scheduled;
import jakarta.inject.Singleton;
import java.util.List;

/**
 * Has all rooms look at their records once when Redis has come from a copy: its keys are of different moments, so a
 * record may lack its deadline, and Kafka does not have what was told before.
 *
 * <p>{@code vitascope:stock-taken} tells that it has been done; no copy has that key. Threads: that of the scheduler.
 */
@Singleton
final class Stocktaking implements PassingKeys {

    private static final String TAKEN = "vitascope:stock-taken";

    private final ValueCommands<String, String> values;
    private final List<Stock> rooms;

    Stocktaking(RedisDataSource redis, @All List<Stock> rooms) {
        this.values = redis.value(String.class);
        this.rooms = rooms;
    }

    @Override
    public List<String> momentary() {
        return List.of(TAKEN);
    }

    /** At start, and then too, so that an operator need only remove the key. Redis may be away: the next turn does it. */
    @Scheduled(every = "10m", concurrentExecution = Scheduled.ConcurrentExecution.SKIP)
    void take() {
        if (values.get(TAKEN) == null) {
            rooms.forEach(Stock::take);
            values.set(TAKEN, "1");
        }
    }
}
