package io.vitascope.processing.ffmpeg;

/**
 * A picture that may stand for a video.
 *
 * @param bytes of the file
 * @param score 0 to 100
 * @param candidates among which it was the best
 */
public record Poster(byte[] bytes, double score, int candidates) {

    /** Whether it shows next to nothing: it is black, or flat, or blurred. */
    public boolean isPoor() {
        return score < StillScore.POOR;
    }

    public Poster orBetter(Poster other) {
        return other.score > score ? other : this;
    }
}
