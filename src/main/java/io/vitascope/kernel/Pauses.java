package io.vitascope.kernel;

import java.time.Duration;

/** Between tries of something that may work again later: each pause is twice as long as the one before it. */
public record Pauses(Duration first, Duration longest) {

    private static final int MOST_DOUBLINGS = 20;

    /** After so many failures, 1 for the first. */
    public Duration after(int failures) {
        Duration doubled = first.multipliedBy(1L << Math.min(failures - 1, MOST_DOUBLINGS));
        return doubled.compareTo(longest) < 0 ? doubled : longest;
    }
}
