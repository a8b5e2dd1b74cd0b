package io.vitascope.planted.processing;

/** Innocent: its standard output is its door. */
final class MediaChild {

    private MediaChild() {}

    static void report() {
        System.out.println("done");
    }
}
