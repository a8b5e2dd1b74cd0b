package io.vitascope.processing.ffmpeg;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/** The kinds of picture files that people send, told by their first bytes, whatever the name or the sender says. */
enum PictureKind {
    JPEG("jpeg_pipe"),
    PNG("png_pipe"),
    WEBP("webp_pipe");

    private final String format;

    PictureKind(String format) {
        this.format = format;
    }

    /** FFmpeg's name of the format. */
    String format() {
        return format;
    }

    /** Empty for everything else. Errors: IO. */
    static Optional<PictureKind> of(Path file) throws FfmpegException {
        byte[] head;
        try (InputStream in = Files.newInputStream(file)) {
            head = in.readNBytes(12);
        } catch (IOException e) {
            throw new FfmpegException(FfmpegException.Reason.IO, "The picture cannot be read", e);
        }
        String text = new String(head, StandardCharsets.ISO_8859_1);
        if (text.startsWith("\u00ff\u00d8\u00ff")) {
            return Optional.of(JPEG);
        }
        if (text.startsWith("\u0089PNG\r\n")) {
            return Optional.of(PNG);
        }
        return text.startsWith("RIFF") && text.endsWith("WEBP") ? Optional.of(WEBP) : Optional.empty();
    }
}
