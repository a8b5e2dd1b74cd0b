package io.vitascope.platform.health;

import io.vitascope.kernel.Examination;
import io.vitascope.kernel.Finding;
import io.vitascope.storage.Scratch;
import jakarta.inject.Singleton;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.eclipse.microprofile.config.inject.ConfigProperty;

/** The machine: its disk, its port. */
@Singleton
final class HostExamination implements Examination {

    private static final long TOO_LITTLE_BYTES = 1_000_000_000;
    private static final long LITTLE_BYTES = 20_000_000_000L;
    private static final double GIGA = 1e9;

    private final Scratch scratch;
    private final int port;

    HostExamination(Scratch scratch, @ConfigProperty(name = "quarkus.http.port") int port) {
        this.scratch = scratch;
        this.port = port;
    }

    @Override
    public List<Finding> examine() {
        List<Finding> findings = new ArrayList<>();
        findings.add(disk());
        findings.add(port());
        return findings;
    }

    private Finding disk() {
        String folder = String.valueOf(scratch.file("doctor").getParent());
        long free;
        try {
            scratch.requireWritable();
            free = scratch.usableBytes();
        } catch (UncheckedIOException e) {
            return Finding.error(
                    "disk",
                    folder + " cannot be written: "
                            + Objects.requireNonNull(e.getCause()).getMessage(),
                    "Give it to the user that runs Vitascope, or set vitascope.data-dir.");
        }
        String seen = String.format(java.util.Locale.ROOT, "%.1f GB free at %s.", free / GIGA, folder);
        String advice = "A video takes two to three times the size of its upload: free or add disk.";
        if (free < TOO_LITTLE_BYTES) {
            return Finding.error("disk", seen, advice);
        }
        return free < LITTLE_BYTES ? Finding.warning("disk", seen, advice) : Finding.ok("disk", seen);
    }

    private Finding port() {
        if (port == 0) {
            return Finding.ok("port", "Any free one is taken at the start.");
        }
        try (ServerSocket socket = new ServerSocket()) {
            socket.setReuseAddress(true);
            socket.bind(new InetSocketAddress(port));
            return Finding.ok("port", port + " is free.");
        } catch (IOException e) {
            return Finding.warning(
                    "port",
                    port + " is taken: " + e.getMessage(),
                    "All is well if that is the Vitascope you ask about; else set quarkus.http.port.");
        }
    }
}
