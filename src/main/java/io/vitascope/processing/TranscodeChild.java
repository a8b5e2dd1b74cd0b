package io.vitascope.processing;

import io.vitascope.contract.processing.Done;
import io.vitascope.contract.processing.EncoderChosen;
import io.vitascope.contract.processing.ProgressiveWritten;
import io.vitascope.contract.processing.Report;
import io.vitascope.contract.processing.TrackTakenOver;
import io.vitascope.contract.processing.TranscodeOrder;
import io.vitascope.contract.processing.Warning;
import io.vitascope.processing.ffmpeg.ClosedCaptionSink;
import io.vitascope.processing.ffmpeg.Copier;
import io.vitascope.processing.ffmpeg.CopyProof;
import io.vitascope.processing.ffmpeg.EncoderChoice;
import io.vitascope.processing.ffmpeg.FfmpegException;
import io.vitascope.processing.ffmpeg.MediaLimits;
import io.vitascope.processing.ffmpeg.Remuxer;
import io.vitascope.processing.ffmpeg.TranscodeListener;
import io.vitascope.processing.ffmpeg.TranscodePlan;
import io.vitascope.processing.ffmpeg.TranscodeResult;
import io.vitascope.processing.ffmpeg.Transcoder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import java.util.stream.Stream;

/**
 * The child's long order: plans the renditions of a source, copies what can be played as it is, encodes the others in
 * one pass, takes poster, storyboard and preview meanwhile, and writes a progressive file of each rendition in the end.
 *
 * <p>Threads: the encoders' and those of {@link Extras} all report through {@code reports}, which is safe for all.
 */
final class TranscodeChild {

    private static final long LOOK_MILLIS = 50;

    private final Path source;
    private final TranscodeOrder order;
    private final MediaLimits limits;
    private final Consumer<Report.Builder> reports;
    private final Reuse reuse;
    private final TranscodeListener listener;
    private final CountDownLatch shown = new CountDownLatch(1);
    private final CountDownLatch heard = new CountDownLatch(1);
    private final AtomicLong pictureErrors = new AtomicLong();

    TranscodeChild(Path source, TranscodeOrder order, MediaLimits limits, Consumer<Report.Builder> reports) {
        this.source = source;
        this.order = order;
        this.limits = limits;
        this.reports = reports;
        this.reuse = new Reuse(source, order, this::takenOver);
        this.listener = new TrackReports(reports, reuse, shown::countDown, heard::countDown);
    }

    private void takenOver(String track, String key) {
        reports.accept(Report.newBuilder()
                .setTrackTakenOver(TrackTakenOver.newBuilder().setName(track).setKey(key)));
    }

    void transcode() throws FfmpegException {
        Path workspace = Path.of(order.getWorkspace());
        RunPlan plan = RunPlan.of(source, order, limits);
        reports.accept(Report.newBuilder().setPlanned(plan.announcement()));
        Optional<Copier.Plan> copy = plan.copy();
        try {
            if (copy.isPresent()) {
                copyFirst(source, copy.get(), plan, workspace);
            } else {
                encodeAll(source, plan, workspace);
            }
        } catch (FfmpegException failure) {
            if (failure.reason() != FfmpegException.Reason.NOT_COPYABLE) {
                throw failure;
            }
            startOver(source, plan.withoutCopy(String.valueOf(failure.getMessage())), workspace);
        }
    }

    /** Of what was copied some may still be on its way to be published, so the new files get a folder of their own. */
    private void startOver(Path source, RunPlan plan, Path workspace) throws FfmpegException {
        reports.accept(
                Report.newBuilder().setPlanned(plan.announcement().toBuilder().setStartsOver(true)));
        encodeAll(source, plan, MediaChild.makeDirectory(workspace.resolve("anew")));
    }

    private void encodeAll(Path source, RunPlan plan, Path workspace) throws FfmpegException {
        try (Extras extras = new Extras(source, plan, limits, workspace, reports, shown)) {
            if (plan.hasPicture()) {
                chosen(plan.encoder());
            }
            extras.begin();
            long durationUs =
                    encode(source, plan.encodeAll(), plan.ahead(), Optional.of(extras), workspace, () -> false);
            finish(plan, extras, workspace, durationUs, plan.copiedSounds());
        }
    }

    /** What can be played at once comes first and alone, but for a sound that it needs; everything else after it. */
    private void copyFirst(Path source, Copier.Plan copy, RunPlan plan, Path workspace) throws FfmpegException {
        AtomicBoolean unfit = new AtomicBoolean();
        try (Extras extras = new Extras(source, plan, limits, workspace, reports, shown)) {
            Optional<FutureTask<Long>> sound =
                    plan.encodeSound().map(encoding -> begin("sound", source, encoding, workspace, unfit::get));
            Copier.Result copied;
            try {
                copied = Copier.run(source, copy, workspace, extras.captions(), listener);
            } catch (FfmpegException failure) {
                unfit.set(true);
                sound.ifPresent(TranscodeChild::awaitEnd);
                throw failure;
            }
            sound.ifPresent(this::awaitFirst);
            extras.begin();
            extras.captioned(copied.durationUs());
            Optional<FutureTask<Long>> otherSounds = plan.encodeOtherSounds()
                    .map(encoding -> begin("other-sounds", source, encoding, workspace, () -> false));
            long durationUs = copied.durationUs();
            plan.economize().forEach(this::skipped);
            Optional<TranscodePlan> below = plan.encodeBelow(copied);
            Set<Integer> unseen = new HashSet<>(plan.copiedSounds());
            if (below.isPresent()) {
                chosen(plan.encoder());
                long belowUs =
                        encode(source, below.get(), Optional.empty(), Optional.of(extras), workspace, () -> false);
                durationUs = Math.max(durationUs, belowUs);
                CopyProof.requireUndamaged(pictureErrors.get());
            } else {
                extras.keyframes(durationUs);
                unseen.add(copy.picture().index());
            }
            for (FutureTask<Long> task :
                    Stream.concat(sound.stream(), otherSounds.stream()).toList()) {
                durationUs = Math.max(durationUs, result(task));
            }
            finish(plan, extras, workspace, durationUs, unseen);
        }
    }

    /** @param unseen streams that were passed on and that nobody has decoded yet */
    private void finish(RunPlan plan, Extras extras, Path workspace, long durationUs, Set<Integer> unseen)
            throws FfmpegException {
        CopyProof.run(source, unseen, limits, listener);
        extras.finish(durationUs);
        progressive(plan, plan.pictures(), workspace);
        Optional<TranscodePlan> av1 = plan.encodeAv1();
        if (av1.isPresent()) {
            encodeAv1(source, av1.get(), plan, workspace);
        }
        extras.join();
        plan.missingSounds().forEach(this::warn);
        reports.accept(Report.newBuilder().setDone(Done.newBuilder().setDurationUs(durationUs)));
    }

    /** Everything plays without it, so a failure here costs only what it would have made. */
    private void encodeAv1(Path source, TranscodePlan encoding, RunPlan plan, Path workspace) throws FfmpegException {
        try {
            encode(source, encoding, Optional.empty(), Optional.empty(), workspace, () -> false);
            progressive(plan, plan.av1Pictures(), workspace);
        } catch (FfmpegException e) {
            if (e.reason() == FfmpegException.Reason.IO) {
                throw e;
            }
            warn("There is no AV1: " + e.getMessage());
            plan.av1Pictures().forEach(name -> skipped(Skipped.unencodable(name)));
        }
    }

    private FutureTask<Long> begin(
            String thread, Path source, TranscodePlan plan, Path workspace, BooleanSupplier cancelled) {
        FutureTask<Long> task =
                new FutureTask<>(() -> encode(source, plan, Optional.empty(), Optional.empty(), workspace, cancelled));
        new Thread(task, thread).start();
        return task;
    }

    private void skipped(Skipped track) {
        reports.accept(Report.newBuilder().setSkipped(TrackReports.toProto(track)));
    }

    private void chosen(EncoderChoice choice) {
        reports.accept(Report.newBuilder()
                .setEncoderChosen(EncoderChosen.newBuilder()
                        .setEncoder(choice.encoder().ffmpegName())
                        .setWhyNot(choice.whyNot())));
    }

    private long encode(
            Path source,
            TranscodePlan plan,
            Optional<String> ahead,
            Optional<Extras> extras,
            Path workspace,
            BooleanSupplier cancelled)
            throws FfmpegException {
        Reuse.Rest rest = reuse.of(plan, workspace);
        boolean decodesPictures =
                rest.plan().map(left -> !left.video().isEmpty()).orElse(false);
        if (!decodesPictures) {
            extras.ifPresent(taken -> {
                taken.keyframes(rest.keptDurationUs());
                taken.readCaptions(rest.keptDurationUs(), listener);
            });
        }
        if (rest.plan().isEmpty()) {
            return rest.keptDurationUs();
        }
        TranscodePlan left = rest.plan().get();
        TranscodeResult result = Transcoder.run(
                source,
                left,
                ahead.filter(name -> left.video().size() > 1
                        && left.video().stream().anyMatch(rung -> rung.name().equals(name))),
                extras.filter(taken -> decodesPictures).flatMap(Extras::gallery),
                extras.map(Extras::captions).orElse(ClosedCaptionSink.NONE),
                workspace,
                listener,
                cancelled);
        if (decodesPictures) {
            extras.ifPresent(taken -> taken.captioned(result.durationUs()));
            pictureErrors.addAndGet(result.decodeErrors());
        }
        return Math.max(result.durationUs(), rest.keptDurationUs());
    }

    /** All that follows would take the processor from the sound, and the video cannot be played without that. */
    private void awaitFirst(FutureTask<Long> sound) {
        try {
            while (!sound.isDone() && !heard.await(LOOK_MILLIS, TimeUnit.MILLISECONDS)) {
                // a sound that fails, or was made by an earlier run, has no first segment
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** Whether it succeeded does not matter any more. */
    private static void awaitEnd(FutureTask<Long> task) {
        try {
            result(task);
        } catch (FfmpegException cancelled) {
            // as it was told
        }
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

    private void progressive(RunPlan plan, List<String> pictures, Path workspace) throws FfmpegException {
        Optional<Remuxer.Part> sound = plan.sound(workspace).filter(part -> Files.exists(part.file()));
        for (String picture : pictures) {
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
        try (WritingReports alive = new WritingReports(target, reports)) {
            Remuxer.progressive(picture, sound, target, limits);
        }
        reports.accept(Report.newBuilder()
                .setProgressive(ProgressiveWritten.newBuilder().setTrack(track).setFile(target.toString())));
    }

    private void warn(String text) {
        reports.accept(Report.newBuilder().setWarning(Warning.newBuilder().setText(text)));
    }
}
