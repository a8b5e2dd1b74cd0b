package io.vitascope.outbox;

/** The records of a room. Each room says so here, as a bean, what a copy of Redis may have left wrong about them. */
public interface Stock {

    /**
     * Looks at all records once, and puts right what hangs on them: whoever waits has a deadline, and whoever has been told
     * something is told again. Others may change records meanwhile, and other processes may do the same.
     */
    void take();
}
