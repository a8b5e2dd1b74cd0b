package io.vitascope.processing.ffmpeg;

import java.util.Arrays;
import java.util.List;

/**
 * How many threads each encoder of a job gets. In all one more than there are cores, because some always wait; never less
 * than one each. The rungs get theirs by the pixels they have to work through, so that none holds up the others.
 *
 * <p>With as many rungs as cores or more, one thread each costs the least time and memory (measured: 4 rungs, 2 cores).
 * Threads: stateless.
 */
public final class EncoderThreads {

    private EncoderThreads() {}

    /** In the order of {@code pixels}, one entry a rung. @param cores that the job may use */
    public static int[] shared(List<Long> pixels, int cores) {
        int[] threads = new int[pixels.size()];
        Arrays.fill(threads, 1);
        for (int left = cores + 1 - threads.length; left > 0 && threads.length > 0; left--) {
            threads[busiest(pixels, threads)]++;
        }
        return threads;
    }

    private static int busiest(List<Long> pixels, int[] threads) {
        int busiest = 0;
        for (int i = 1; i < threads.length; i++) {
            if (pixels.get(i) * threads[busiest] > pixels.get(busiest) * threads[i]) {
                busiest = i;
            }
        }
        return busiest;
    }
}
