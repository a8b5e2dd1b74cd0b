package io.vitascope.platform.embedded;

import java.io.IOException;
import java.nio.file.Path;

/** What the {@link Supervisor} must know about the Redis or Kafka it keeps alive. Used by one thread. */
interface ChildService {

    /** As people call it: Redis, Kafka. */
    String name();

    /** The same at every start. */
    int port();

    /** Where the child writes what it has to say. */
    Path log();

    /** Ends what a former application left behind on the same data. */
    void endFormer() throws InterruptedException;

    /** Starts the process; it is not ready yet. */
    Child launch() throws IOException, EmbeddedStartException;

    /** Waits until the child serves; throws with the reason if it will not. */
    void awaitReady(Child child) throws EmbeddedStartException, InterruptedException;
}
