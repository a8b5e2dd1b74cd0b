package io.vitascope.processing.ffmpeg;

import java.nio.file.Path;

/**
 * Hears of a transcode while it runs. Calls come from several threads but never two at once; a call holds up the track
 * that makes it, so it should be short. An exception thrown here stops the job and reaches its caller.
 */
public interface TranscodeListener {
    /** The init segment of a track is written; its segments follow. The file may be moved away at once. */
    void trackStarted(Track track);

    /** A segment is written, and whole. The file may be moved away at once. */
    void segment(Segment segment);

    /** The last segment of a track has been told. */
    void trackEnded(String track);

    /** What encoding has made of the pictures of a track; before its end is told, and only if it could be measured. */
    default void measured(String track, Fidelity fidelity) {}

    /** About twice a second. @param speed seconds of the source decoded in one second */
    void progress(long decodedUs, double speed);

    /** The result will be less than the source promised. @param code a word for programs, text for people */
    void warning(String code, String text);

    /**
     * @param codecs RFC 6381, for example {@code avc1.64001f} or {@code mp4a.40.2}
     * @param width,height 0 for sound
     * @param frameRate {@link FrameRate#NONE} for sound
     * @param channels,sampleRate 0 for pictures
     * @param timescale ticks per second of the segments' clock
     */
    record Track(
            String name,
            String codecs,
            int width,
            int height,
            FrameRate frameRate,
            int channels,
            int sampleRate,
            int timescale,
            Path init) {
        public boolean isVideo() {
            return width > 0;
        }
    }

    /**
     * @param index from 0, without gaps
     * @param startUs when it is presented; the first at 0. {@code startTicks} is the same in the track's timescale
     * @param keyframeBytes from the start of the file to the end of its first sample
     */
    record Segment(
            String track,
            int index,
            Path file,
            long startUs,
            long durationUs,
            long startTicks,
            long durationTicks,
            long sizeBytes,
            long keyframeBytes) {}
}
