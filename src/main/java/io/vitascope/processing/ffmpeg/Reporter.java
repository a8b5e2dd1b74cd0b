package io.vitascope.processing.ffmpeg;

/** Lets one thread at a time speak to a listener. Thread-safe. */
final class Reporter implements TranscodeListener {
    private final TranscodeListener listener;

    Reporter(TranscodeListener listener) {
        this.listener = listener;
    }

    @Override
    public synchronized void trackStarted(Track track) {
        listener.trackStarted(track);
    }

    @Override
    public synchronized void segment(Segment segment) {
        listener.segment(segment);
    }

    @Override
    public synchronized void trackEnded(String track) {
        listener.trackEnded(track);
    }

    @Override
    public synchronized void measured(String track, Fidelity fidelity) {
        listener.measured(track, fidelity);
    }

    @Override
    public synchronized void progress(long decodedUs, double speed) {
        listener.progress(decodedUs, speed);
    }

    @Override
    public synchronized void warning(String code, String text) {
        listener.warning(code, text);
    }
}
