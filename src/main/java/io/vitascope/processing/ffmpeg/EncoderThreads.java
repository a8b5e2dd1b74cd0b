package io.vitascope.processing.ffmpeg;

import java.util.List;

/**
 * How many threads each encoder of a job gets: by the pixels it has to work through, of one more than there are cores,
 * because some always wait; never less than one.
 *
 * <p>All rungs go at the pace of the slowest. One whose single thread has more to do than a core can leaves the others
 * idle: 1080p and three below it on 2 cores took a sixth longer with a thread each, at the same processor time.
 * Threads: stateless.
 */
public final class EncoderThreads {

    private EncoderThreads() {}

    /** In the order of {@code pixels}, one entry a rung. @param cores that the job may use */
    public static int[] shared(List<Long> pixels, int cores) {
        long all = pixels.stream().mapToLong(Long::longValue).sum();
        return pixels.stream()
                .mapToInt(own -> (int) Math.max(1, Math.round((double) own * (cores + 1) / all)))
                .toArray();
    }
}
