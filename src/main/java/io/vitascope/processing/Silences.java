package io.vitascope.processing;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import io.vitascope.kernel.VideoId;
import java.time.Duration;
import java.time.Instant;
import java.util.function.LongSupplier;

/**
 * Which workers say nothing. One that lives moves its job's deadline every second; that the deadline has passed may only
 * mean that its clock is behind ours.
 *
 * <p>Threads: safe for all.
 */
final class Silences {

    private static final Duration FORGOTTEN = Duration.ofMinutes(5);

    private record Seen(Instant deadline, long nanos) {}

    private final LongSupplier nanos;
    private final Cache<VideoId, Seen> seen =
            Caffeine.newBuilder().expireAfterAccess(FORGOTTEN).build();

    Silences(LongSupplier nanos) {
        this.nanos = nanos;
    }

    /** Whether the deadline is still what it was some seconds ago; to be asked again and again. */
    boolean lasts(VideoId id, Instant deadline) {
        Seen now = new Seen(deadline, nanos.getAsLong());
        Seen since =
                seen.asMap().merge(id, now, (known, fresh) -> known.deadline().equals(deadline) ? known : fresh);
        return now.nanos() - since.nanos() >= Jobs.SILENCE.toNanos();
    }
}
