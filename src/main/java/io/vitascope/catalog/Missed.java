package io.vitascope.catalog;

import io.vitascope.kernel.VideoId;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** What somebody who comes again has missed. */
final class Missed {

    /** Who has missed more had better read his lists again. */
    static final int MOST = 500;

    private Missed() {}

    /**
     * The videos that have changed since {@code last}, each with the position of its newest change, in the order of these:
     * wherever the line breaks, what was not told comes after what was.
     *
     * @param known the newest changes, the oldest of them first; one more than {@link #MOST}, if there are so many
     * @param last what he was told last; empty for somebody who is new, and has missed nothing
     * @return empty when that is not known any more, or too much
     */
    static Optional<Map<VideoId, String>> since(Optional<String> last, List<VideoChanges.Change> known) {
        if (last.isEmpty() || known.isEmpty()) {
            return Optional.of(Map.of());
        }
        boolean fromTheStart = last.get().equals(VideoChanges.START) && known.size() <= MOST;
        if (!fromTheStart && VideoChanges.compare(known.get(0).position(), last.get()) > 0) {
            return Optional.empty();
        }
        return Optional.of(newest(known.stream()
                .filter(change -> VideoChanges.compare(change.position(), last.get()) > 0)
                .toList()));
    }

    /** The last change of each video, in the order of these. */
    static Map<VideoId, String> newest(List<VideoChanges.Change> changes) {
        Map<VideoId, String> newest = new LinkedHashMap<>();
        for (VideoChanges.Change change : changes) {
            newest.remove(change.id());
            newest.put(change.id(), change.position());
        }
        return newest;
    }
}
