package io.vitascope.platform.embedded;

import java.nio.file.Path;
import java.util.Optional;

/**
 * An application reduced to its Redis and Kafka: says READY, then stays until it is ended. Its argument is the data
 * folder.
 */
final class ParentMain {

    private ParentMain() {}

    public static void main(String[] args) throws Exception {
        EmbeddedServices services = new EmbeddedServices();
        services.start(new EmbeddedSettings(true, true, Path.of(args[0]), Optional.empty(), 0, 0, "128m"));
        System.out.println("READY");
        Thread.currentThread().join();
    }
}
