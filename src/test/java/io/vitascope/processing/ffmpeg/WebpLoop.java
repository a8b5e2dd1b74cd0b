package io.vitascope.processing.ffmpeg;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/** Reads how an animated WebP is built. Source: the WebP container specification, extended file format. */
final class WebpLoop {
    private final List<Integer> durationsMs = new ArrayList<>();
    private int width;
    private int height;
    private int rounds = -1;

    WebpLoop(byte[] file) {
        ByteBuffer bytes = ByteBuffer.wrap(file).order(ByteOrder.LITTLE_ENDIAN);
        if (!tag(bytes, 0).equals("RIFF") || !tag(bytes, 8).equals("WEBP")) {
            throw new AssertionError("not a WebP file");
        }
        for (int at = 12; at + 8 <= file.length; at += 8 + (bytes.getInt(at + 4) + 1) / 2 * 2) {
            switch (tag(bytes, at)) {
                case "VP8X" -> {
                    width = 1 + (bytes.getInt(at + 12) & 0xffffff);
                    height = 1 + (bytes.getInt(at + 14) >>> 8);
                }
                case "ANIM" -> rounds = bytes.getShort(at + 12);
                case "ANMF" -> durationsMs.add(bytes.getInt(at + 20) & 0xffffff);
                default -> {}
            }
        }
    }

    private static String tag(ByteBuffer bytes, int at) {
        byte[] tag = new byte[4];
        bytes.get(at, tag);
        return new String(tag, StandardCharsets.US_ASCII);
    }

    int width() {
        return width;
    }

    int height() {
        return height;
    }

    /** How often it is shown; 0 for ever. */
    int rounds() {
        return rounds;
    }

    List<Integer> durationsMs() {
        return durationsMs;
    }
}
