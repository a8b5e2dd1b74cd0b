package io.vitascope.platform.embedded;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.util.concurrent.ThreadLocalRandom;

/** Ports of the loopback address. Stateless. */
final class Ports {

    /**
     * Below the range that systems hand out by themselves (32768 and up): from that range a client that reconnects to
     * its dead server may be given the server's own port, and then the server cannot have it back.
     */
    private static final int LOWEST = 20_000;

    private static final int HIGHEST = 32_000;
    private static final int TRIES = 200;

    private Ports() {}

    static int free() {
        for (int i = 0; i < TRIES; i++) {
            int port = ThreadLocalRandom.current().nextInt(LOWEST, HIGHEST);
            if (isFree(port)) {
                return port;
            }
        }
        throw new IllegalStateException("no free port from " + LOWEST + " to " + HIGHEST);
    }

    static boolean isFree(int port) {
        try (ServerSocket socket = new ServerSocket()) {
            socket.setReuseAddress(true);
            socket.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
            return true;
        } catch (IOException inUse) {
            return false;
        }
    }

    /** The wanted port if it is free, a free one if 0 is wanted. */
    static int choose(String service, int wanted, String key) throws EmbeddedStartException {
        if (wanted == 0) {
            return free();
        }
        if (!isFree(wanted)) {
            throw new EmbeddedStartException("Port " + wanted + " for the embedded " + service
                    + " is in use. Free it, or choose another with " + key + " (0 means any free one).");
        }
        return wanted;
    }
}
