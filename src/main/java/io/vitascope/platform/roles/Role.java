package io.vitascope.platform.roles;

/** A part of the work that a process takes on. */
public enum Role {
    /** Answers HTTP and gRPC, and keeps the catalog up to date with what happens. */
    WEB,
    /** Works on jobs; of its HTTP server only health, metrics and information are open. */
    WORKER,
    /** Neither: for a command that looks, or moves data, and ends. */
    NONE
}
