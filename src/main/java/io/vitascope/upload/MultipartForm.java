package io.vitascope.upload;

import io.vitascope.kernel.ProblemException;
import io.vitascope.kernel.VideoText;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.Charset;
import java.nio.charset.IllegalCharsetNameException;
import java.nio.charset.StandardCharsets;
import java.nio.charset.UnsupportedCharsetException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.apache.commons.fileupload2.core.FileUploadException;
import org.apache.commons.fileupload2.core.MultipartInput;
import org.apache.commons.fileupload2.core.ParameterParser;
import org.jspecify.annotations.Nullable;

/**
 * Reads an upload form as it arrives: the file goes on to its place, the other fields are kept, in whatever order.
 *
 * <p>Fields it does not know are skipped. Threads: confined to one, which waits for the client. Source: RFC 7578.
 */
final class MultipartForm {

    /** Two films of one length differ in these: behind the header of a container comes what it is of. */
    static final int FIRST_BYTES = 64 << 10;

    private static final int BUFFER_BYTES = 128 << 10;
    /** Five times what the longest description needs. */
    private static final int MAX_TEXT_BYTES = 100_000;

    private final IncomingBody body;
    private final MultipartInput parts;
    private final byte[] buffer = new byte[BUFFER_BYTES];

    private String title = "";
    private String description = "";
    private String language = "";
    private String sha256 = "";
    private String dedup = "";
    private final List<String> tags = new ArrayList<>();
    private @Nullable String filename;

    private MultipartForm(IncomingBody body, String contentType) throws IOException {
        this.body = body;
        this.parts = MultipartInput.builder()
                .setInputStream(body)
                .setBoundary(boundary(contentType))
                .setBufferSize(BUFFER_BYTES)
                .get();
        parts.setHeaderCharset(StandardCharsets.UTF_8);
    }

    /**
     * Writes the file of the form to {@code incoming} and returns what else was in it. Stops reading at the first
     * error.
     *
     * @throws ProblemException when the form is not well formed, has no file, or ends too early
     */
    static Caption receive(IncomingBody body, String contentType, Incoming incoming) {
        try {
            return new MultipartForm(body, contentType).receive(incoming);
        } catch (IOException e) {
            throw unread(body, e);
        }
    }

    /**
     * What a form says ahead of its file, and how that begins.
     *
     * @param file its first {@link #FIRST_BYTES}, or all if it has fewer; none where the form has no file
     */
    record Beginning(Caption caption, byte[] file) {}

    /**
     * Reads no more than that.
     *
     * @throws ProblemException when the form is not well formed, or ends too early
     */
    static Beginning beginning(IncomingBody body, String contentType) {
        try {
            return new MultipartForm(body, contentType).begin();
        } catch (IOException e) {
            throw unread(body, e);
        }
    }

    private static ProblemException unread(IncomingBody body, IOException failure) {
        return body.isBroken()
                ? new ProblemException(
                        UploadError.INTERRUPTED,
                        "The connection ended or stood still before the whole file had arrived; nothing of it was"
                                + " kept.")
                : malformed(String.valueOf(failure.getMessage()));
    }

    private Beginning begin() throws IOException {
        byte[] file = {};
        for (boolean more = parts.skipPreamble(); more; more = parts.readBoundary()) {
            Part part = Part.parse(parts.readHeaders());
            if (part.name().equals("video")) {
                filename = part.filename();
                file = parts.newInputStream().readNBytes(FIRST_BYTES);
                break;
            }
            take(part);
        }
        return new Beginning(caption(filename == null ? "" : filename), file);
    }

    private Caption receive(Incoming incoming) throws IOException {
        for (boolean more = parts.skipPreamble(); more; more = parts.readBoundary()) {
            Part part = Part.parse(parts.readHeaders());
            if (part.name().equals("video")) {
                receiveFile(part, incoming);
            } else {
                take(part);
            }
        }
        if (filename == null) {
            throw new ProblemException(
                    UploadError.MISSING_FILE,
                    "The form has no field \"video\". Send the file in a field of that name.");
        }
        body.drain(buffer); // what follows the last boundary means nothing; a line break is common
        return caption(filename);
    }

    private Caption caption(String filename) {
        return new Caption(title, description, tags, filename, language, sha256, dedup);
    }

    private void take(Part part) throws IOException {
        switch (part.name()) {
            case "title" -> title = text(part);
            case "description" -> description = text(part);
            case "tags" -> tags.addAll(VideoText.splitTags(text(part)));
            case "language" -> language = text(part);
            case "sha256" -> sha256 = text(part);
            case "dedup" -> dedup = text(part);
            default -> parts.discardBodyData();
        }
    }

    private void receiveFile(Part part, Incoming incoming) throws IOException {
        if (filename != null) {
            throw malformed("the field \"video\" occurs twice");
        }
        filename = part.filename();
        caption(filename).check();
        InputStream file = parts.newInputStream();
        for (int count = file.read(buffer); count >= 0; count = file.read(buffer)) {
            incoming.write(ByteBuffer.wrap(buffer, 0, count));
        }
    }

    private String text(Part part) throws IOException {
        byte[] bytes = parts.newInputStream().readNBytes(MAX_TEXT_BYTES + 1);
        if (bytes.length > MAX_TEXT_BYTES) {
            throw new ProblemException(
                    UploadError.INVALID_TEXT,
                    "The field \"" + part.name() + "\" has more than " + MAX_TEXT_BYTES + " bytes.");
        }
        return new String(bytes, part.charset());
    }

    /** 0 when the content type names none. */
    static int boundaryLength(@Nullable String contentType) {
        return named(contentType).map(String::length).orElse(0);
    }

    private static byte[] boundary(String contentType) {
        return named(contentType)
                .filter(boundary -> !boundary.isEmpty() && boundary.length() <= 200)
                .orElseThrow(() -> malformed("its content type names no usable boundary"))
                .getBytes(StandardCharsets.ISO_8859_1);
    }

    private static Optional<String> named(@Nullable String contentType) {
        ParameterParser parser = new ParameterParser();
        parser.setLowerCaseNames(true);
        return Optional.ofNullable(contentType)
                .map(type -> parser.parse(type, ';').get("boundary"));
    }

    private static ProblemException malformed(String reason) {
        return new ProblemException(
                UploadError.MALFORMED,
                "The request is not a well-formed multipart form (" + reason + "). Let your HTTP library build it.");
    }

    /** The headers of one part. A file that was sent without a name has the name {@code ""}. */
    private record Part(String name, String filename, Charset charset) {

        static Part parse(String headers) throws FileUploadException {
            Map<String, String> disposition = Map.of();
            Map<String, String> type = Map.of();
            for (String line : headers.split("\r\n(?![ \t])", -1)) {
                int colon = line.indexOf(':');
                String header =
                        colon < 0 ? "" : line.substring(0, colon).strip().toLowerCase(Locale.ROOT);
                ParameterParser parser = new ParameterParser();
                parser.setLowerCaseNames(true);
                if (header.equals("content-disposition")) {
                    disposition = parser.parse(line.substring(colon + 1), ';');
                }
                if (header.equals("content-type")) {
                    type = parser.parse(line.substring(colon + 1), ';');
                }
            }
            return new Part(
                    textOf(disposition, "name"), textOf(disposition, "filename"), charset(textOf(type, "charset")));
        }

        private static String textOf(Map<String, String> parameters, String name) {
            String value = parameters.get(name);
            return value == null ? "" : value.strip();
        }

        private static Charset charset(String name) throws FileUploadException {
            if (name.isEmpty()) {
                return StandardCharsets.UTF_8;
            }
            try {
                return Charset.forName(name);
            } catch (IllegalCharsetNameException | UnsupportedCharsetException e) {
                throw new FileUploadException("the charset " + name + " is unknown", e);
            }
        }
    }
}
