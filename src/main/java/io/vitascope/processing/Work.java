package io.vitascope.processing;

/** What kind of order a child process is for. */
enum Work {
    /** Somebody waits for it. */
    SHORT,
    /** It stands back behind requests, and behind short orders. */
    LONG
}
