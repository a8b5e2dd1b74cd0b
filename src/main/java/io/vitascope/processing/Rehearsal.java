package io.vitascope.processing;

import io.vitascope.contract.processing.TranscodeOrder;
import io.vitascope.processing.ffmpeg.FfmpegException;
import io.vitascope.processing.ffmpeg.MediaLimits;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;

/**
 * How a spare child spends its time until it has an order: it plans the work on a GIF of three small pictures, so that the classes of
 * the first steps are loaded and linked to their natives. Without that, these take several times as long as the work.
 */
final class Rehearsal {

    private static final String GIF = "R0lGODlhEAAQAIAAAAAAAP///yH5BAAEAAAALAAAAAAQABAAAAIOhI+py+0Po5y02ouzPgUAIfkEAAQAAAAsAAAA"
            + "ABAAEAAAAg6Mj6nL7Q+jnLTai7M+BQAh+QQABAAAACwAAAAAEAAQAAACDoSPqcvtD6OctNqLsz4FADs=";

    private Rehearsal() {}

    /** Leaves nothing behind. @return whether all went well; if not, the order will tell, if it matters to it */
    static boolean run() {
        try {
            Path clip = Files.createTempFile("rehearsal", ".gif");
            try {
                Files.write(clip, Base64.getDecoder().decode(GIF));
                TranscodeOrder order = TranscodeOrder.newBuilder()
                        .addLadder("240p")
                        .setSegmentDurationUs(4_000_000)
                        .setCopy(true)
                        .build();
                return !RunPlan.of(clip, order, MediaLimits.defaults())
                        .announcement()
                        .getTracksList()
                        .isEmpty();
            } finally {
                Files.delete(clip);
            }
        } catch (IOException | FfmpegException | RuntimeException e) {
            return false;
        }
    }
}
