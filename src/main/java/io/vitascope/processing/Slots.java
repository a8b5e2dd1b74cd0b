package io.vitascope.processing;

/** How many jobs run here at a time, and how many cores each may use. */
final class Slots {

    private Slots() {}

    static int count(ProcessingConfig config) {
        return config.slots().orElse(Math.max(2, cores() / 4));
    }

    static int threads(ProcessingConfig config) {
        return config.threads().orElse(Math.max(1, cores() / Math.max(1, count(config))));
    }

    private static int cores() {
        return Runtime.getRuntime().availableProcessors();
    }
}
