package io.vitascope.captions;

/**
 * Text for a time, in milliseconds from the beginning of the video.
 *
 * @param text as {@link SafeText} makes it: lines, no empty one among them
 * @param settings where it is shown, as {@link CueSettings} lets through; empty for at the bottom
 */
public record Cue(long startMs, long endMs, String text, String settings) {

    public Cue(long startMs, long endMs, String text) {
        this(startMs, endMs, text, "");
    }

    /** @param written settings as a stranger wrote them */
    public static Cue of(long startMs, long endMs, String text, String written) {
        return new Cue(startMs, endMs, text, CueSettings.safe(written));
    }

    Cue at(long newStartMs, long newEndMs) {
        return new Cue(newStartMs, newEndMs, text, settings);
    }
}
