package io.vitascope.platform.embedded;

import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * One redis-server on the loopback address, durable to the second (append-only file, fsync every second).
 *
 * <p>Redis itself never looks at its input, so a watchdog in /bin/sh does: it ends Redis when the pipe from the
 * application closes, and only it holds the output open.
 */
final class RedisServer implements ChildService {

    /**
     * {@code exec} makes Redis keep the shell's process number: Redis is the application's own child, the watchdog is
     * Redis's. A line of input means that Redis is gone already and its number may be somebody else's.
     */
    private static final String WATCHDOG = """
            log=$1
            shift
            redis=$$
            exec 3<&0 0</dev/null
            (
                trap '' HUP INT QUIT TERM
                if read -r nothing_left <&3; then exit 0; fi
                kill "$redis" 2>/dev/null || exit 0
                tries=0
                while kill -0 "$redis" 2>/dev/null; do
                    if [ "$tries" -ge 100 ]; then kill -9 "$redis" 2>/dev/null; fi
                    sleep 0.1 2>/dev/null || sleep 1
                    tries=$((tries + 1))
                done
            ) &
            exec "$@" 3<&- >>"$log" 2>&1
            """;

    private static final long READY_SECONDS = 300;
    private static final int REPLY_TIMEOUT_MS = 2_000;
    private static final long POLL_MS = 20;

    private final Path server;
    private final Path folder;
    private final int port;

    RedisServer(Path server, Path folder, int port) {
        this.server = server;
        this.folder = folder;
        this.port = port;
    }

    @Override
    public String name() {
        return "Redis";
    }

    @Override
    public int port() {
        return port;
    }

    @Override
    public Path log() {
        return folder.resolve("redis.log");
    }

    @Override
    public void endFormer() throws InterruptedException {
        FormerChild.end(pidFile(), "redis-server", folder);
    }

    @Override
    public Child launch() throws IOException {
        ChildLog.trim(log());
        List<String> command = new ArrayList<>(List.of("/bin/sh", "-c", WATCHDOG, "redis-watchdog"));
        command.add(log().toString());
        command.add(server.toString());
        command.addAll(List.of("--port", Integer.toString(port)));
        command.addAll(List.of("--bind", "127.0.0.1", "--protected-mode", "yes"));
        command.addAll(List.of("--dir", folder.toString()));
        command.addAll(List.of("--appendonly", "yes", "--appendfsync", "everysec", "--save", ""));
        command.addAll(List.of("--maxmemory-policy", "noeviction"));
        // Otherwise Redis rewrites its command line, by which a later application recognises it.
        command.addAll(List.of("--set-proc-title", "no"));
        Child child = Child.start(
                "redis", Detached.command(command).redirectError(ProcessBuilder.Redirect.appendTo(log().toFile())));
        FormerChild.remember(pidFile(), child.pid());
        return child;
    }

    @Override
    public void awaitReady(Child child) throws EmbeddedStartException, InterruptedException {
        long deadlineNanos = System.nanoTime() + TimeUnit.SECONDS.toNanos(READY_SECONDS);
        while (!answersPing()) {
            if (!child.isAlive()) {
                throw new EmbeddedStartException("The embedded Redis did not start: \"" + ChildLog.lastLine(log())
                        + "\". More in " + log() + ". If its data cannot be read, move " + folder
                        + " away to begin without it.");
            }
            if (System.nanoTime() - deadlineNanos > 0) {
                throw new EmbeddedStartException(
                        "The embedded Redis does not answer after " + READY_SECONDS + " s; see " + log() + ".");
            }
            Thread.sleep(POLL_MS);
        }
    }

    /** False also while Redis still loads its data. */
    private boolean answersPing() {
        try (Socket socket = new Socket()) {
            socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), REPLY_TIMEOUT_MS);
            socket.setSoTimeout(REPLY_TIMEOUT_MS);
            socket.getOutputStream().write("PING\r\n".getBytes(StandardCharsets.US_ASCII));
            InputStream reply = socket.getInputStream();
            return new String(reply.readNBytes(5), StandardCharsets.US_ASCII).equals("+PONG");
        } catch (IOException notYet) {
            return false;
        }
    }

    private Path pidFile() {
        return folder.resolve("pid");
    }
}
