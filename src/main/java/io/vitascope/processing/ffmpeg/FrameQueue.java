package io.vitascope.processing.ffmpeg;

import java.util.ArrayDeque;
import java.util.Optional;
import org.bytedeco.ffmpeg.avutil.AVFrame;

/**
 * Hands frames from one thread to the next, and holds up the faster one. A frame put in belongs to the queue, a frame
 * taken out to the taker. Thread-safe.
 */
final class FrameQueue {
    private final int capacity;
    private final ArrayDeque<Owned<AVFrame>> frames = new ArrayDeque<>();
    private boolean finished;
    private boolean stopped;

    FrameQueue(int capacity) {
        this.capacity = capacity;
    }

    /** Waits for room. If the job has stopped, the frame is freed and {@link Pipeline.Stopped} thrown. */
    synchronized void put(Owned<AVFrame> frame) {
        try {
            while (frames.size() >= capacity && !stopped) {
                wait();
            }
        } catch (InterruptedException interruption) {
            Thread.currentThread().interrupt();
            stopped = true;
        }
        if (stopped) {
            frame.close();
            throw new Pipeline.Stopped();
        }
        frames.add(frame);
        notifyAll();
    }

    /** Waits for a frame; empty when the last one was taken. */
    synchronized Optional<Owned<AVFrame>> take() {
        try {
            while (frames.isEmpty() && !finished && !stopped) {
                wait();
            }
        } catch (InterruptedException interruption) {
            Thread.currentThread().interrupt();
            stopped = true;
        }
        if (stopped) {
            throw new Pipeline.Stopped();
        }
        Optional<Owned<AVFrame>> next = Optional.ofNullable(frames.poll());
        notifyAll();
        return next;
    }

    /** No frame will follow. */
    synchronized void finish() {
        finished = true;
        notifyAll();
    }

    /** Frees what is inside and sends everyone home who waits here, now or later. */
    synchronized void stop() {
        stopped = true;
        frames.forEach(Owned::close);
        frames.clear();
        notifyAll();
    }
}
