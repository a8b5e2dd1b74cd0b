package io.vitascope.processing;

import io.vitascope.contract.processing.Planned;
import io.vitascope.contract.processing.PlannedTrack;
import io.vitascope.contract.processing.TranscodeOrder;
import io.vitascope.processing.ffmpeg.ClosedCaptionReader;
import io.vitascope.processing.ffmpeg.ClosedCaptionSink;
import io.vitascope.processing.ffmpeg.ComplexityProbe;
import io.vitascope.processing.ffmpeg.Copier;
import io.vitascope.processing.ffmpeg.CopyCheck;
import io.vitascope.processing.ffmpeg.Copyable;
import io.vitascope.processing.ffmpeg.EncoderChoice;
import io.vitascope.processing.ffmpeg.EncoderThreads;
import io.vitascope.processing.ffmpeg.Ffmpeg;
import io.vitascope.processing.ffmpeg.FfmpegException;
import io.vitascope.processing.ffmpeg.FrameRate;
import io.vitascope.processing.ffmpeg.Gallery;
import io.vitascope.processing.ffmpeg.MediaInfo;
import io.vitascope.processing.ffmpeg.MediaLimits;
import io.vitascope.processing.ffmpeg.Probe;
import io.vitascope.processing.ffmpeg.Quality;
import io.vitascope.processing.ffmpeg.Remuxer;
import io.vitascope.processing.ffmpeg.SegmentGrid;
import io.vitascope.processing.ffmpeg.Timing;
import io.vitascope.processing.ffmpeg.TranscodeListener;
import io.vitascope.processing.ffmpeg.TranscodePlan;
import io.vitascope.processing.ffmpeg.VideoEncoder;
import io.vitascope.processing.ffmpeg.VideoRung;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * What one run makes of one source: which tracks, and which of them are the source's own packets.
 *
 * <p>A picture that is right for players already becomes the top rendition as it is. Below it only steps remain that
 * need clearly fewer bits. Confined to one thread.
 */
final class RunPlan {

    /** A source at up to so many times the cap of its step is not encoded again: smaller steps serve slow networks. */
    private static final double GENEROUS = 3.2;

    /** Below this the encoding costs less than finding out what could be saved. */
    private static final long WORTH_A_LOOK_US = 40_000_000;

    private static final long US_PER_SAMPLE = 20_000_000;
    private static final int MAX_SAMPLES = 6;

    /** How finely the times of a slide show are kept. */
    private static final double PLACES_PER_SECOND = 20;

    /** While a copy's peak is not known, its average times this is promised. */
    private static final double PEAK = 1.5;

    private final Path source;
    private final MediaInfo info;
    private final TranscodeOrder order;
    private final MediaLimits limits;
    private final Copyable copyable;
    private final List<Skipped> skipped;
    private final List<Sound> sounds;
    private List<Ladder.Rung> rungs;
    private SegmentGrid grid;
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
        this.grid = SegmentGrid.risingTo(order.getSegmentDurationUs());
    }

    static RunPlan of(Path source, TranscodeOrder order, MediaLimits limits) throws FfmpegException {
        MediaInfo info = Probe.probe(source, limits);
        Optional<MediaInfo.VideoStream> picture = info.mainVideo();
        Copyable copyable = picture.isPresent()
                ? copyable(
                        source, info, picture.get(), rungs(picture.get(), order).get(0), order, limits)
                : Copyable.nothing("there is no picture");
        return of(source, info, order, limits, copyable);
    }

    private static RunPlan of(
            Path source, MediaInfo info, TranscodeOrder order, MediaLimits limits, Copyable copyable) {
        Optional<MediaInfo.VideoStream> picture = info.mainVideo();
        if (picture.isEmpty()) {
            return new RunPlan(source, info, order, limits, copyable, List.of(), List.of());
        }
        MediaInfo.VideoStream video = picture.get();
        List<Ladder.Rung> rungs = rungs(video, order);
        List<Ladder.Rung> kept = rungs;
        if (copyable.picture()) {
            kept = LadderPruning.below(rungs, LadderPruning.bitRate(info, video));
        } else if (order.getRenditionsCount() == 0) {
            kept = LadderPruning.within(rungs, LadderPruning.allowance(info, video, order.getSegmentDurationUs()));
        }
        List<Skipped> skipped = ladder(order).without(video.displayWidth(), video.displayHeight(), rungs, kept);
        return new RunPlan(source, info, order, limits, copyable, kept, skipped);
    }

    /** The same without a copy, because the source turned out to be unfit for it. */
    RunPlan withoutCopy(String why) {
        return of(source, info, order, limits, Copyable.nothing(why));
    }

    private static Ladder ladder(TranscodeOrder order) {
        return Ladder.of(order.getRenditionsCount() > 0 ? order.getRenditionsList() : order.getLadderList());
    }

    private static List<Ladder.Rung> rungs(MediaInfo.VideoStream video, TranscodeOrder order) {
        return ladder(order)
                .rungs(
                        video.displayWidth(),
                        video.displayHeight(),
                        video.frameRate().perSecond());
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

    /**
     * Leaves out what this source's pictures need so few bits for that the rendition above serves everybody. Looks at
     * samples, so it is asked for only when something can be played already.
     *
     * @return what is left out besides what was announced
     */
    List<Skipped> economize() {
        if (rungs.size() < 3 || info.durationUs() < WORTH_A_LOOK_US) {
            return List.of();
        }
        OptionalLong wanted = complexity(rungs.get(rungs.size() - 1));
        if (wanted.isEmpty()) {
            return List.of();
        }
        List<Ladder.Rung> kept = LadderPruning.enough(rungs, wanted.getAsLong());
        List<Skipped> left = Stream.concat(rungs.stream(), av1Rungs().stream())
                .filter(rung -> kept.stream().noneMatch(other -> other.hasSizeOf(rung)))
                .map(rung -> Skipped.fewBits(rung.name()))
                .toList();
        rungs = kept;
        return left;
    }

    /** A source that cannot be looked at here will tell why when it is encoded. */
    private OptionalLong complexity(Ladder.Rung rung) {
        int samples = (int) Math.min(MAX_SAMPLES, info.durationUs() / US_PER_SAMPLE);
        try {
            return ComplexityProbe.of(source, info, rung(rung, 1), samples, limits);
        } catch (FfmpegException e) {
            return OptionalLong.empty();
        }
    }

    boolean hasPicture() {
        return info.mainVideo().isPresent();
    }

    /** The small pictures that are taken meanwhile; empty for sound alone. The caller closes them. */
    Optional<Gallery> gallery() {
        return info.mainVideo().map(video -> new Gallery(video, Math.max(0, info.durationUs())));
    }

    /** Whether a poster can be taken, be it of a cover. */
    boolean hasStill() {
        return !info.video().isEmpty();
    }

    /** Of every rendition of the source. */
    private Timing timing() {
        Set<Integer> streams = new HashSet<>();
        info.mainVideo().ifPresent(video -> streams.add(video.index()));
        for (Sound sound : sounds) {
            streams.add(sound.stream().index());
            if (sound.stream().rightIndex() != MediaInfo.AudioStream.NO_RIGHT) {
                streams.add(sound.stream().rightIndex());
            }
        }
        Optional<Timing.Grid> frames = info.mainVideo().map(video -> new Timing.Grid(video.index(), frameRate(video)));
        return new Timing(streams, frames);
    }

    List<String> missingSounds() {
        return Sounds.missing(info);
    }

    Set<Integer> copiedSounds() {
        return sounds.stream()
                .filter(Sound::copied)
                .map(sound -> sound.copy().streamIndex())
                .collect(Collectors.toSet());
    }

    Optional<Copier.Plan> copy() {
        if (!copyable.picture()) {
            return Optional.empty();
        }
        return info.mainVideo()
                .map(video -> new Copier.Plan(
                        rungs.get(0).name(),
                        video,
                        sounds.stream().filter(Sound::copied).map(Sound::copy).toList(),
                        timing(),
                        SegmentGrid.even(order.getSegmentDurationUs()),
                        limits));
    }

    /** The encoding of everything, where nothing is copied. */
    TranscodePlan encodeAll() {
        grid = SegmentGrid.risingTo(order.getSegmentDurationUs());
        return encode(rungs, sounds, grid);
    }

    /** Of several pictures that are all encoded, the smallest, which is to be there first. */
    Optional<String> ahead() {
        return copyable.picture() || rungs.size() < 2
                ? Optional.empty()
                : Optional.of(rungs.get(rungs.size() - 1).name());
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
                : Optional.of(encode(List.of(), encoded, SegmentGrid.risingTo(order.getSegmentDurationUs())));
    }

    /**
     * The encoding of all pictures to AV1, where that is wanted: last, so that nobody waits for it, on the same cuts.
     */
    Optional<TranscodePlan> encodeAv1() {
        List<Ladder.Rung> pictures = av1Rungs();
        return pictures.isEmpty() ? Optional.empty() : Optional.of(encode(pictures, List.of(), grid));
    }

    private List<Ladder.Rung> av1Rungs() {
        boolean made = order.getAv1() && Ffmpeg.hasEncoder(VideoEncoder.SVT_AV1.ffmpegName());
        return made
                ? rungs.stream()
                        .filter(Ladder.Rung::fitsAv1)
                        .map(Ladder.Rung::inAv1)
                        .toList()
                : List.of();
    }

    /** The encoding of the pictures below a copied one. */
    Optional<TranscodePlan> encodeBelow(Copier.Result copied) {
        grid = SegmentGrid.of(copied, order.getSegmentDurationUs());
        return rungs.size() < 2
                ? Optional.empty()
                : Optional.of(encode(rungs.subList(1, rungs.size()), List.of(), grid));
    }

    private TranscodePlan encode(List<Ladder.Rung> pictures, List<Sound> heard, SegmentGrid grid) {
        int[] threads =
                EncoderThreads.shared(pictures.stream().map(Ladder.Rung::pixels).toList(), order.getThreads());
        List<VideoRung> video = new ArrayList<>();
        for (Ladder.Rung rung : pictures) {
            video.add(rung(rung, threads[video.size()]));
        }
        Optional<TranscodePlan.Picture> picture = info.mainVideo()
                .filter(stream -> !video.isEmpty())
                .map(stream -> new TranscodePlan.Picture(
                        stream.index(), frameRate(stream), video, stream.slow(), order.getThreads()));
        return new TranscodePlan(picture, heard.stream().map(Sound::rung).toList(), grid, timing(), limits);
    }

    /** Where few pictures are encoded anyway, their times are kept to a part of their length. */
    private static FrameRate frameRate(MediaInfo.VideoStream stream) {
        FrameRate rate = stream.frameRate();
        return stream.slow() && rate.perSecond() < PLACES_PER_SECOND
                ? rate.times((int) Math.ceil(PLACES_PER_SECOND / rate.perSecond()))
                : rate;
    }

    private VideoRung rung(Ladder.Rung rung, int threads) {
        return new VideoRung(
                rung.name(),
                rung.width(),
                rung.height(),
                rung.crf(),
                rung.maxBitRate(),
                rung.isAv1() ? VideoEncoder.SVT_AV1 : encoder().encoder(),
                quality(),
                threads,
                rung.frameStep());
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
        return new Extraction(source, info, timing(), limits);
    }

    /** For a run that neither copies nor decodes the pictures. */
    void readCaptions(ClosedCaptionSink captions, TranscodeListener listener) throws FfmpegException {
        if (info.mainVideo().isPresent()) {
            int index = info.mainVideo().get().index();
            ClosedCaptionReader.read(source, index, timing(), order.getThreads(), limits, captions, listener);
        }
    }

    /** The names of the pictures in H.264, the largest first. */
    List<String> pictures() {
        return rungs.stream().map(Ladder.Rung::name).toList();
    }

    /** The names of the pictures in AV1, the largest first. */
    List<String> av1Pictures() {
        return av1Rungs().stream().map(Ladder.Rung::name).toList();
    }

    /** Where the packets of a picture are, for a progressive file. */
    Remuxer.Part picture(String name, Path workspace) {
        boolean copied = copyable.picture() && rungs.get(0).name().equals(name);
        return copied
                ? Remuxer.Part.ofPicture(source, info.mainVideo().orElseThrow(), timing())
                : Remuxer.Part.ofTrack(workspace.resolve(name + ".mp4"));
    }

    /** Where the packets of the main sound are; empty if there is none. */
    Optional<Remuxer.Part> sound(Path workspace) {
        return sounds.stream()
                .filter(Sound::main)
                .findFirst()
                .map(sound -> sound.copied()
                        ? Remuxer.Part.ofSound(source, sound.stream().index(), sound.spoken(), timing())
                        : Remuxer.Part.ofTrack(workspace.resolve(sound.name() + ".mp4")));
    }

    Planned announcement() {
        Planned.Builder planned = Planned.newBuilder()
                .setDurationUs(Math.max(0, info.durationUs()))
                .setWhyEncoded(hasPicture() ? copyable.why() : "")
                .setAhead(ahead().orElse(""))
                .addAllSkipped(skipped.stream().map(TrackReports::toProto).toList());
        info.mainVideo().ifPresent(video -> {
            for (Ladder.Rung rung : rungs) {
                boolean copied = copyable.picture() && planned.getTracksCount() == 0;
                long cap = copied
                        ? Math.max(rung.maxBitRate(), Math.round(LadderPruning.bitRate(info, video) * PEAK))
                        : rung.maxBitRate();
                planned.addTracks(PlannedTrack.newBuilder()
                        .setName(rung.name())
                        .setCopied(copied)
                        .setWidth(rung.width())
                        .setHeight(rung.height())
                        .setFrameRateNum(video.frameRate().num())
                        .setFrameRateDen(video.frameRate().den() * rung.frameStep())
                        .setMaxBitRate(cap));
            }
            for (Ladder.Rung rung : av1Rungs()) {
                planned.addTracks(PlannedTrack.newBuilder()
                        .setName(rung.name())
                        .setJoinsLate(true)
                        .setWidth(rung.width())
                        .setHeight(rung.height())
                        .setFrameRateNum(video.frameRate().num())
                        .setFrameRateDen(video.frameRate().den() * rung.frameStep())
                        .setMaxBitRate(rung.maxBitRate()));
            }
        });
        sounds.forEach(sound -> planned.addTracks(sound.announcement()));
        return planned.build();
    }
}
