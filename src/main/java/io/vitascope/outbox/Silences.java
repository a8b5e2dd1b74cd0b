package io.vitascope.outbox;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import io.vitascope.kernel.VideoId;
import java.time.Duration;
import java.time.Instant;
import java.util.function.LongSupplier;

/**
 * Of whom nothing is heard. Whoever lives moves his deadline again and again; that it has passed may only mean that this
 * process, or the whole machine, stood still.
 *
 * <p>Threads: safe for all.
 */
public final class Silences {

    /** Not by time: nobody knows here how rarely he is asked. What is too old is replaced by what is asked. */
    private static final int MOST = 10_000;

    private record Seen(Instant deadline, long nanos) {}

    private final Duration silence;
    private final LongSupplier nanos;
    private final Cache<VideoId, Seen> seen =
            Caffeine.newBuilder().maximumSize(MOST).build();

    /** @param silence several times as long as the living take to move a deadline */
    public Silences(Duration silence, LongSupplier nanos) {
        this.silence = silence;
        this.nanos = nanos;
    }

    /** Whether the deadline is still what it was {@code silence} ago; to be asked again and again. */
    public boolean lasts(VideoId id, Instant deadline) {
        Seen now = new Seen(deadline, nanos.getAsLong());
        Seen since =
                seen.asMap().merge(id, now, (known, fresh) -> known.deadline().equals(deadline) ? known : fresh);
        return now.nanos() - since.nanos() >= silence.toNanos();
    }
}
