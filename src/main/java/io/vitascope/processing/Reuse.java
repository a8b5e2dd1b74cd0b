package io.vitascope.processing;

import io.vitascope.contract.processing.KeptTrack;
import io.vitascope.contract.processing.TranscodeOrder;
import io.vitascope.kernel.Sha256;
import io.vitascope.processing.ffmpeg.AudioRung;
import io.vitascope.processing.ffmpeg.TranscodePlan;
import io.vitascope.processing.ffmpeg.VideoRung;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.BiConsumer;

/**
 * Leaves out of a plan what an earlier run over the same source has finished, with the very same settings, on the very
 * same grid, by the same build. A key, a hash of all that, decides; what differs in any of it is made anew.
 *
 * <p>Threads: safe for those that encode at the same time.
 */
final class Reuse {

    private final TranscodeOrder order;
    private final long sourceBytes;
    private final BiConsumer<String, String> takenOver;
    private final Map<String, String> keys = new ConcurrentHashMap<>();

    /** @param takenOver hears the name and the key of each track that is left out */
    Reuse(Path source, TranscodeOrder order, BiConsumer<String, String> takenOver) {
        this.order = order;
        this.takenOver = takenOver;
        try {
            this.sourceBytes = Files.size(source);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** What is left to be made of a plan, and how long that is which was left out. */
    record Rest(Optional<TranscodePlan> plan, long keptDurationUs) {}

    /** @param workspace where the bytes of what was left out lie afterwards, as if it had been made there */
    Rest of(TranscodePlan plan, Path workspace) {
        long[] keptUs = new long[1];
        // Threads change which bits come out, but not what they may stand beside.
        List<VideoRung> video = plan.video().stream()
                .filter(rung -> !isKept(rung.name(), key(plan, rung.onThreads(0).toString()), workspace, keptUs))
                .toList();
        List<AudioRung> audio = plan.audio().stream()
                .filter(rung ->
                        !isKept(rung.name(), key(plan, rung + " " + plan.video().isEmpty()), workspace, keptUs))
                .toList();
        if (video.isEmpty() && audio.isEmpty()) {
            return new Rest(Optional.empty(), keptUs[0]);
        }
        return new Rest(Optional.of(plan.withRungs(video, audio)), keptUs[0]);
    }

    /** Of a track that is being made; empty for one that is copied. */
    String key(String track) {
        return keys.getOrDefault(track, "");
    }

    private boolean isKept(String name, String key, Path workspace, long[] keptUs) {
        keys.put(name, key);
        Optional<KeptTrack> kept = order.getKeptList().stream()
                .filter(track -> track.getName().equals(name) && track.getKey().equals(key))
                .findFirst();
        if (kept.isEmpty()) {
            return false;
        }
        try {
            Files.move(
                    Path.of(kept.get().getFile()),
                    workspace.resolve(name + ".mp4"),
                    StandardCopyOption.REPLACE_EXISTING);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        keptUs[0] = Math.max(keptUs[0], kept.get().getDurationUs());
        takenOver.accept(name, key);
        return true;
    }

    private String key(TranscodePlan plan, String rung) {
        String all = String.join(
                "\n",
                order.getBuild(),
                String.valueOf(sourceBytes),
                rung,
                plan.grid().toString(),
                plan.picture()
                        .map(picture -> picture.frameRate() + " of " + picture.streamIndex())
                        .orElse(""),
                new TreeSet<>(plan.timing().streams()) + " on " + plan.timing().grid(),
                plan.limits().toString());
        return Sha256.hex(all, 16);
    }
}
