package io.vitascope.upload;

import java.util.concurrent.atomic.AtomicLong;

/** What waits in memory of all uploads together, so that each may let more wait while few do. Threads: safe. */
final class WaitingBytes {

    private final AtomicLong count = new AtomicLong();
    private final long mostBytes;
    private final int shareOfHeap;

    /** There is room for {@code mostBytes}, or for one {@code shareOfHeap}th of the largest heap if that is less. */
    WaitingBytes(long mostBytes, int shareOfHeap) {
        this.mostBytes = mostBytes;
        this.shareOfHeap = shareOfHeap;
    }

    /** Negative when so many wait no more. */
    void add(long countBytes) {
        count.addAndGet(countBytes);
    }

    /**
     * The heap is asked for each time: a native executable makes its constants when it is built, on another machine.
     */
    boolean haveRoom() {
        return count.get() < Math.min(mostBytes, Runtime.getRuntime().maxMemory() / shareOfHeap);
    }
}
