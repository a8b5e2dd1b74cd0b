package io.vitascope.platform.embedded;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.List;

/**
 * A log file that cannot fill the disk: past its limit it becomes {@code <name>.1} and begins anew, so there are two at
 * most.
 *
 * <p>The content is copied and the file cut, not renamed: others that append to it go on in the same file. Threads:
 * any.
 */
final class ChildLog extends OutputStream {

    static final long LIMIT_BYTES = 4L << 20;

    private final Path path;
    private final FileChannel channel;
    private final OutputStream stream;
    private final long limitBytes;

    ChildLog(Path path, long limitBytes) throws IOException {
        this.path = path;
        this.limitBytes = limitBytes;
        this.channel =
                FileChannel.open(path, StandardOpenOption.CREATE, StandardOpenOption.WRITE, StandardOpenOption.APPEND);
        this.stream = Channels.newOutputStream(channel);
    }

    /** Cuts a log that has grown too long, before a child begins to append to it. */
    static void trim(Path path) throws IOException {
        try (ChildLog log = new ChildLog(path, LIMIT_BYTES)) {
            log.trimIfLong();
        }
    }

    /** The last line that says something; empty if there is none. */
    static String lastLine(Path path) {
        try {
            List<String> lines = Files.readAllLines(path, StandardCharsets.UTF_8);
            for (int i = lines.size() - 1; i >= 0; i--) {
                if (!lines.get(i).isBlank()) {
                    return lines.get(i).strip();
                }
            }
        } catch (IOException unreadable) {
            // then there is nothing to tell
        }
        return "";
    }

    @Override
    public synchronized void write(int oneByte) throws IOException {
        write(new byte[] {(byte) oneByte}, 0, 1);
    }

    @Override
    public synchronized void write(byte[] bytes, int offset, int length) throws IOException {
        stream.write(bytes, offset, length);
        trimIfLong();
    }

    @Override
    public synchronized void close() throws IOException {
        channel.close();
    }

    private void trimIfLong() throws IOException {
        if (channel.size() > limitBytes) {
            Files.copy(path, path.resolveSibling(path.getFileName() + ".1"), StandardCopyOption.REPLACE_EXISTING);
            channel.truncate(0);
        }
    }
}
