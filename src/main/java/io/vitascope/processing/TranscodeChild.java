package io.vitascope.processing;

import io.vitascope.contract.processing.Done;
import io.vitascope.contract.processing.PictureTaken;
import io.vitascope.contract.processing.Planned;
import io.vitascope.contract.processing.PlannedTrack;
import io.vitascope.contract.processing.Progress;
import io.vitascope.contract.processing.ProgressiveWritten;
import io.vitascope.contract.processing.Report;
import io.vitascope.contract.processing.SegmentCut;
import io.vitascope.contract.processing.TrackStarted;
import io.vitascope.contract.processing.TranscodeOrder;
import io.vitascope.contract.processing.Warning;
import io.vitascope.processing.ffmpeg.AudioRung;
import io.vitascope.processing.ffmpeg.FfmpegException;
import io.vitascope.processing.ffmpeg.MediaInfo;
import io.vitascope.processing.ffmpeg.MediaLimits;
import io.vitascope.processing.ffmpeg.Probe;
import io.vitascope.processing.ffmpeg.Remuxer;
import io.vitascope.processing.ffmpeg.Snapshot;
import io.vitascope.processing.ffmpeg.TranscodeListener;
import io.vitascope.processing.ffmpeg.TranscodePlan;
import io.vitascope.processing.ffmpeg.TranscodeResult;
import io.vitascope.processing.ffmpeg.Transcoder;
import io.vitascope.processing.ffmpeg.VideoRung;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * The child's long order: plans the renditions of a source, encodes them in one pass, takes the poster meanwhile, and
 * writes a progressive file of each rendition in the end.
 *
 * <p>Threads: the encoder's and the poster's all report through {@code reports}, which is safe for all.
 */
final class TranscodeChild {

    private static final long AUDIO_BIT_RATE = 128_000;
    private static final int POSTER_WIDTH = 1_280;

    private final Consumer<Report.Builder> reports;

    TranscodeChild(Consumer<Report.Builder> reports) {
        this.reports = reports;
    }

    void transcode(Path source, TranscodeOrder order) throws FfmpegException {
        MediaLimits limits = MediaLimits.defaults();
        Path workspace = Path.of(order.getWorkspace());
        MediaInfo info = Probe.probe(source, limits);
        TranscodePlan plan = plan(info, order, limits);
        reports.accept(Report.newBuilder().setPlanned(planned(info, plan)));
        Thread poster = new Thread(() -> poster(source, workspace, limits), "poster");
        if (info.mainVideo().isPresent()) {
            poster.start();
        }
        TranscodeResult result = Transcoder.run(source, plan, workspace, new Reporter(), () -> false);
        progressive(plan, result, workspace);
        join(poster);
        reports.accept(Report.newBuilder().setDone(Done.newBuilder().setDurationUs(result.durationUs())));
    }

    private static TranscodePlan plan(MediaInfo info, TranscodeOrder order, MediaLimits limits) {
        List<AudioRung> audio = new ArrayList<>();
        info.mainAudio()
                .ifPresent(track -> audio.add(
                        new AudioRung("audio", track.index(), Math.min(2, track.channels()), AUDIO_BIT_RATE)));
        Optional<MediaInfo.VideoStream> main = info.mainVideo();
        if (main.isEmpty()) {
            return new TranscodePlan(0, List.of(), audio, order.getSegmentDurationUs(), 1, 1, 1, limits);
        }
        MediaInfo.VideoStream video = main.get();
        Ladder ladder = Ladder.of(order.getRenditionsCount() > 0 ? order.getRenditionsList() : order.getLadderList());
        double frameRate = (double) video.frameRateNum() / video.frameRateDen();
        List<Ladder.Rung> rungs = ladder.rungs(video.displayWidth(), video.displayHeight(), frameRate);
        List<VideoRung> video264 = new ArrayList<>();
        for (int i = 0; i < rungs.size(); i++) {
            Ladder.Rung rung = rungs.get(i);
            // As many threads as cores in all: one for each rung, the rest for the first, which has the most to do.
            int threads = i == 0 ? Math.max(1, order.getThreads() - (rungs.size() - 1)) : 1;
            video264.add(new VideoRung(
                    rung.name(),
                    rung.width(),
                    rung.height(),
                    rung.crf(),
                    rung.maxBitRate(),
                    order.getPreset(),
                    threads));
        }
        return new TranscodePlan(
                video.index(),
                video264,
                audio,
                order.getSegmentDurationUs(),
                video.frameRateNum(),
                video.frameRateDen(),
                order.getThreads(),
                limits);
    }

    private static Planned planned(MediaInfo info, TranscodePlan plan) {
        Planned.Builder planned = Planned.newBuilder().setDurationUs(Math.max(0, info.durationUs()));
        for (VideoRung rung : plan.video()) {
            planned.addTracks(PlannedTrack.newBuilder()
                    .setName(rung.name())
                    .setWidth(rung.width())
                    .setHeight(rung.height())
                    .setFrameRateNum(plan.frameRateNum())
                    .setFrameRateDen(plan.frameRateDen())
                    .setMaxBitRate(rung.maxBitRate()));
        }
        String language = info.mainAudio().map(MediaInfo.AudioStream::language).orElse("und");
        for (AudioRung rung : plan.audio()) {
            planned.addTracks(PlannedTrack.newBuilder()
                    .setName(rung.name())
                    .setAudio(true)
                    .setChannels(rung.channels())
                    .setLanguage(language)
                    .setFrameRateDen(1)
                    .setMaxBitRate(rung.bitRate()));
        }
        return planned.build();
    }

    /** A video without a poster is still a video, so a failure here is a warning. */
    private void poster(Path source, Path workspace, MediaLimits limits) {
        Path target = workspace.resolve("poster.jpg");
        try {
            MediaChild.write(target, Snapshot.poster(source, POSTER_WIDTH, MediaChild.JPEG_QUALITY, limits));
            reports.accept(
                    Report.newBuilder().setPoster(PictureTaken.newBuilder().setFile(target.toString())));
        } catch (FfmpegException e) {
            warn("No poster could be taken: " + e.getMessage());
        }
    }

    private void progressive(TranscodePlan plan, TranscodeResult result, Path workspace) throws FfmpegException {
        Optional<Path> sound = plan.audio().stream()
                .map(AudioRung::name)
                .filter(result.framesPerTrack()::containsKey)
                .map(name -> workspace.resolve(name + ".mp4"))
                .findFirst();
        for (VideoRung rung : plan.video()) {
            Path picture = workspace.resolve(rung.name() + ".mp4");
            if (result.framesPerTrack().containsKey(rung.name()) && Files.exists(picture)) {
                written(rung.name(), Optional.of(picture), sound, workspace);
            }
        }
        if (plan.video().isEmpty() && sound.isPresent()) {
            written(plan.audio().get(0).name(), Optional.empty(), sound, workspace);
        }
    }

    private void written(String track, Optional<Path> picture, Optional<Path> sound, Path workspace)
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
        public void progress(long decodedUs, double speed) {
            reports.accept(Report.newBuilder().setProgress(Progress.newBuilder().setDecodedUs(decodedUs)));
        }

        @Override
        public void warning(String code, String text) {
            warn(text);
        }
    }
}
