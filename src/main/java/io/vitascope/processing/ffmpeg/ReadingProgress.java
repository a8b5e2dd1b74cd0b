package io.vitascope.processing.ffmpeg;

import static org.bytedeco.ffmpeg.global.avutil.AV_NOPTS_VALUE;

import org.bytedeco.ffmpeg.avcodec.AVPacket;

/** Tells a listener from time to time how far a source is read that nothing is made of. Confined to one thread. */
final class ReadingProgress {
    private static final long PROGRESS_NANOS = 500_000_000;

    private final TranscodeListener listener;
    private final long startNanos = System.nanoTime();
    private long toldNanos = startNanos;

    ReadingProgress(TranscodeListener listener) {
        this.listener = listener;
    }

    /** A packet is done with. */
    void passed(AVPacket packet, TimeBase ticks) {
        long now = System.nanoTime();
        if (now - toldNanos >= PROGRESS_NANOS && packet.pts() != AV_NOPTS_VALUE) {
            toldNanos = now;
            long us = ticks.toUs(packet.pts());
            listener.progress(us, us * 1_000.0 / (now - startNanos));
        }
    }
}
