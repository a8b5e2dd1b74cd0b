package io.vitascope.catalog;

import io.vitascope.kernel.ProblemException;
import io.vitascope.kernel.VideoId;
import java.nio.charset.StandardCharsets;
import java.util.Base64;

/**
 * A place in the trash: right after a video that goes at this moment, whether it is still there or not. Its text is opaque
 * to clients. Errors: {@link CatalogError#BAD_CURSOR}.
 */
record TrashCursor(long untilMillis, VideoId id) {

    private static final String KIND = "trash";

    static TrashCursor parse(String text) {
        try {
            byte[] bytes = Base64.getUrlDecoder().decode(text);
            String[] parts = new String(bytes, StandardCharsets.UTF_8).split("\n", 3);
            if (parts.length < 3 || !parts[0].equals(KIND)) {
                throw bad();
            }
            return new TrashCursor(Long.parseLong(parts[1]), VideoId.parse(parts[2]));
        } catch (IllegalArgumentException unreadable) {
            throw bad();
        }
    }

    @Override
    public String toString() {
        String text = KIND + "\n" + untilMillis + "\n" + id;
        return Base64.getUrlEncoder().withoutPadding().encodeToString(text.getBytes(StandardCharsets.UTF_8));
    }

    private static ProblemException bad() {
        return new ProblemException(
                CatalogError.BAD_CURSOR,
                "Use the next_cursor of an earlier answer as it is, or begin again without a cursor.");
    }
}
