package io.vitascope.processing;

/** How many jobs run here at a time, and how many cores each may use. */
final class Slots {

    private Slots() {}

    static int count(ProcessingConfig config) {
        return config.slots().orElse(Math.max(2, cores() / 4));
    }

    /** @param running jobs here, the one that asks included */
    static int threads(ProcessingConfig config, int running) {
        return config.threads().orElse(Math.max(1, cores() / Math.max(1, running)));
    }

    private static int cores() {
        return Runtime.getRuntime().availableProcessors();
    }
}
