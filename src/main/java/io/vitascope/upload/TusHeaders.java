package io.vitascope.upload;

import io.vitascope.kernel.ProblemException;
import java.util.Map;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/** The words of tus 1.0.0: names of headers, and what may stand in them. Source: tus.io, protocol 1.0.0. */
final class TusHeaders {

    static final String VERSION = "1.0.0";
    static final String EXTENSIONS =
            "creation,creation-with-upload,creation-defer-length,termination,expiration,checksum,concatenation";
    static final String CONTENT_TYPE = "application/offset+octet-stream";

    static final String RESUMABLE = "Tus-Resumable";
    static final String SPOKEN_VERSIONS = "Tus-Version";
    static final String EXTENSION = "Tus-Extension";
    static final String MAX_SIZE = "Tus-Max-Size";
    static final String CHECKSUM_ALGORITHM = "Tus-Checksum-Algorithm";
    static final String OFFSET = "Upload-Offset";
    static final String LENGTH = "Upload-Length";
    static final String DEFER_LENGTH = "Upload-Defer-Length";
    static final String METADATA = "Upload-Metadata";
    static final String CONCAT = "Upload-Concat";
    static final String CHECKSUM = "Upload-Checksum";
    static final String EXPIRES = "Upload-Expires";
    /** Ours: where the video of a finished upload is. */
    static final String VIDEO = "Video-Location";
    /** Ours: the oldest video of the same bytes. */
    static final String DUPLICATE_OF = "Video-Duplicate-Of";

    private TusHeaders() {}

    /** @throws ProblemException for another version, or none */
    static void requireVersion(@Nullable String version) {
        if (!VERSION.equals(version)) {
            throw new ProblemException(
                    UploadError.TUS_VERSION,
                    "Send \"Tus-Resumable: 1.0.0\"; this server speaks that version of the tus protocol.",
                    Map.of("supported", VERSION));
        }
    }

    /** A number of bytes. @throws ProblemException when it is none */
    static OptionalLong bytes(String name, @Nullable String value) {
        if (value == null) {
            return OptionalLong.empty();
        }
        String digits = value.strip();
        try {
            if (digits.matches("[0-9]+")) {
                return OptionalLong.of(Long.parseLong(digits));
            }
        } catch (NumberFormatException e) {
            // said below
        }
        throw bad(name + " must be a number of bytes, 0 or more; it is \"" + value + "\".");
    }

    static ProblemException bad(String sentence) {
        return new ProblemException(UploadError.BAD_HEADER, sentence);
    }
}
