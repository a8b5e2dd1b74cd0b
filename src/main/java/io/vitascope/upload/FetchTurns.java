package io.vitascope.upload;

import java.util.ArrayDeque;
import java.util.HashMap;
import java.util.Iterator;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.RejectedExecutionException;

/**
 * Whose turn it is to be fetched: first come, first served, but one client never has more than half of the places, so
 * that whoever names slow servers keeps others waiting behind his own only. Threads: safe for all.
 */
final class FetchTurns {

    private final ExecutorService fetchers;
    private final int places;
    private final int placesOfOne;

    /** Guards what follows it. */
    private final Queue<Turn> waiting = new ArrayDeque<>();

    private final Map<String, Integer> taken = new HashMap<>();
    private int allTaken;

    private record Turn(String client, Runnable work) {}

    /** The threads of {@code fetchers} are as many as {@code places}. */
    FetchTurns(ExecutorService fetchers, int places) {
        this.fetchers = fetchers;
        this.places = places;
        this.placesOfOne = (places + 1) / 2;
    }

    /** Runs it now or later, or never when this process ends before. */
    void submit(String client, Runnable work) {
        synchronized (waiting) {
            waiting.add(new Turn(client, work));
        }
        begin();
    }

    private void begin() {
        for (Optional<Turn> next = next(); next.isPresent(); next = next()) {
            Turn turn = next.get();
            try {
                fetchers.execute(() -> {
                    try {
                        turn.work().run();
                    } finally {
                        end(turn.client());
                    }
                });
            } catch (RejectedExecutionException e) {
                return; // it ends
            }
        }
    }

    /** The first that may have a place; it is taken then. */
    private Optional<Turn> next() {
        synchronized (waiting) {
            if (allTaken == places) {
                return Optional.empty();
            }
            for (Iterator<Turn> turns = waiting.iterator(); turns.hasNext(); ) {
                Turn turn = turns.next();
                if (taken.getOrDefault(turn.client(), 0) < placesOfOne) {
                    turns.remove();
                    taken.merge(turn.client(), 1, Integer::sum);
                    allTaken++;
                    return Optional.of(turn);
                }
            }
            return Optional.empty();
        }
    }

    private void end(String client) {
        synchronized (waiting) {
            allTaken--;
            taken.computeIfPresent(client, (same, count) -> count == 1 ? null : count - 1);
        }
        begin();
    }
}
