package io.vitascope.processing.ffmpeg;

/** How much of what was promised has to be there, and how that is counted. Stateless. */
final class Completeness {
    /** The share of a source that must be there; less is not the video that somebody wanted to show. */
    static final double ENOUGH = 0.95;

    /** Headers round, and a file's duration may be that of its subtitles: so much is not missed. */
    private static final long NOT_MISSED_US = 500_000;

    private Completeness() {}

    /** How much of what a header declares is there, 0 to 1. */
    static double share(long us, long declaredUs) {
        return declaredUs - us < NOT_MISSED_US ? 1 : Math.max(0, (double) us / declaredUs);
    }
}
