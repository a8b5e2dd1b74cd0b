package io.vitascope.processing.ffmpeg;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.StandardOpenOption;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * How large a file should be by its own headers, where FFmpeg tells the length of what is left of one that is cut off.
 * Sources: RIFF as Microsoft and IBM have defined it, with OpenDML 1.02 and EBU Tech 3306; the ASF specification,
 * revision 01.20.03; ISO/IEC 14496-12. Used once, on one thread.
 */
final class PromisedBytes {
    /** Of whoever writes into a pipe, and of recorders that were switched off: no promise. */
    private static final long UNKNOWN_RIFF = 0xffff_0000L;

    /** The largest that programs with signed numbers can write, which some do where they do not know. */
    private static final long SIGNED_LIMIT = 1L << 31;

    private static final long AROUND = 1 << 16;

    /** A thousandth: headers are a little off where somebody has added to them. */
    private static final long NOT_MISSED_PART = 1_000;

    private static final long LEAST_INDEX_BYTES = 32;
    private static final long MOST_INDEX_BYTES = 1 << 20;
    private static final int CHUNK_HEADER_BYTES = 8;
    private static final int LIST_HEADER_BYTES = 12;
    private static final int OBJECT_HEADER_BYTES = 24;
    /** A day in fragments of a second, and more. */
    private static final int MOST_PIECES = 400_000;

    private static final long ASF_HEADER = 0x3026_b275_8e66_cf11L;
    private static final long ASF_FILE_PROPERTIES = 0xa1dc_ab8c_47a9_cf11L;
    private static final long ASF_DATA = 0x3626_b275_8e66_cf11L;

    private final FileChannel file;
    private final long bytes;
    private int pieces;

    private PromisedBytes(FileChannel file) throws IOException {
        this.file = file;
        this.bytes = file.size();
    }

    /**
     * @param share of the promised bytes that is there, 0 to 1; 1 where nothing is promised
     * @param lacksEnd whether the last piece of a recording in fragments is cut off, which says nothing of how many
     *     would have followed
     * @param fragments whether it is an MP4 in fragments
     */
    record Kept(double share, boolean lacksEnd, boolean fragments) {
        static final Kept ALL = new Kept(1, false, false);

        /** A sentence, if it is not known how much is missing. */
        Optional<String> lackingEnd() {
            return lacksEnd
                    ? Optional.of("Its last fragment is cut off; what was to follow is missing")
                    : Optional.empty();
        }
    }

    static Kept of(Input input) {
        try (FileChannel file = FileChannel.open(input.file(), StandardOpenOption.READ)) {
            PromisedBytes promise = new PromisedBytes(file);
            return switch (input.container().name()) {
                case "avi", "wav" -> promise.kept(promise.riff());
                case "asf" -> promise.kept(promise.asf());
                case "mov" -> promise.mp4();
                default -> Kept.ALL;
            };
        } catch (IOException unreadable) {
            return Kept.ALL; // whoever has read it has more to say
        }
    }

    private boolean isPatient() {
        return pieces++ < MOST_PIECES;
    }

    private Kept kept(OptionalLong promised) {
        return promised.isEmpty() ? Kept.ALL : new Kept(share(promised.getAsLong()), false, false);
    }

    private double share(long promised) {
        return promised - bytes <= promised / NOT_MISSED_PART ? 1 : (double) bytes / promised;
    }

    private ByteBuffer at(long position, int count) throws IOException {
        ByteBuffer piece = ByteBuffer.allocate(count).order(ByteOrder.LITTLE_ENDIAN);
        while (piece.hasRemaining() && file.read(piece, position + piece.position()) >= 0) {
            // what lies behind the end is 0
        }
        return piece;
    }

    private static String name(ByteBuffer piece, int at) {
        return new String(piece.array(), at, 4, StandardCharsets.ISO_8859_1);
    }

    /** Where the last of its pictures or samples should end; large AVIs are several RIFF lists in a row. */
    private OptionalLong riff() throws IOException {
        OptionalLong end = OptionalLong.empty();
        long at = 0;
        while (at >= 0 && at + LIST_HEADER_BYTES <= bytes && isPatient()) {
            ByteBuffer list = at(at, LIST_HEADER_BYTES);
            boolean wide = name(list, 0).equals("RF64") || name(list, 0).equals("BW64");
            if (!wide && !name(list, 0).equals("RIFF")) {
                break;
            }
            long size = wide ? at(at + LIST_HEADER_BYTES + 8, 8).getLong(0) : uint(list, 4);
            OptionalLong media = isPromise(size, wide) ? mediaEnd(at, at + 8 + size, wide) : OptionalLong.empty();
            if (media.isEmpty()) {
                break;
            }
            end = media;
            at = evenly(at + CHUNK_HEADER_BYTES + size);
        }
        return end;
    }

    private static boolean isPromise(long size, boolean wide) {
        return size > 0 && (wide || (size < UNKNOWN_RIFF && Math.abs(size - SIGNED_LIMIT) > AROUND));
    }

    /** Of the chunk with the pictures or samples, if it says the same as the list around it. */
    private OptionalLong mediaEnd(long list, long listEnd, boolean wide) throws IOException {
        long at = list + LIST_HEADER_BYTES;
        while (at + LIST_HEADER_BYTES <= Math.min(bytes, listEnd) && isPatient()) {
            ByteBuffer chunk = at(at, LIST_HEADER_BYTES);
            boolean samples = name(chunk, 0).equals("data");
            long size = wide && samples ? at(list + LIST_HEADER_BYTES + 16, 8).getLong(0) : uint(chunk, 4);
            long end = at + CHUNK_HEADER_BYTES + size;
            if (samples || (name(chunk, 0).equals("LIST") && name(chunk, 8).equals("movi"))) {
                return size > 0 && end > at && end <= listEnd ? OptionalLong.of(end) : OptionalLong.empty();
            }
            at = evenly(end);
        }
        return OptionalLong.empty();
    }

    private static long uint(ByteBuffer piece, int at) {
        return piece.getInt(at) & 0xffff_ffffL;
    }

    private static long evenly(long position) {
        return position + (position & 1);
    }

    /** Where the packets should end, unless the file was written as it was sent. */
    private OptionalLong asf() throws IOException {
        ByteBuffer header = at(0, OBJECT_HEADER_BYTES);
        long headerBytes = header.getLong(16);
        if (guid(header) != ASF_HEADER || headerBytes <= 0 || headerBytes > bytes || isLive(headerBytes)) {
            return OptionalLong.empty();
        }
        ByteBuffer data = at(headerBytes, OBJECT_HEADER_BYTES);
        long size = data.getLong(16);
        return guid(data) == ASF_DATA && size > OBJECT_HEADER_BYTES && size < Long.MAX_VALUE - headerBytes
                ? OptionalLong.of(headerBytes + size)
                : OptionalLong.empty();
    }

    private boolean isLive(long headerBytes) throws IOException {
        long at = OBJECT_HEADER_BYTES + 6;
        while (at + OBJECT_HEADER_BYTES <= headerBytes && isPatient()) {
            ByteBuffer object = at(at, 92);
            if (guid(object) == ASF_FILE_PROPERTIES) {
                boolean broadcast = (object.getInt(88) & 1) != 0;
                return broadcast || object.getLong(40) <= 0;
            }
            long size = object.getLong(16);
            if (size < OBJECT_HEADER_BYTES || size > headerBytes) {
                break;
            }
            at += size;
        }
        return true;
    }

    /** The first half tells them apart. */
    private static long guid(ByteBuffer object) {
        return object.duplicate().order(ByteOrder.BIG_ENDIAN).getLong(0);
    }

    /**
     * Of an MP4 in fragments. An index in front ({@code sidx}) promises all of them; else a recording may have ended in
     * any of them, but if the only one is cut off, the rest of it is what is missing.
     */
    private Kept mp4() throws IOException {
        long indexed = 0;
        long end = 0;
        int whole = 0;
        boolean fragments = false;
        boolean cut = false;
        long at = 0;
        while (at + CHUNK_HEADER_BYTES <= bytes && isPatient()) {
            ByteBuffer box = at(at, 16).order(ByteOrder.BIG_ENDIAN);
            String name = name(box, 4);
            long size = box.getInt(0) & 0xffff_ffffL;
            size = size == 1 ? box.getLong(8) : size;
            if (size < CHUNK_HEADER_BYTES || size > Long.MAX_VALUE - at) {
                break; // of size 0 it goes on to the end
            }
            end = at + size;
            if (name.equals("moof")) {
                fragments = true;
            } else if (name.equals("sidx")) {
                indexed = Math.max(indexed, end + referencedBytes(at, size));
            }
            boolean media = name.equals("moof") || name.equals("mdat");
            cut = media && end > bytes;
            whole += fragments && name.equals("mdat") && !cut ? 1 : 0;
            at = end;
        }
        if (!fragments) {
            return Kept.ALL;
        }
        boolean only = cut && whole == 0;
        double share = indexed > 0 ? share(indexed) : 1;
        return new Kept(only ? Math.min(share, share(end)) : share, cut, true);
    }

    private long referencedBytes(long at, long size) throws IOException {
        if (size < LEAST_INDEX_BYTES || size > MOST_INDEX_BYTES || at + size > bytes) {
            return 0;
        }
        ByteBuffer box = at(at, (int) size).order(ByteOrder.BIG_ENDIAN);
        boolean narrow = box.get(8) == 0;
        int counted = narrow ? 30 : 38; // after the times and the offset of the first
        if (size < counted + 2) {
            return 0;
        }
        long sum = narrow ? box.getInt(24) & 0xffff_ffffL : box.getLong(28);
        int count = box.getShort(counted) & 0xffff;
        for (int at12 = counted + 2; count > 0 && at12 + 12 <= size; at12 += 12, count--) {
            sum += box.getInt(at12) & 0x7fff_ffff;
        }
        return sum;
    }
}
