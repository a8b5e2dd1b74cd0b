package io.vitascope.processing;

import io.vitascope.contract.processing.Done;
import io.vitascope.contract.processing.EncoderChosen;
import io.vitascope.contract.processing.PictureTaken;
import io.vitascope.contract.processing.Progress;
import io.vitascope.contract.processing.ProgressiveWritten;
import io.vitascope.contract.processing.Report;
import io.vitascope.contract.processing.SegmentCut;
import io.vitascope.contract.processing.TrackEnded;
import io.vitascope.contract.processing.TrackStarted;
import io.vitascope.contract.processing.TranscodeOrder;
import io.vitascope.contract.processing.Warning;
import io.vitascope.processing.ffmpeg.Copier;
import io.vitascope.processing.ffmpeg.EncoderChoice;
import io.vitascope.processing.ffmpeg.FfmpegException;
import io.vitascope.processing.ffmpeg.MediaLimits;
import io.vitascope.processing.ffmpeg.Remuxer;
import io.vitascope.processing.ffmpeg.Snapshot;
import io.vitascope.processing.ffmpeg.TranscodeListener;
import io.vitascope.processing.ffmpeg.TranscodePlan;
import io.vitascope.processing.ffmpeg.Transcoder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.function.Consumer;
import java.util.stream.Stream;

/**
 * The child's long order: plans the renditions of a source, copies what can be played as it is, encodes the others in one
 * pass, takes the poster meanwhile, and writes a progressive file of each rendition in the end.
 *
 * <p>Threads: the encoders' and the poster's all report through {@code reports}, which is safe for all.
 */
final class TranscodeChild {

    private static final int POSTER_WIDTH = 1_280;

    private final Consumer<Report.Builder> reports;
    private final CountDownLatch shown = new CountDownLatch(1);

    TranscodeChild(Consumer<Report.Builder> reports) {
        this.reports = reports;
    }

    void transcode(Path source, TranscodeOrder order) throws FfmpegException {
        Path workspace = Path.of(order.getWorkspace());
        RunPlan plan = RunPlan.of(source, order, MediaLimits.defaults());
        reports.accept(Report.newBuilder().setPlanned(plan.announcement()));
        Optional<Copier.Plan> copy = plan.copy();
        Thread poster = new Thread(() -> poster(source, workspace), "poster");
        Thread text = new Thread(() -> text(plan, workspace), "text");
        long durationUs;
        if (copy.isPresent()) {
            durationUs = copyFirst(source, copy.get(), plan, workspace, List.of(poster, text));
        } else {
            if (plan.hasPicture()) {
                chosen(plan.encoder());
                poster.start();
            }
            text.start();
            durationUs = encode(source, plan.encodeAll(), workspace);
        }
        shown.countDown();
        progressive(plan, workspace);
        join(poster);
        join(text);
        reports.accept(Report.newBuilder().setDone(Done.newBuilder().setDurationUs(durationUs)));
    }

    /** What can be played at once comes first and alone, but for a sound that it needs; everything else after it. */
    private long copyFirst(Path source, Copier.Plan copy, RunPlan plan, Path workspace, List<Thread> later)
            throws FfmpegException {
        Optional<FutureTask<Long>> sound =
                plan.encodeSound().map(encoding -> begin("sound", source, encoding, workspace));
        Copier.Result copied = Copier.run(source, copy, workspace, new Reporter());
        later.forEach(Thread::start);
        Optional<FutureTask<Long>> otherSounds =
                plan.encodeOtherSounds().map(encoding -> begin("other-sounds", source, encoding, workspace));
        long durationUs = copied.durationUs();
        Optional<TranscodePlan> below = plan.encodeBelow(copied);
        if (below.isPresent()) {
            chosen(plan.encoder());
            durationUs = Math.max(durationUs, encode(source, below.get(), workspace));
        }
        for (FutureTask<Long> task :
                Stream.concat(sound.stream(), otherSounds.stream()).toList()) {
            durationUs = Math.max(durationUs, result(task));
        }
        return durationUs;
    }

    private FutureTask<Long> begin(String thread, Path source, TranscodePlan plan, Path workspace) {
        FutureTask<Long> task = new FutureTask<>(() -> encode(source, plan, workspace));
        new Thread(task, thread).start();
        return task;
    }

    private void chosen(EncoderChoice choice) {
        reports.accept(Report.newBuilder()
                .setEncoderChosen(EncoderChosen.newBuilder()
                        .setEncoder(choice.encoder().ffmpegName())
                        .setWhyNot(choice.whyNot())));
    }

    private long encode(Path source, TranscodePlan plan, Path workspace) throws FfmpegException {
        return Transcoder.run(source, plan, workspace, new Reporter(), () -> false)
                .durationUs();
    }

    private static long result(FutureTask<Long> task) throws FfmpegException {
        try {
            return task.get();
        } catch (ExecutionException e) {
            if (e.getCause() instanceof FfmpegException expected) {
                throw expected;
            }
            throw new IllegalStateException(e.getCause());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("a child process is not interrupted, but killed", e);
        }
    }

    /** A video without a poster is still a video, so a failure here is a warning. */
    private void poster(Path source, Path workspace) {
        Path target = workspace.resolve("poster.jpg");
        try {
            MediaChild.write(
                    target, Snapshot.poster(source, POSTER_WIDTH, MediaChild.JPEG_QUALITY, MediaLimits.defaults()));
            reports.accept(
                    Report.newBuilder().setPoster(PictureTaken.newBuilder().setFile(target.toString())));
        } catch (FfmpegException e) {
            warn("No poster could be taken: " + e.getMessage());
        }
    }

    /** Nobody waits for text, so it is looked for when the first picture is there; a failure is a warning. */
    private void text(RunPlan plan, Path workspace) {
        try {
            shown.await();
            plan.text()
                    .find(workspace, this::warn)
                    .ifPresent(found -> reports.accept(Report.newBuilder().setTextFound(found)));
        } catch (FfmpegException e) {
            warn("The subtitles could not be read: " + e.getMessage());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void progressive(RunPlan plan, Path workspace) throws FfmpegException {
        Optional<Remuxer.Part> sound = plan.sound(workspace).filter(part -> Files.exists(part.file()));
        for (String picture : plan.pictures()) {
            Remuxer.Part part = plan.picture(picture, workspace);
            if (Files.exists(part.file())) {
                written(picture, Optional.of(part), sound, workspace);
            }
        }
        if (!plan.hasPicture() && sound.isPresent()) {
            written(Sounds.MAIN, Optional.empty(), sound, workspace);
        }
    }

    private void written(String track, Optional<Remuxer.Part> picture, Optional<Remuxer.Part> sound, Path workspace)
            throws FfmpegException {
        Path target = workspace.resolve(track + "-progressive.mp4");
        Remuxer.progressive(picture, sound, target);
        reports.accept(Report.newBuilder()
                .setProgressive(ProgressiveWritten.newBuilder().setTrack(track).setFile(target.toString())));
    }

    private void warn(String text) {
        reports.accept(Report.newBuilder().setWarning(Warning.newBuilder().setText(text)));
    }

    private static void join(Thread thread) {
        try {
            thread.join();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** Passes on what the transcoder tells. */
    private final class Reporter implements TranscodeListener {

        @Override
        public void trackStarted(Track track) {
            reports.accept(Report.newBuilder()
                    .setTrackStarted(TrackStarted.newBuilder()
                            .setName(track.name())
                            .setCodecs(track.codecs())
                            .setInit(track.init().toString())
                            .setTimescale(track.timescale())
                            .setSampleRate(track.sampleRate())));
        }

        @Override
        public void segment(Segment segment) {
            if (segment.keyframeBytes() > 0) {
                shown.countDown();
            }
            reports.accept(Report.newBuilder()
                    .setSegmentCut(SegmentCut.newBuilder()
                            .setTrack(segment.track())
                            .setIndex(segment.index())
                            .setFile(segment.file().toString())
                            .setStartUs(segment.startUs())
                            .setDurationUs(segment.durationUs())
                            .setSizeBytes(segment.sizeBytes())
                            .setKeyframeBytes(segment.keyframeBytes())
                            .setStartTicks(segment.startTicks())
                            .setDurationTicks(segment.durationTicks())));
        }

        @Override
        public void trackEnded(String track) {
            reports.accept(
                    Report.newBuilder().setTrackEnded(TrackEnded.newBuilder().setName(track)));
        }

        @Override
        public void progress(long decodedUs, double speed) {
            reports.accept(Report.newBuilder().setProgress(Progress.newBuilder().setDecodedUs(decodedUs)));
        }

        @Override
        public void warning(String code, String text) {
            warn(text);
        }
    }
}
