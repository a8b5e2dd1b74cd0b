package io.vitascope.processing;

/** The job belongs to another worker now, or to nobody: its video was deleted. Stop, and publish nothing more. */
final class LeaseLostException extends Exception {

    private static final long serialVersionUID = 1L;

    LeaseLostException(Lease lease) {
        super("generation " + lease.generation() + " of " + lease.id() + " is no longer ours");
    }
}
