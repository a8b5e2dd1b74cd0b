package io.vitascope.processing.ffmpeg;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
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
        return run(
                source,
                plan,
                Optional.empty(),
                Optional.empty(),
                ClosedCaptionSink.NONE,
                workspace,
                listener,
                cancelled);
    }

    /**
     * As above.
     *
     * @param ahead the rung that gets a {@link HeadStart}
     * @param gallery takes what it wants of the pictures that are decoded anyway
     * @param captions takes those that lie in the pictures; no rendition has them, whoever takes them
     */
    public static TranscodeResult run(
            Path source,
            TranscodePlan plan,
            Optional<String> ahead,
            Optional<Gallery> gallery,
            ClosedCaptionSink captions,
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
            try (Pipeline pipeline = new Pipeline(cancelled);
                    Renditions renditions =
                            Renditions.begin(input, info, plan, new Output(workspace, reporter), pipeline)) {
                gallery.ifPresent(pictures -> pictures.startIn(pipeline));
                Job job = new Job(info, plan, renditions, pipeline, reporter);
                if (start.isEmpty()) {
                    return job.toTheEnd(input, gallery, captions);
                }
                job.ahead(input, start.get());
                // A file that is opened anew gives the same packets again; one that is rewound may not.
                try (Input again = Input.open(source, plan.limits())) {
                    return job.toTheEnd(again, gallery, captions);
                }
            }
        }
    }

    /** What reads a source, once or twice, into the same renditions. */
    private record Job(
            MediaInfo info, TranscodePlan plan, Renditions renditions, Pipeline pipeline, Reporter reporter) {

        void ahead(Input input, HeadStart start) throws FfmpegException {
            try (SourceReading reading = new SourceReading(input, info, plan, renditions, pipeline, reporter)) {
                reading.ahead(start);
            } catch (Pipeline.Stopped echo) {
                pipeline.check();
            }
            renditions.again();
        }

        TranscodeResult toTheEnd(Input input, Optional<Gallery> gallery, ClosedCaptionSink captions)
                throws FfmpegException {
            try (SourceReading reading = new SourceReading(input, info, plan, renditions, pipeline, reporter)) {
                try {
                    reading.run(gallery, captions);
                } catch (Pipeline.Stopped echo) {
                    pipeline.check();
                }
                pipeline.join();
                input.requireNoFailedRead();
                requireWhole(reading);
                TranscodeResult result = result(reading);
                warn(input, reading);
                return result;
            }
        }

        private TranscodeResult result(SourceReading reading) {
            Map<String, Long> frames = new LinkedHashMap<>();
            long durationUs = reading.copiedUs();
            for (VideoRendition rendition : renditions.video()) {
                frames.put(rendition.name(), rendition.frames());
                durationUs = Math.max(durationUs, rendition.endUs());
            }
            for (AudioRendition rendition : renditions.audio()) {
                if (rendition.frames() > 0) {
                    frames.put(rendition.name(), rendition.frames());
                    durationUs = Math.max(durationUs, rendition.endUs());
                } else {
                    reporter.warning("audio-undecodable", "The sound of track " + rendition.name() + " is missing");
                }
            }
            return new TranscodeResult(
                    durationUs, reading.decodedFrames(), frames, reading.decodedShare(), reading.decodeErrors());
        }

        private void requireWhole(SourceReading reading) throws FfmpegException {
            if (reading.nothingDecoded() || (plan.picture().isPresent() && reading.decodedFrames() == 0)) {
                throw new FfmpegException(
                        FfmpegException.Reason.DAMAGED, "Nothing of it can be decoded; export the file again.");
            }
            boolean silent = renditions.audio().stream().allMatch(rendition -> rendition.frames() == 0);
            if (info.mainVideo().isEmpty() && silent && reading.copiedUs() == 0) {
                throw new FfmpegException(
                        FfmpegException.Reason.DAMAGED, "There is nothing to be heard in it; export the file again.");
            }
            double share = reading.decodedShare();
            if (share < Completeness.ENOUGH) {
                throw new FfmpegException(
                        FfmpegException.Reason.DAMAGED,
                        "Only " + (int) (share * 100) + " % of it can be decoded, " + reading.decodedUs() / 1_000_000
                                + " seconds; the rest is missing or damaged. Send the whole file, or export it again.");
            }
        }

        private void warn(Input input, SourceReading reading) {
            Optional<String> left = Leftovers.of(input);
            if (reading.decodedShare() < 1) {
                String text =
                        String.format(Locale.ROOT, "%.1f %% of it could be decoded", reading.decodedShare() * 100);
                reporter.warning("truncated", text);
            } else if (input.endedDamaged() && left.isEmpty()) {
                reporter.warning("truncated", Leftovers.behindError(input, reading.decodedUs()));
            } else {
                PromisedBytes.of(input).lackingEnd().ifPresent(text -> reporter.warning("truncated", text));
            }
            Headers.mended(input).ifPresent(text -> reporter.warning("times", text));
            if (reading.decodeErrors() > 0) {
                String text = String.format(Locale.ROOT, "%d packets could not be decoded", reading.decodeErrors());
                reporter.warning("decode-errors", text);
            }
            if (reading.decodedShare() == 1) {
                Headers.shortfall(input, info, Math.max(reading.decodedUs(), reading.copiedUs()))
                        .ifPresent(text -> reporter.warning("short", text));
            }
            plan.picture()
                    .flatMap(picture -> DolbyVision.warning(
                            input.stream(picture.streamIndex()).codecpar()))
                    .ifPresent(text -> reporter.warning("colours", text));
            reading.lost().ifPresent(text -> reporter.warning("late", text));
            left.ifPresent(text -> reporter.warning(Leftovers.WARNING, text));
            if (reading.jumps() > 0) {
                reporter.warning("clock-jumps", "The source's clock jumped " + reading.jumps() + " times");
            }
        }
    }
}
