package io.vitascope.platform.image;

import io.quarkus.runtime.ImageMode;
import io.quarkus.scheduler.Scheduled;
import jakarta.inject.Singleton;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.jboss.logging.Logger;

/**
 * Lets go of pages of a native executable's own file, most of which only the start has needed.
 *
 * <p>For each page that is touched Linux maps up to sixteen, so after a start three quarters of what counts as resident are
 * code and constants that nobody asks for again. They stay in the page cache; what is used comes back sixteen pages at a
 * time, in about a microsecond each.
 */
@Singleton
final class ImagePages {

    private static final Logger LOG = Logger.getLogger(ImagePages.class);

    private static final Path PROGRAM = Path.of("/proc/self/exe");
    private static final Path MAPPINGS = Path.of("/proc/self/smaps");

    @Scheduled(every = "1m", delayed = "3s", concurrentExecution = Scheduled.ConcurrentExecution.SKIP)
    void release() {
        if (ImageMode.current() != ImageMode.NATIVE_RUN || !Files.exists(MAPPINGS)) {
            return;
        }
        try {
            String program = Files.readSymbolicLink(PROGRAM).toString();
            for (MemoryMapping mapping : MemoryMapping.in(Files.readAllLines(MAPPINGS))) {
                if (mapping.repeats(program) && !Kernel.unmap(mapping.fromAddress(), mapping.toAddress())) {
                    LOG.debugf("The kernel keeps %s", mapping);
                }
            }
        } catch (IOException unreadable) {
            LOG.debugf("The memory of this process is not told: %s", unreadable.getMessage());
        }
    }
}
