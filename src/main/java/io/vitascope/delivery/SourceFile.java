package io.vitascope.delivery;

import io.vitascope.storage.BlobKey;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/**
 * The original upload.
 *
 * @param filename as the uploader called it; for people only
 * @param container FFmpeg's name, such as {@code mov,mp4,m4a,3gp,3g2,mj2}
 * @param codecs FFmpeg's names, of the picture and of the sounds; none if nobody knows them any more
 * @param pixelFormat FFmpeg's name, of the picture; empty without one, or if nobody knows it any more
 */
record SourceFile(BlobKey key, String filename, String container, List<String> codecs, String pixelFormat) {

    /** What browsers on all systems decode; HEVC is for some of them only. */
    private static final Set<String> USUAL = Set.of("h264", "vp8", "vp9", "av1", "aac", "mp3", "opus", "vorbis");

    /** Of every profile that they decode. */
    private static final Set<String> USUAL_PIXELS = Set.of("yuv420p", "yuvj420p");

    /** AV1's main profile, which every decoder of it has, is more than those of the others. */
    private static final Set<String> AV1_MAIN_PIXELS = Set.of("yuv420p", "yuvj420p", "yuv420p10le", "gray", "gray10le");

    SourceFile {
        codecs = List.copyOf(codecs);
    }

    /**
     * The media type. FFmpeg has one name for MP4 and QuickTime, and one for WebM and Matroska; the extension only
     * chooses within such a family, so an upload can never be served as anything but audio or video.
     */
    String contentType() {
        String extension = filename.substring(filename.lastIndexOf('.') + 1).toLowerCase(Locale.ROOT);
        String family = container.split(",", 2)[0];
        return switch (family) {
            case "mov" ->
                switch (extension) {
                    case "mov", "qt" -> "video/quicktime";
                    case "m4a" -> "audio/mp4";
                    case "3gp" -> "video/3gpp";
                    case "3g2" -> "video/3gpp2";
                    default -> "video/mp4";
                };
            case "matroska" ->
                switch (extension) {
                    case "webm" -> "video/webm";
                    case "mka" -> "audio/matroska";
                    default -> "video/matroska";
                };
            case "mpegts" -> "video/mp2t";
            case "mpeg" -> "video/mpeg";
            case "avi" -> "video/x-msvideo";
            case "flv" -> "video/x-flv";
            case "asf" -> "video/x-ms-wmv";
            case "ogg" -> "oga".equals(extension) || "ogg".equals(extension) ? "audio/ogg" : "video/ogg";
            case "mxf" -> "application/mxf";
            case "mp3" -> "audio/mpeg";
            case "wav" -> "audio/wav";
            case "aac" -> "audio/aac";
            case "flac" -> "audio/flac";
            default -> "application/octet-stream";
        };
    }

    /** Whether browsers usually play it as it is. */
    boolean playsInBrowsers() {
        return switch (contentType()) {
            case "video/mp4", "video/webm", "audio/mp4" -> USUAL.containsAll(codecs) && hasUsualPixels();
            default -> false;
        };
    }

    /** H.264 of 10 bits, with more colour than 4:2:0 or with none, and the higher profiles of VP9 are for some only. */
    private boolean hasUsualPixels() {
        Set<String> usual = codecs.contains("av1") ? AV1_MAIN_PIXELS : USUAL_PIXELS;
        return pixelFormat.isEmpty() || usual.contains(pixelFormat);
    }
}
