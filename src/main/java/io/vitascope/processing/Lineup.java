package io.vitascope.processing;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The tracks of one run, in the order in which they were planned, and which of them a player is offered while they
 * grow. Threads: confined to the one that runs the job.
 */
final class Lineup {
    /** What most networks take, in bits per second. */
    private static final double USUAL_NETWORK = 2_000_000;

    private final Map<String, Track> tracks = new LinkedHashMap<>();
    private final List<Skipped> skipped = new ArrayList<>();
    private String ahead = "";

    /** @param first the picture that is made before the others, empty if they are made together */
    void ahead(String first) {
        ahead = first;
    }

    void add(Track track) {
        tracks.put(track.name(), track);
    }

    void skip(Skipped track) {
        tracks.remove(track.name());
        skipped.add(track);
    }

    /** What never began is not there. */
    void skipUnbegun() {
        List<Track> unbegun =
                tracks.values().stream().filter(track -> !track.hasBegun()).toList();
        unbegun.forEach(track -> skip(Skipped.undecodable(track.name())));
    }

    Track track(String name) {
        Track track = tracks.get(name);
        if (track == null) {
            throw new IllegalStateException("the child process reports a track that it did not plan: " + name);
        }
        return track;
    }

    List<Track> all() {
        return List.copyOf(tracks.values());
    }

    List<Skipped> skipped() {
        return List.copyOf(skipped);
    }

    /**
     * The tracks that can be played from the start. Those that are encoded grow side by side, so a player can change
     * between them at any time. Beside a copied one, which is there long before them, they would lack most of what the
     * player has reached; they join when everything is there, and a further sound when it is whole. Nobody waits for a
     * further sound.
     */
    List<Track> first() {
        boolean copied = tracks.values().stream().anyMatch(Track::isCopiedVideo);
        return tracks.values().stream()
                .filter(track -> track.isEssential()
                        ? !copied || track.isAudio() || track.isCopiedVideo()
                        : copied && !track.isCopied() ? track.hasEnded() && track.hasBegun() : track.hasBegun())
                .filter(track -> !track.joinsLate())
                .toList();
    }

    /**
     * In the order of the multivariant playlist. Players begin with the picture that is listed first, and take their
     * first guess of the network from it: the one that is ahead while it is, later one that most networks take.
     */
    List<Track> ordered(List<Track> listed) {
        Optional<Track> beginning = listed.stream()
                .filter(track -> track.name().equals(ahead) && !track.hasEnded())
                .findFirst()
                .or(() -> listed.stream()
                        .filter(track -> !track.isAudio() && !track.joinsLate())
                        .min(Comparator.comparingDouble(
                                track -> Math.abs(Math.log(track.expectedBandwidth() / USUAL_NETWORK)))));
        return listed.stream()
                .sorted(Comparator.comparing(track -> !beginning.equals(Optional.of(track))))
                .toList();
    }

    /** Whether all that a player needs from the start has begun, or is about to. */
    boolean isPlayable() {
        return first().stream().filter(Track::isEssential).allMatch(this::isThereOrSoon);
    }

    /** Where one picture is ahead, it is enough of the others that their encoders have told what they will write. */
    private boolean isThereOrSoon(Track track) {
        boolean isWaitedFor = ahead.isEmpty() || track.isAudio() || track.name().equals(ahead);
        return isWaitedFor ? track.hasBegun() : !track.codecs().isEmpty();
    }
}
