package io.vitascope.processing.ffmpeg;

import java.util.Map;

/**
 * What came of a transcode.
 *
 * @param durationUs of the longest track
 * @param decodedFrames pictures of the source, or blocks of samples if it has no picture
 * @param framesPerTrack frames written, repeated ones included; a track that could not be decoded is missing
 * @param decodedShare how much of the declared duration was there to decode, 0 to 1; 1 if none was declared
 * @param decodeErrors packets that could not be decoded
 */
public record TranscodeResult(
        long durationUs, long decodedFrames, Map<String, Long> framesPerTrack, double decodedShare, long decodeErrors) {
    public TranscodeResult {
        framesPerTrack = Map.copyOf(framesPerTrack);
    }

    /** Whether something of the source is missing in what was made. */
    public boolean damaged() {
        return decodeErrors > 0 || decodedShare < 1;
    }
}
