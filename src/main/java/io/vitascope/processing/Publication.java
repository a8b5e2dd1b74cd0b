package io.vitascope.processing;

import io.vitascope.contract.processing.ExtraWritten;
import io.vitascope.contract.processing.FinishedTrack;
import io.vitascope.contract.processing.FoundCaptions;
import io.vitascope.contract.processing.PictureTaken;
import io.vitascope.contract.processing.Planned;
import io.vitascope.contract.processing.PlannedTrack;
import io.vitascope.contract.processing.SegmentCut;
import io.vitascope.contract.processing.SkippedTrack;
import io.vitascope.contract.processing.SmallPicture;
import io.vitascope.contract.processing.TextFound;
import io.vitascope.contract.processing.TileGrid;
import io.vitascope.contract.processing.TrackMeasured;
import io.vitascope.contract.processing.TrackStarted;
import io.vitascope.kernel.VideoId;
import io.vitascope.processing.ffmpeg.Copier;
import io.vitascope.storage.BlobKey;
import io.vitascope.storage.BlobStore;
import io.vitascope.storage.Thumbnail;
import io.vitascope.storage.VideoBlobs;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * What one run has published: segments as they come, playlists that grow with them.
 *
 * <p>Every blob is complete when it appears, and a playlist names only blobs that are there, but for playlists of
 * tracks whose first segment is a moment away: delivery waits for those. Threads: confined to the
 * one that runs the job.
 */
final class Publication {

    /** A growing playlist of a long video is rewritten at most this often. */
    private static final long PLAYLIST_INTERVAL_NANOS = 500_000_000;

    /** A segment ends with a picture or a block of sound, which may be so much behind the grid. */
    private static final long ROUNDED_US = 100_000;

    private final BlobStore blobs;
    private final BlobKey prefix;
    private final long segmentUs;
    private final Lineup lineup = new Lineup();
    private final Map<String, Long> writtenAtNanos = new LinkedHashMap<>();
    private final Map<String, FinishedTrack.Builder> told = new LinkedHashMap<>();
    private final Set<BlobKey> unsettled = new LinkedHashSet<>();
    private Optional<TileGrid> tiles = Optional.empty();
    private SourceText text = new SourceText(List.of(), List.of());
    private boolean playable;

    Publication(BlobStore blobs, BlobKey prefix, long segmentUs) {
        this.blobs = blobs;
        this.prefix = prefix;
        this.segmentUs = segmentUs;
    }

    void planned(Planned plan) {
        lineup.ahead(plan.getAhead());
        int targetSeconds = targetSeconds(plan);
        for (PlannedTrack track : plan.getTracksList()) {
            lineup.add(track(track, targetSeconds));
        }
        plan.getSkippedList().forEach(this::skipped);
    }

    void skipped(SkippedTrack track) {
        lineup.skip(new Skipped(track.getName(), track.getReason(), track.getDetail(), track.getFailed()));
    }

    /** Of all playlists of the run, from the first on: a picture that is copied is cut where its keyframes are. */
    private int targetSeconds(Planned plan) {
        boolean copied = plan.getTracksList().stream().anyMatch(track -> track.getCopied() && !track.getAudio());
        long longestUs = copied ? Math.max(segmentUs, Copier.LONGEST_SEGMENT_US) : segmentUs;
        return (int) Math.max(1, Math.round((longestUs + ROUNDED_US) / 1e6));
    }

    private static Track track(PlannedTrack planned, int targetSeconds) {
        return planned.getAudio()
                ? Track.audio(
                        planned.getName(), voice(planned), planned.getMaxBitRate(), planned.getCopied(), targetSeconds)
                : Track.video(
                                planned.getName(),
                                planned.getWidth(),
                                planned.getHeight(),
                                planned.getFrameRateNum(),
                                planned.getFrameRateDen(),
                                planned.getMaxBitRate(),
                                planned.getCopied(),
                                targetSeconds)
                        .joiningLate(planned.getJoinsLate());
    }

    private static Voice voice(PlannedTrack planned) {
        return new Voice(
                planned.getLanguage(),
                planned.getLabel(),
                planned.getChannels(),
                planned.getMain(),
                planned.getOriginal(),
                Voice.Purpose.valueOf(planned.getPurpose().name()));
    }

    void started(TrackStarted started) {
        put(in(started.getName(), "init.mp4"), Path.of(started.getInit()));
        told.put(started.getName(), FinishedTrack.newBuilder().setStarted(started));
        lineup.track(started.getName()).started(started.getCodecs(), started.getTimescale(), started.getSampleRate());
    }

    /** Whether this segment made the whole playable: the last track that is waited for has begun. */
    boolean add(SegmentCut cut) {
        Path file = Path.of(cut.getFile());
        Track track = lineup.track(cut.getTrack());
        String name = String.valueOf(file.getFileName());
        put(in(track.name(), name), file);
        return add(track, name, cut);
    }

    private boolean add(Track track, String name, SegmentCut cut) {
        told(track.name()).addSegments(cut);
        track.add(new Track.Segment(
                name,
                cut.getStartUs(),
                cut.getDurationUs(),
                cut.getStartTicks(),
                cut.getDurationTicks(),
                cut.getSizeBytes(),
                cut.getKeyframeBytes()));
        if (playable) {
            writeGrowing(track);
            if (!track.isEssential() && track.segments().size() == 1) {
                writeMultivariant();
            }
            return false;
        }
        if (!lineup.isPlayable()) {
            return false;
        }
        playable = true;
        List<Track> first = lineup.first();
        first.stream().filter(Track::hasBegun).forEach(this::writeGrowing);
        writeMultivariant();
        return true;
    }

    /** The track is whole, and on the disk: players need not ask for its playlist again. */
    Rendition ended(String name) {
        Track track = lineup.track(name);
        track.end();
        put(in(name, VideoBlobs.FINISHED_TRACK), told(name).build().toByteArray());
        writeEnded(track, false);
        if (isWhole()) {
            writeManifest(lineup.first());
        }
        if (playable) {
            writeMultivariant();
        }
        settle();
        return track.rendition(true);
    }

    /**
     * A track that an earlier run finished, and whose blobs are copied here.
     *
     * @return whether it made the whole playable
     */
    boolean takenOver(FinishedTrack finished) {
        TrackStarted started = finished.getStarted();
        Track track = lineup.track(started.getName());
        told.put(started.getName(), FinishedTrack.newBuilder().setStarted(started));
        track.started(started.getCodecs(), started.getTimescale(), started.getSampleRate());
        if (finished.hasMeasured()) {
            measured(finished.getMeasured());
        }
        unsettled.add(in(started.getName(), "init.mp4"));
        boolean becamePlayable = false;
        for (SegmentCut cut : finished.getSegmentsList()) {
            String name = String.valueOf(Path.of(cut.getFile()).getFileName());
            unsettled.add(in(started.getName(), name));
            becamePlayable |= add(track, name, cut);
        }
        return becamePlayable;
    }

    /** As {@link Job.Kept} has it. */
    String key(String track) {
        return told(track).getStarted().getKey();
    }

    void measured(TrackMeasured measured) {
        told(measured.getName()).setMeasured(measured);
        lineup.track(measured.getName())
                .measured(new Fidelity(measured.getXpsnrDb(), measured.getSsim(), measured.getSamples()));
    }

    void progressive(String track, Path file) {
        BlobKey key = prefix.child(track + ".mp4");
        blobs.put(key, file);
        lineup.track(track).progressive(key.value());
    }

    /** And, before anybody hears of it, its small ones, where {@link Pictures} would keep them. */
    BlobKey poster(VideoId id, PictureTaken taken) {
        BlobKey key = prefix.child(VideoBlobs.POSTER);
        for (SmallPicture small : taken.getSmallList()) {
            blobs.put(Thumbnail.ofPoster(key, small.getWidth()).key(id), Path.of(small.getFile()));
        }
        blobs.put(key, Path.of(taken.getFile()));
        return key;
    }

    /** What lies beside the tracks: storyboard and preview. */
    void extra(ExtraWritten extra) {
        Path file = Path.of(extra.getFile());
        blobs.put(prefix.child(String.valueOf(file.getFileName())), file);
        if (extra.hasTiles()) {
            tiles = Optional.of(extra.getTiles());
        }
    }

    /** All that was found until now: what lies in the pictures is known when all of these have passed. */
    SourceText text(TextFound found) {
        List<SourceText.ExtractedCaptions> captions = new ArrayList<>(text.captions());
        for (FoundCaptions one : found.getCaptionsList()) {
            BlobKey key = VideoBlobs.extractedCaptions(prefix, captions.size() + 1);
            blobs.put(key, Path.of(one.getFile()));
            captions.add(new SourceText.ExtractedCaptions(
                    key.value(), one.getLanguage(), one.getLabel(), one.getKind(), one.getPreferred()));
        }
        List<SourceText.Chapter> chapters = new ArrayList<>(text.chapters());
        found.getChaptersList()
                .forEach(one -> chapters.add(new SourceText.Chapter(one.getStartMs(), one.getEndMs(), one.getTitle())));
        text = new SourceText(captions, chapters);
        return text;
    }

    /** All segments are there: playlists get their end and measured rates. Tracks that never began are left out. */
    void complete() {
        lineup.skipUnbegun();
        List<Track> all = lineup.all();
        all.forEach(Track::end);
        writeManifest(all);
        all.forEach(track -> writeEnded(track, true));
        writeMultivariant(all);
        settle();
        playable = true;
    }

    boolean isPlayable() {
        return playable;
    }

    /** Whether every track that the multivariant playlist names is finished. */
    boolean isWhole() {
        return playable && lineup.first().stream().allMatch(Track::hasEnded);
    }

    boolean hasFinished() {
        return lineup.all().stream().anyMatch(Track::hasEnded);
    }

    boolean isEmpty() {
        return lineup.all().stream().noneMatch(Track::hasBegun);
    }

    List<Rendition> renditions(boolean complete) {
        return lineup.all().stream().map(track -> track.rendition(complete)).toList();
    }

    List<Skipped> skipped() {
        return lineup.skipped();
    }

    private void writeGrowing(Track track) {
        long now = System.nanoTime();
        Long last = writtenAtNanos.get(track.name());
        if (last == null || now - last >= PLAYLIST_INTERVAL_NANOS) {
            writtenAtNanos.put(track.name(), now);
            put(in(track.name(), "index.m3u8"), HlsPlaylists.media(track, false));
        }
    }

    /** @param complete whether the run is */
    private void writeEnded(Track track, boolean complete) {
        put(in(track.name(), "index.m3u8"), HlsPlaylists.media(track, complete));
        if (!track.isAudio()) {
            put(in(track.name(), "iframes.m3u8"), HlsPlaylists.iFrames(track, complete));
        }
    }

    /** For players of DASH, who hear of what is whole. */
    private void writeManifest(List<Track> whole) {
        put(prefix.child(VideoBlobs.DASH_MANIFEST), DashManifest.onDemand(whole, tiles));
    }

    private void writeMultivariant() {
        writeMultivariant(lineup.first());
    }

    private void writeMultivariant(List<Track> listed) {
        put(prefix.child(VideoBlobs.MASTER_PLAYLIST), HlsPlaylists.multivariant(lineup.ordered(listed)));
    }

    private FinishedTrack.Builder told(String track) {
        return told.computeIfAbsent(track, name -> FinishedTrack.newBuilder());
    }

    private BlobKey in(String track, String file) {
        return prefix.child(track).child(file);
    }

    private void put(BlobKey key, String text) {
        put(key, text.getBytes(StandardCharsets.UTF_8));
    }

    private void put(BlobKey key, byte[] content) {
        blobs.putUnsettled(key, content);
        unsettled.add(key);
    }

    private void put(BlobKey key, Path file) {
        blobs.putUnsettled(key, file);
        unsettled.add(key);
    }

    /** Whoever watches does not wait for the disk; whoever is told that something is finished can rely on it. */
    private void settle() {
        blobs.settle(unsettled);
        unsettled.clear();
    }
}
