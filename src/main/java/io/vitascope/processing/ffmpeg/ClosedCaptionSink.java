package io.vitascope.processing.ffmpeg;

/** Hears of captions that lie in the pictures themselves, in the order in which these are shown. */
@FunctionalInterface
public interface ClosedCaptionSink {
    /** For whoever wants none. */
    ClosedCaptionSink NONE = (timeUs, data) -> {};

    /**
     * @param timeUs when the picture is shown
     * @param data {@code cc_data} of ATSC A/53: triples of bytes
     */
    void captions(long timeUs, byte[] data);
}
