package io.vitascope.catalog;

import io.vitascope.kernel.ProblemException;
import io.vitascope.kernel.VideoId;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Base64;

/**
 * A place in a sorted list: right after the entry with this score and member, whether it still exists or not, so that
 * nothing is shown twice or skipped when videos come and go.
 *
 * <p>Its text is opaque to clients. Errors: {@link CatalogError#BAD_CURSOR}.
 *
 * @param score the entry's in its index; always 0 for titles, whose member begins with what it is sorted by
 * @param member ends with a video's id
 */
record Cursor(VideoOrder order, long score, String member) {

    private static final int MAX_LENGTH = 4_000;
    private static final int ID_LENGTH = 36;

    static Cursor parse(String text) {
        if (text.length() > MAX_LENGTH) {
            throw bad();
        }
        try {
            byte[] bytes = Base64.getUrlDecoder().decode(text);
            String[] parts = StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(bytes))
                    .toString()
                    .split("\n", 3);
            if (parts.length < 3 || parts[2].length() < ID_LENGTH) {
                throw bad();
            }
            VideoOrder order = VideoOrder.parse(parts[0]);
            VideoId.parse(parts[2].substring(parts[2].length() - ID_LENGTH));
            return new Cursor(order, Long.parseLong(parts[1]), parts[2]);
        } catch (CharacterCodingException | IllegalArgumentException | ProblemException unreadable) {
            throw bad();
        }
    }

    @Override
    public String toString() {
        String text = order + "\n" + score + "\n" + member;
        return Base64.getUrlEncoder().withoutPadding().encodeToString(text.getBytes(StandardCharsets.UTF_8));
    }

    private static ProblemException bad() {
        return new ProblemException(
                CatalogError.BAD_CURSOR,
                "Use the next_cursor of an earlier answer as it is, or begin again without a cursor.");
    }
}
