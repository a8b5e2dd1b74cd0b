package io.vitascope.catalog;

import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * What is read from all videos, which takes the longer the more there are, and holds until one of them changes.
 *
 * <p>Threads: safe for all worker threads; blocks. Several may read at once after a change.
 */
final class UntilChanged<T> {

    private final VideoChanges changes;
    private final Supplier<T> reading;
    private volatile @Nullable Read<T> last;

    /** @param position of the newest change before it was read */
    private record Read<T>(String position, T value) {}

    /** @param reading sees at least what had changed when it began */
    UntilChanged(VideoChanges changes, Supplier<T> reading) {
        this.changes = changes;
        this.reading = reading;
    }

    T get() {
        String position = changes.last();
        Read<T> known = last;
        if (known == null || !known.position().equals(position)) {
            known = new Read<>(position, reading.get());
            last = known;
        }
        return known.value();
    }
}
