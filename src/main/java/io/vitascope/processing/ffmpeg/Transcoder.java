package io.vitascope.processing.ffmpeg;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.BooleanSupplier;

/**
 * Makes every rendition of a source in one pass: decoded once, each rung scaled, encoded and cut on its own threads.
 *
 * <p>Output, in the workspace, for each track: {@code <track>/init.mp4}, {@code <track>/00000.m4s} and on (CMAF, one
 * closed group of pictures a segment, all tracks cut on the same grid, all starting at 0), and {@code <track>.mp4}, the
 * same bytes in one file for {@link Remuxer}.
 */
public final class Transcoder {
    /** The share of a source that must be there; less is not the video that somebody wanted to show. */
    static final double WHOLE = 0.95;

    private Transcoder() {}

    /**
     * Runs to the end on the calling thread. A source that is damaged a little gives what can be decoded, and warnings;
     * one that is damaged more fails at its end, when that is known.
     *
     * @param cancelled asked some twenty times a second, from another thread
     * @throws FfmpegException after all threads have stopped and all native memory is free; what was written stays
     */
    public static TranscodeResult run(
            Path source, TranscodePlan plan, Path workspace, TranscodeListener listener, BooleanSupplier cancelled)
            throws FfmpegException {
        return run(source, plan, Optional.empty(), Optional.empty(), workspace, listener, cancelled);
    }

    /**
     * As above.
     *
     * @param ahead the rung that gets a {@link HeadStart}
     * @param gallery takes what it wants of the pictures that are decoded anyway
     */
    public static TranscodeResult run(
            Path source,
            TranscodePlan plan,
            Optional<String> ahead,
            Optional<Gallery> gallery,
            Path workspace,
            TranscodeListener listener,
            BooleanSupplier cancelled)
            throws FfmpegException {
        if (!Files.isDirectory(workspace)) {
            throw new FfmpegException(FfmpegException.Reason.IO, "The workspace is not there");
        }
        try (Input input = Input.open(source, plan.limits())) {
            MediaInfo info = StreamReader.describe(input, StreamReader.Seen.NOTHING);
            Probe.requireWithin(info, plan.limits());
            Optional<HeadStart> start = ahead.map(name -> new HeadStart(listener, plan, name, info.durationUs()));
            Reporter reporter =
                    new Reporter(start.map(TranscodeListener.class::cast).orElse(listener));
            VideoChain chain = chainFor(input, info, plan);
            try (CopyTracks copies = new CopyTracks();
                    Crew crew = new Crew(cancelled)) {
                List<VideoRendition> video = new ArrayList<>();
                int[] threads = threads(plan.video());
                FrameRate rate =
                        plan.picture().map(TranscodePlan.Picture::frameRate).orElse(FrameRate.NONE);
                for (int i = 0; i < threads.length; i++) {
                    VideoRung rung = plan.video().get(i);
                    FidelitySamples samples =
                            FidelitySamples.of(info.durationUs(), plan.grid().stepUs(), rate, rung);
                    boolean hurries = i == threads.length - 1 && plan.grid().beginsShort();
                    video.add(new VideoRendition(
                            rung, threads[i], hurries, samples, plan, chain, workspace, reporter, crew));
                }
                List<AudioRendition> audio = new ArrayList<>();
                for (AudioRung rung : plan.audio()) {
                    int index = rung.streamIndex();
                    if (rung.isCopy()) {
                        copies.add(
                                index,
                                rung.name(),
                                input.stream(index),
                                plan.grid(),
                                plan.limits(),
                                workspace,
                                reporter);
                    } else {
                        audio.add(new AudioRendition(rung, plan, input.timeBase(index), workspace, reporter, crew));
                    }
                }
                gallery.ifPresent(pictures -> pictures.startIn(crew));
                if (start.isEmpty()) {
                    return run(input, info, plan, video, audio, copies, gallery, crew, reporter);
                }
                goAhead(input, info, plan, video, audio, copies, crew, reporter, start.get());
                // A file that is opened anew gives the same packets again; one that is rewound may not.
                try (Input again = Input.open(source, plan.limits())) {
                    return run(again, info, plan, video, audio, copies, gallery, crew, reporter);
                }
            }
        }
    }

    private static void goAhead(
            Input input,
            MediaInfo info,
            TranscodePlan plan,
            List<VideoRendition> video,
            List<AudioRendition> audio,
            CopyTracks copies,
            Crew crew,
            Reporter reporter,
            HeadStart start)
            throws FfmpegException {
        try (SourceReading reading =
                new SourceReading(input, info, plan, video, audio, copies, Optional.empty(), crew, reporter)) {
            reading.ahead(start);
        } catch (Crew.Stopped echo) {
            crew.check();
        }
        audio.forEach(AudioRendition::again);
        copies.again();
    }

    private static TranscodeResult run(
            Input input,
            MediaInfo info,
            TranscodePlan plan,
            List<VideoRendition> video,
            List<AudioRendition> audio,
            CopyTracks copies,
            Optional<Gallery> gallery,
            Crew crew,
            Reporter reporter)
            throws FfmpegException {
        try (SourceReading reading =
                new SourceReading(input, info, plan, video, audio, copies, gallery, crew, reporter)) {
            try {
                reading.run();
            } catch (Crew.Stopped echo) {
                crew.check();
            }
            crew.join();
            if (reading.nothingDecoded() || (!video.isEmpty() && reading.decodedFrames() == 0)) {
                throw new FfmpegException(
                        FfmpegException.Reason.DAMAGED, "Nothing of it can be decoded; export the file again.");
            }
            requireWhole(reading);
            Map<String, Long> frames = new LinkedHashMap<>();
            long durationUs = reading.copiedUs();
            for (VideoRendition rendition : video) {
                frames.put(rendition.name(), rendition.frames());
                durationUs = Math.max(durationUs, rendition.endUs());
            }
            for (AudioRendition rendition : audio) {
                if (rendition.frames() > 0) {
                    frames.put(rendition.name(), rendition.frames());
                    durationUs = Math.max(durationUs, rendition.endUs());
                } else {
                    reporter.warning("audio-undecodable", "The sound of track " + rendition.name() + " is missing");
                }
            }
            warn(input, info, reading, reporter);
            return new TranscodeResult(
                    durationUs, reading.decodedFrames(), frames, reading.decodedShare(), reading.decodeErrors());
        }
    }

    private static void requireWhole(SourceReading reading) throws FfmpegException {
        double share = reading.decodedShare();
        if (share < WHOLE) {
            throw new FfmpegException(
                    FfmpegException.Reason.DAMAGED,
                    "Only " + (int) (share * 100) + " % of it can be decoded, " + reading.decodedUs() / 1_000_000
                            + " seconds; the rest is missing or damaged. Send the whole file, or export it again.");
        }
    }

    private static void warn(Input input, MediaInfo info, SourceReading reading, Reporter reporter) {
        if (reading.decodedShare() < 1 || input.endedDamaged()) {
            String text = String.format(Locale.ROOT, "%.1f %% of it could be decoded", reading.decodedShare() * 100);
            reporter.warning("truncated", text);
        }
        if (reading.decodeErrors() > 0) {
            String text = String.format(Locale.ROOT, "%d packets could not be decoded", reading.decodeErrors());
            reporter.warning("decode-errors", text);
        }
        if (reading.decodedShare() == 1) {
            Headers.shortfall(input, info, Math.max(reading.decodedUs(), reading.copiedUs()))
                    .ifPresent(text -> reporter.warning("short", text));
        }
        reading.lost().ifPresent(text -> reporter.warning("late", text));
        Leftovers.of(input).ifPresent(text -> reporter.warning(Leftovers.WARNING, text));
        if (reading.jumps() > 0) {
            reporter.warning("clock-jumps", "The source's clock jumped " + reading.jumps() + " times");
        }
    }

    private static VideoChain chainFor(Input input, MediaInfo info, TranscodePlan plan) {
        for (AudioRung rung : plan.audio()) {
            if (info.audio().stream().noneMatch(stream -> stream.index() == rung.streamIndex())) {
                throw new IllegalArgumentException("the source has no sound at stream " + rung.streamIndex());
            }
        }
        if (plan.picture().isEmpty()) {
            return new VideoChain(Orientation.UPRIGHT, false);
        }
        int index = plan.picture().get().streamIndex();
        MediaInfo.VideoStream stream = info.video().stream()
                .filter(candidate -> candidate.index() == index)
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("the source has no picture at stream " + index));
        Orientation orientation = Orientation.of(input.stream(stream.index()).codecpar());
        return new VideoChain(orientation, stream.interlaced(), PixelAspect.of(input.stream(stream.index())));
    }

    private static int[] threads(List<VideoRung> rungs) {
        List<Long> pixels =
                rungs.stream().map(rung -> (long) rung.width() * rung.height()).toList();
        int[] threads = EncoderThreads.shared(pixels, Runtime.getRuntime().availableProcessors());
        for (int i = 0; i < threads.length; i++) {
            threads[i] = rungs.get(i).threads() > 0 ? rungs.get(i).threads() : threads[i];
        }
        return threads;
    }
}
