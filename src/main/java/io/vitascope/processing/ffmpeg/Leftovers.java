package io.vitascope.processing.ffmpeg;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.StandardOpenOption;
import java.util.Locale;
import java.util.Optional;

/**
 * What lies in a file beside all that was taken of it: behind it in most cases a second file, put there bytewise, of
 * which players know as little as FFmpeg does. Stateless.
 */
final class Leftovers {
    static final String WARNING = "unread";

    /** Indexes, tags and padding are less, in bytes and as a share of the file. */
    private static final long LEAST_BYTES = 64 << 10;

    private static final int BOX_HEADER_BYTES = 16;
    private static final int MOST_BOXES = 100_000;

    private Leftovers() {}

    /** A sentence, if there is more than a twentieth of the file. @param input of which all packets have been read */
    static Optional<String> of(Input input) {
        if (input.strayShare() > 1 - Completeness.ENOUGH) {
            return Optional.of(String.format(
                    Locale.ROOT,
                    "%.1f %% of it is missing: it lies in streams that begin on the way, after others",
                    input.strayShare() * 100));
        }
        if (input.hasOnlyStraySound()) {
            return Optional.of("Its sound is missing: it begins on the way, long after the picture");
        }
        try (FileChannel file = FileChannel.open(input.file(), StandardOpenOption.READ)) {
            long bytes = file.size();
            long from = input.container().isMp4() ? secondMp4(file) : input.readUntil();
            boolean unread = from >= 0 && input.readUntil() >= 0 && input.readUntil() <= from;
            double share = (double) (bytes - from) / bytes;
            return unread && bytes - from >= LEAST_BYTES && share > 1 - Completeness.ENOUGH
                    ? Optional.of(String.format(
                            Locale.ROOT,
                            "%.1f %% of the file, at its end, could not be read as part of it; it looks like another"
                                    + " file",
                            share * 100))
                    : Optional.empty();
        } catch (IOException unreadable) {
            return Optional.empty(); // whoever has read it has more to say
        }
    }

    /** A sentence for a file of which no more could be read, though all that was promised is there. */
    static String behindError(Input input, long untilUs) {
        String ended = String.format(Locale.ROOT, "Reading it ended with an error after %.1f seconds", untilUs / 1e6);
        try (FileChannel file = FileChannel.open(input.file(), StandardOpenOption.READ)) {
            double share = (double) (file.size() - input.readUntil()) / file.size();
            return input.readUntil() < 0
                    ? ended
                    : ended + String.format(Locale.ROOT, "; about %.0f %% of the file lies behind that", share * 100);
        } catch (IOException unreadable) {
            return ended;
        }
    }

    /**
     * An MP4's index may lie behind its pictures, so that only a second beginning and a second index tell; -1 without.
     */
    private static long secondMp4(FileChannel file) throws IOException {
        long second = -1;
        int indexes = 0;
        long at = 0;
        ByteBuffer header = ByteBuffer.allocate(BOX_HEADER_BYTES);
        for (int i = 0; i < MOST_BOXES && at + 8 <= file.size(); i++) {
            header.clear();
            file.read(header, at);
            long size = header.getInt(0) & 0xffff_ffffL;
            size = size == 1 ? header.getLong(8) : size;
            String name = new String(header.array(), 4, 4, StandardCharsets.ISO_8859_1);
            if (name.equals("ftyp") && indexes == 1) {
                second = at;
            }
            indexes += name.equals("moov") ? 1 : 0;
            if (size < 8 || size > file.size() - at) {
                break;
            }
            at += size;
        }
        return indexes > 1 ? second : -1;
    }
}
