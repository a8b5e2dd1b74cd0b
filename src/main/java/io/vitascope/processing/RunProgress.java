package io.vitascope.processing;

import io.vitascope.contract.processing.Planned;
import io.vitascope.contract.processing.PlannedTrack;
import io.vitascope.processing.RenditionProgress.State;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * How far one run has come, told by the ends of the segments that are published, against the duration that the file
 * claims. A claim that turns out too short is no longer believed: then there are no percents, rather than wrong ones.
 *
 * <p>Units: microseconds of video, nanoseconds of clock. Threads: safe; one tells, another asks.
 */
final class RunProgress {

    /** Containers round, and sound may end a little after the picture. */
    private static final double TOLERANCE = 1.02;

    private static final long TOLERANCE_US = 2_000_000;

    /** What the last percent is for: progressive files, and the ends of playlists. */
    private static final double BEFORE_THE_END = 99;

    /** The work on a sound or on a copied track, in pixels a picture. */
    private static final long LITTLE_WORK = 20_000;

    private final Map<String, Track> tracks = new LinkedHashMap<>();
    private long claimedUs;
    private double highest;

    synchronized void planned(Planned plan, long nowNanos) {
        claimedUs = plan.getDurationUs();
        boolean copied = plan.getTracksList().stream().anyMatch(RunProgress::isCopiedPicture);
        for (PlannedTrack track : plan.getTracksList()) {
            boolean waits = track.getJoinsLate() || (copied && !track.getAudio() && !track.getCopied());
            tracks.put(track.getName(), new Track(track, waits, nowNanos));
        }
    }

    /** The track was planned, and there will be none. */
    synchronized void skipped(String name) {
        tracks.remove(name);
    }

    /** The encoder of a track has begun. */
    synchronized void started(String name) {
        track(name).state = State.ENCODING;
    }

    /** A segment that ends at {@code endUs} is published. */
    synchronized void published(String name, long endUs, long nowNanos) {
        track(name).pace.add(nowNanos, endUs);
        if (endUs > claimedUs * TOLERANCE + TOLERANCE_US) {
            claimedUs = 0;
        }
    }

    /** The track is whole. What had to wait for a copy begins now. */
    synchronized void ended(String name, long nowNanos) {
        Track ended = track(name);
        ended.state = State.READY;
        if (!ended.isCopiedPicture) {
            return;
        }
        for (Track other : tracks.values()) {
            if (other.state == State.QUEUED && !other.joinsLate) {
                other.state = State.ENCODING;
                other.pace = new Pace(nowNanos);
            }
        }
    }

    /** Seconds of video a second since the track began; 0 if it did not. */
    synchronized double speed(String name, long nowNanos) {
        return track(name).speed(nowNanos);
    }

    synchronized Job.Progress at(long nowNanos) {
        List<RenditionProgress> renditions = new ArrayList<>();
        tracks.forEach((name, track) -> renditions.add(new RenditionProgress(
                name, track.state, percent(track), track.speed(nowNanos), track.etaSeconds(claimedUs, nowNanos))));
        List<RenditionProgress> missing = renditions.stream()
                .filter(rendition -> rendition.state() != State.READY)
                .toList();
        double slowest = missing.stream()
                .mapToDouble(RenditionProgress::speed)
                .filter(speed -> speed > 0)
                .min()
                .orElse(0);
        boolean foreseeable = missing.stream().allMatch(rendition -> rendition.etaSeconds() > 0);
        long last =
                missing.stream().mapToLong(RenditionProgress::etaSeconds).max().orElse(0);
        return new Job.Progress(percent(), slowest, foreseeable ? last : 0, renditions);
    }

    /** Weighted by the pixels of each track. */
    private Optional<Double> percent() {
        long whole = tracks.values().stream().mapToLong(track -> track.work).sum();
        if (claimedUs <= 0 || whole == 0) {
            return Optional.empty();
        }
        double done = tracks.values().stream()
                .mapToDouble(track -> track.work * track.share(claimedUs))
                .sum();
        highest = Math.max(highest, Math.min(BEFORE_THE_END, 100 * done / whole));
        return Optional.of(highest);
    }

    private Optional<Double> percent(Track track) {
        if (track.state == State.READY) {
            return Optional.of(100.0);
        }
        return claimedUs <= 0 ? Optional.empty() : Optional.of(Math.min(BEFORE_THE_END, 100 * track.share(claimedUs)));
    }

    private static boolean isCopiedPicture(PlannedTrack track) {
        return track.getCopied() && !track.getAudio();
    }

    private Track track(String name) {
        Track track = tracks.get(name);
        if (track == null) {
            throw new IllegalStateException("the child process reports a track that it did not plan: " + name);
        }
        return track;
    }

    private static final class Track {

        private final boolean isCopiedPicture;
        private final boolean joinsLate;
        private final long work;
        private State state;
        private Pace pace;

        Track(PlannedTrack planned, boolean waits, long nowNanos) {
            isCopiedPicture = isCopiedPicture(planned);
            joinsLate = planned.getJoinsLate();
            long pixels = (long) planned.getWidth() * planned.getHeight();
            work = planned.getAudio() || planned.getCopied() ? LITTLE_WORK : Math.max(LITTLE_WORK, pixels);
            state = waits ? State.QUEUED : State.ENCODING;
            pace = new Pace(nowNanos);
        }

        double share(long claimedUs) {
            return state == State.READY ? 1 : Math.min(1, (double) pace.us() / claimedUs);
        }

        double speed(long nowNanos) {
            return state == State.ENCODING ? pace.speed(nowNanos) : 0;
        }

        long etaSeconds(long claimedUs, long nowNanos) {
            return state == State.ENCODING && claimedUs > 0 ? pace.etaSeconds(claimedUs, nowNanos) : 0;
        }
    }
}
