package io.vitascope.processing.ffmpeg;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.Set;

/** The kinds of picture files that people send, told by their first bytes, whatever the name or the sender says. */
enum PictureKind {
    JPEG("jpeg_pipe"),
    PNG("png_pipe"),
    WEBP("webp_pipe");

    /** Of pictures in MP4's boxes that FFmpeg would show for a second: AVIF and HEIC, but not those that move. */
    private static final Set<String> STILL_BRANDS = Set.of("avif", "heic", "heix", "heim", "heis", "mif1");

    private final String format;

    PictureKind(String format) {
        this.format = format;
    }

    /** FFmpeg's name of the format. */
    String format() {
        return format;
    }

    static boolean isStillInBoxes(Path file) throws FfmpegException {
        String head = head(file);
        return head.startsWith("ftyp", 4) && STILL_BRANDS.contains(head.substring(8));
    }

    private static String head(Path file) throws FfmpegException {
        try (InputStream in = Files.newInputStream(file)) {
            return new String(in.readNBytes(12), StandardCharsets.ISO_8859_1);
        } catch (IOException e) {
            throw new FfmpegException(FfmpegException.Reason.IO, "The picture cannot be read", e);
        }
    }

    /** Empty for everything else. Errors: IO. */
    static Optional<PictureKind> of(Path file) throws FfmpegException {
        String text = head(file);
        if (text.startsWith("\u00ff\u00d8\u00ff")) {
            return Optional.of(JPEG);
        }
        if (text.startsWith("\u0089PNG\r\n")) {
            return Optional.of(PNG);
        }
        return text.startsWith("RIFF") && text.endsWith("WEBP") ? Optional.of(WEBP) : Optional.empty();
    }
}
