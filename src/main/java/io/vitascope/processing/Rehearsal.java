package io.vitascope.processing;

import io.vitascope.contract.processing.TranscodeOrder;
import io.vitascope.processing.ffmpeg.FfmpegException;
import io.vitascope.processing.ffmpeg.MediaLimits;
import io.vitascope.storage.Scratch;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;

/**
 * How a spare child spends its time until it has an order: it obeys one, on a GIF of three small pictures, so that the
 * classes are loaded and linked to their natives. Without that, the first steps take several times as long as their
 * work.
 */
final class Rehearsal {

    private static final String GIF =
            "R0lGODlhEAAQAIAAAAAAAP///yH5BAAEAAAALAAAAAAQABAAAAIOhI+py+0Po5y02ouzPgUAIfkEAAQAAAAsAAAA"
                    + "ABAAEAAAAg6Mj6nL7Q+jnLTai7M+BQAh+QQABAAAACwAAAAAEAAQAAACDoSPqcvtD6OctNqLsz4FADs=";

    private Rehearsal() {}

    /**
     * Leaves nothing behind.
     *
     * @param whole to the last step, as for a job; else only the first ones, which are those of a probe too
     * @return whether all went well; if not, the order will tell, if it matters to it
     */
    static boolean run(boolean whole) {
        try {
            Path folder = Files.createTempDirectory("vitascope-rehearsal");
            try {
                Path clip =
                        Files.write(folder.resolve("clip"), Base64.getDecoder().decode(GIF));
                TranscodeOrder order = TranscodeOrder.newBuilder()
                        .setWorkspace(
                                MediaChild.makeDirectory(folder.resolve("work")).toString())
                        .addLadder("240p")
                        .setSegmentDurationUs(4_000_000)
                        .setThreads(1)
                        .setQuality("speed")
                        .setEncoder("auto")
                        .setCopy(true)
                        .build();
                RunPlan.of(clip, order, MediaLimits.defaults()).announcement();
                if (whole) {
                    new TranscodeChild(clip, order, MediaLimits.defaults(), report -> {}).transcode();
                }
                return true;
            } finally {
                Scratch.deleteTree(folder);
            }
        } catch (IOException | UncheckedIOException | FfmpegException e) {
            return false;
        }
    }
}
