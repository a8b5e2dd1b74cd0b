package io.vitascope.processing;

import io.vitascope.contract.processing.Planned;
import io.vitascope.contract.processing.PlannedTrack;
import io.vitascope.contract.processing.SkippedTrack;
import io.vitascope.contract.processing.TranscodeOrder;
import io.vitascope.processing.ffmpeg.Copier;
import io.vitascope.processing.ffmpeg.CopyCheck;
import io.vitascope.processing.ffmpeg.Copyable;
import io.vitascope.processing.ffmpeg.EncoderChoice;
import io.vitascope.processing.ffmpeg.EncoderThreads;
import io.vitascope.processing.ffmpeg.FfmpegException;
import io.vitascope.processing.ffmpeg.MediaInfo;
import io.vitascope.processing.ffmpeg.MediaLimits;
import io.vitascope.processing.ffmpeg.Probe;
import io.vitascope.processing.ffmpeg.Quality;
import io.vitascope.processing.ffmpeg.Remuxer;
import io.vitascope.processing.ffmpeg.SegmentGrid;
import io.vitascope.processing.ffmpeg.TranscodePlan;
import io.vitascope.processing.ffmpeg.VideoRung;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * What one run makes of one source: which tracks, and which of them are the source's own packets.
 *
 * <p>A picture that is right for players already becomes the top rendition as it is. Below it only steps remain that need
 * clearly fewer bits. Confined to one thread.
 */
final class RunPlan {

    /** A source at up to so many times the cap of its step is not encoded again: smaller steps serve slow networks. */
    private static final double GENEROUS = 3.2;

    /** Two renditions closer than this in their rates are one too many (Apple, HLS Authoring Specification, 1.5 to 2). */
    private static final double DISTANCE = 1.35;

    /** Whoever cannot receive this many bits per second is not helped by fewer still. */
    private static final long LEAST = 200_000;

    /** While a copy's peak is not known, its average times this is promised. */
    private static final double PEAK = 1.5;

    private final Path source;
    private final MediaInfo info;
    private final TranscodeOrder order;
    private final MediaLimits limits;
    private final Copyable copyable;
    private final List<Ladder.Rung> rungs;
    private final List<Skipped> skipped;
    private final List<Sound> sounds;
    private @Nullable EncoderChoice choice;

    private RunPlan(
            Path source,
            MediaInfo info,
            TranscodeOrder order,
            MediaLimits limits,
            Copyable copyable,
            List<Ladder.Rung> rungs,
            List<Skipped> skipped) {
        this.source = source;
        this.info = info;
        this.order = order;
        this.limits = limits;
        this.copyable = copyable;
        this.rungs = rungs;
        this.skipped = skipped;
        this.sounds = Sounds.of(info, copyable.sounds());
    }

    static RunPlan of(Path source, TranscodeOrder order, MediaLimits limits) throws FfmpegException {
        MediaInfo info = Probe.probe(source, limits);
        Optional<MediaInfo.VideoStream> picture = info.mainVideo();
        if (picture.isEmpty()) {
            return new RunPlan(
                    source, info, order, limits, Copyable.nothing("there is no picture"), List.of(), List.of());
        }
        Ladder ladder = Ladder.of(order.getRenditionsCount() > 0 ? order.getRenditionsList() : order.getLadderList());
        MediaInfo.VideoStream video = picture.get();
        double frameRate = (double) video.frameRateNum() / video.frameRateDen();
        List<Ladder.Rung> rungs = ladder.rungs(video.displayWidth(), video.displayHeight(), frameRate);
        Copyable copyable = copyable(source, info, video, rungs.get(0), order, limits);
        List<Ladder.Rung> kept = copyable.picture() ? below(rungs, bitRate(info, video)) : rungs;
        List<Skipped> skipped = ladder.without(video.displayWidth(), video.displayHeight(), rungs, kept);
        return new RunPlan(source, info, order, limits, copyable, kept, skipped);
    }

    private static Copyable copyable(
            Path source,
            MediaInfo info,
            MediaInfo.VideoStream video,
            Ladder.Rung top,
            TranscodeOrder order,
            MediaLimits limits)
            throws FfmpegException {
        if (!order.getCopy()) {
            return Copyable.nothing("everything is to be encoded");
        }
        if (top.width() != video.displayWidth() || top.height() != video.displayHeight()) {
            return CopyCheck.checkSound(source, info, "the largest rendition has another size", limits);
        }
        return CopyCheck.check(source, info, Math.round(top.maxBitRate() * GENEROUS), limits);
    }

    /** The top rung, which is copied, and below it those that can do with clearly fewer bits, and are held to them. */
    static List<Ladder.Rung> below(List<Ladder.Rung> rungs, long bitRate) {
        List<Ladder.Rung> kept = new ArrayList<>(List.of(rungs.get(0)));
        long above = bitRate;
        for (Ladder.Rung rung : rungs.subList(1, rungs.size())) {
            long cap = Math.min(rung.maxBitRate(), Math.round(above / DISTANCE));
            if (cap >= LEAST) {
                kept.add(rung.cappedAt(cap));
                above = cap;
            }
        }
        return List.copyOf(kept);
    }

    private static long bitRate(MediaInfo info, MediaInfo.VideoStream video) {
        return video.bitRate() > 0 ? video.bitRate() : info.bitRate();
    }

    boolean hasPicture() {
        return info.mainVideo().isPresent();
    }

    /** What every rendition of the source is timed by. */
    private Set<Integer> streams() {
        Set<Integer> streams = new HashSet<>();
        info.mainVideo().ifPresent(video -> streams.add(video.index()));
        sounds.forEach(sound -> streams.add(sound.stream().index()));
        return streams;
    }

    Optional<Copier.Plan> copy() {
        if (!copyable.picture()) {
            return Optional.empty();
        }
        return info.mainVideo()
                .map(video -> new Copier.Plan(
                        rungs.get(0).name(),
                        video,
                        copyable.cuts(),
                        sounds.stream().filter(Sound::copied).map(Sound::copy).toList(),
                        streams(),
                        SegmentGrid.even(order.getSegmentDurationUs()),
                        limits));
    }

    /** The encoding of everything, where nothing is copied. */
    TranscodePlan encodeAll() {
        return encode(rungs, sounds, SegmentGrid.risingTo(order.getSegmentDurationUs()));
    }

    /** The encoding of the main sound, where the picture is copied: that has to wait for it. */
    Optional<TranscodePlan> encodeSound() {
        return encodeSounds(Sound::main);
    }

    /** The encoding of the other sounds, where the picture is copied. */
    Optional<TranscodePlan> encodeOtherSounds() {
        return encodeSounds(sound -> !sound.main());
    }

    private Optional<TranscodePlan> encodeSounds(Predicate<Sound> wanted) {
        List<Sound> encoded =
                sounds.stream().filter(sound -> !sound.copied()).filter(wanted).toList();
        return encoded.isEmpty()
                ? Optional.empty()
                : Optional.of(encode(List.of(), encoded, SegmentGrid.even(order.getSegmentDurationUs())));
    }

    /** The encoding of the pictures below a copied one. */
    Optional<TranscodePlan> encodeBelow(Copier.Result copied) {
        return rungs.size() < 2
                ? Optional.empty()
                : Optional.of(encode(
                        rungs.subList(1, rungs.size()),
                        List.of(),
                        new SegmentGrid(copied.startsUs(), order.getSegmentDurationUs())));
    }

    private TranscodePlan encode(List<Ladder.Rung> pictures, List<Sound> heard, SegmentGrid grid) {
        int[] threads =
                EncoderThreads.shared(pictures.stream().map(Ladder.Rung::pixels).toList(), order.getThreads());
        List<VideoRung> video = new ArrayList<>();
        for (Ladder.Rung rung : pictures) {
            video.add(new VideoRung(
                    rung.name(),
                    rung.width(),
                    rung.height(),
                    rung.crf(),
                    rung.maxBitRate(),
                    encoder().encoder(),
                    quality(),
                    threads[video.size()]));
        }
        MediaInfo.VideoStream picture = info.mainVideo().orElse(null);
        return new TranscodePlan(
                picture == null ? 0 : picture.index(),
                video,
                heard.stream().map(Sound::rung).toList(),
                grid,
                picture == null ? 1 : picture.frameRateNum(),
                picture == null ? 1 : picture.frameRateDen(),
                picture == null ? 1 : order.getThreads(),
                streams(),
                limits);
    }

    private Quality quality() {
        return Quality.valueOf(order.getQuality().toUpperCase(Locale.ROOT));
    }

    /** Tried on the first call, and only then: a trial in hardware takes some time, and a copy needs none. */
    EncoderChoice encoder() {
        if (choice == null) {
            choice = EncoderChoice.of(order.getEncoder());
        }
        return choice;
    }

    /** What the source carries as text. */
    Extraction text() {
        return new Extraction(source, info, streams(), limits);
    }

    /** The names of all pictures, the largest first. */
    List<String> pictures() {
        return rungs.stream().map(Ladder.Rung::name).toList();
    }

    /** Where the packets of a picture are, for a progressive file. */
    Remuxer.Part picture(String name, Path workspace) {
        boolean copied = copyable.picture() && rungs.get(0).name().equals(name);
        return copied
                ? Remuxer.Part.ofSource(source, info.mainVideo().orElseThrow().index(), streams())
                : Remuxer.Part.ofTrack(workspace.resolve(name + ".mp4"));
    }

    /** Where the packets of the main sound are; empty if there is none. */
    Optional<Remuxer.Part> sound(Path workspace) {
        return sounds.stream()
                .filter(Sound::main)
                .findFirst()
                .map(sound -> sound.copied()
                        ? Remuxer.Part.ofSource(source, sound.stream().index(), streams())
                        : Remuxer.Part.ofTrack(workspace.resolve(sound.name() + ".mp4")));
    }

    Planned announcement() {
        Planned.Builder planned = Planned.newBuilder()
                .setDurationUs(Math.max(0, info.durationUs()))
                .setWhyEncoded(hasPicture() ? copyable.why() : "")
                .addAllSkipped(skipped.stream()
                        .map(step -> SkippedTrack.newBuilder()
                                .setName(step.name())
                                .setReason(step.reason())
                                .setDetail(step.detail())
                                .build())
                        .toList());
        info.mainVideo().ifPresent(video -> {
            for (Ladder.Rung rung : rungs) {
                boolean copied = copyable.picture() && planned.getTracksCount() == 0;
                long cap = copied
                        ? Math.max(rung.maxBitRate(), Math.round(bitRate(info, video) * PEAK))
                        : rung.maxBitRate();
                planned.addTracks(PlannedTrack.newBuilder()
                        .setName(rung.name())
                        .setCopied(copied)
                        .setWidth(rung.width())
                        .setHeight(rung.height())
                        .setFrameRateNum(video.frameRateNum())
                        .setFrameRateDen(video.frameRateDen())
                        .setMaxBitRate(cap));
            }
        });
        sounds.forEach(sound -> planned.addTracks(sound.announcement()));
        return planned.build();
    }
}
