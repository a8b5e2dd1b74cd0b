package io.vitascope.captions;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;

/**
 * The cues of one track, in order: none is empty, begins before 0, or ends before it begins. Immutable.
 *
 * <p>What is wrong with times is made right: a cue without an end lasts until the next, at most {@value
 * #LONGEST_GUESS_MS} ms; one that runs into the next by less than {@value #CARELESS_MS} ms gives way, for editors
 * round. Longer overlaps are two people speaking and stay.
 */
public record Captions(List<Cue> cues) {

    private static final long LONGEST_GUESS_MS = 4_000;
    private static final long CARELESS_MS = 250;

    public Captions {
        cues = List.copyOf(cues);
    }

    /** In any order, with any times. */
    public static Captions of(List<Cue> found) {
        List<Cue> sorted = found.stream()
                .filter(cue -> !cue.text().isEmpty())
                .map(cue -> cue.startMs() < 0 ? cue.at(0, cue.endMs()) : cue)
                .filter(cue -> cue.endMs() != 0 || cue.startMs() != 0)
                .sorted(Comparator.comparingLong(Cue::startMs))
                .distinct()
                .toList();
        long[] nextStartsMs = nextStartsMs(sorted);
        List<Cue> right = new ArrayList<>();
        for (int i = 0; i < sorted.size(); i++) {
            Cue cue = sorted.get(i);
            long nextMs = nextStartsMs[i];
            if (cue.endMs() <= cue.startMs()) {
                cue = cue.at(cue.startMs(), Math.min(cue.startMs() + LONGEST_GUESS_MS, nextMs));
            }
            long overlapMs = cue.endMs() - nextMs;
            if (overlapMs > 0 && overlapMs < CARELESS_MS) {
                cue = cue.at(cue.startMs(), nextMs);
            }
            right.add(cue);
        }
        return new Captions(right);
    }

    /** Of each cue, where the first that begins later does. */
    private static long[] nextStartsMs(List<Cue> sorted) {
        long[] nextMs = new long[sorted.size()];
        for (int i = sorted.size() - 1; i >= 0; i--) {
            boolean last = i == sorted.size() - 1;
            long followingMs = last ? Long.MAX_VALUE : sorted.get(i + 1).startMs();
            nextMs[i] = !last && followingMs == sorted.get(i).startMs() ? nextMs[i + 1] : followingMs;
        }
        return nextMs;
    }

    public boolean isEmpty() {
        return cues.isEmpty();
    }

    /** UTF-8, without a byte order mark. */
    public byte[] webVtt() {
        StringBuilder file = new StringBuilder("WEBVTT\n");
        for (Cue cue : cues) {
            file.append('\n').append(time(cue.startMs())).append(" --> ").append(time(cue.endMs()));
            if (!cue.settings().isEmpty()) {
                file.append(' ').append(cue.settings());
            }
            file.append('\n').append(cue.text()).append('\n');
        }
        return file.toString().getBytes(StandardCharsets.UTF_8);
    }

    private static String time(long ms) {
        return String.format(
                Locale.ROOT, "%02d:%02d:%02d.%03d", ms / 3_600_000, ms / 60_000 % 60, ms / 1_000 % 60, ms % 1_000);
    }
}
