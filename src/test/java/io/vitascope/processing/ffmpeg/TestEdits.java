package io.vitascope.processing.ffmpeg;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;

/** Gives the tracks of an MP4, whose index is at its end, other edit lists than their muxer did. */
final class TestEdits {
    private static final Set<String> FOLDERS = Set.of("moov", "trak");

    /**
     * @param lengthMs on the clock of the film
     * @param fromMs of the track; -1 shows nothing
     */
    record Edit(int lengthMs, int fromMs) {}

    private TestEdits() {}

    static void write(Path mp4, Edit... edits) throws IOException {
        byte[] bytes = Files.readAllBytes(mp4);
        ByteBuffer boxes = ByteBuffer.wrap(bytes);
        int moov = 0;
        while (!type(boxes, moov).equals("moov")) {
            moov += boxes.getInt(moov);
        }
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        out.write(bytes, 0, moov);
        out.writeBytes(box("moov", inside(boxes, moov, edits)));
        Files.write(mp4, out.toByteArray());
    }

    private static byte[] inside(ByteBuffer boxes, int folder, Edit... edits) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        int end = folder + boxes.getInt(folder);
        for (int at = folder + 8; at < end; at += boxes.getInt(at)) {
            String type = type(boxes, at);
            if (FOLDERS.contains(type)) {
                out.writeBytes(box(type, inside(boxes, at, edits)));
                continue;
            }
            if (type.equals("mdia")) {
                out.writeBytes(box("edts", box("elst", list(boxes.getInt(at + 8 + 8 + 12), edits))));
            }
            if (!type.equals("edts")) {
                out.write(boxes.array(), at, boxes.getInt(at));
            }
        }
        return out.toByteArray();
    }

    /** @param ticksPerSecond of the track, as its first box, mdhd, tells */
    private static byte[] list(int ticksPerSecond, Edit... edits) {
        ByteBuffer list = ByteBuffer.allocate(8 + 12 * edits.length).putInt(0).putInt(edits.length);
        for (Edit edit : edits) {
            int from = edit.fromMs() < 0 ? -1 : (int) (edit.fromMs() * (long) ticksPerSecond / 1_000);
            list.putInt(edit.lengthMs()).putInt(from).putInt(0x1_0000);
        }
        return list.array();
    }

    private static byte[] box(String type, byte[] content) {
        return ByteBuffer.allocate(8 + content.length)
                .putInt(8 + content.length)
                .put(type.getBytes(StandardCharsets.US_ASCII))
                .put(content)
                .array();
    }

    private static String type(ByteBuffer boxes, int at) {
        return new String(boxes.array(), at + 4, 4, StandardCharsets.US_ASCII);
    }
}
