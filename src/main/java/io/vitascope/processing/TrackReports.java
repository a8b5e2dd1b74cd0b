package io.vitascope.processing;

import io.vitascope.contract.processing.Progress;
import io.vitascope.contract.processing.Report;
import io.vitascope.contract.processing.SegmentCut;
import io.vitascope.contract.processing.SkippedTrack;
import io.vitascope.contract.processing.TrackEnded;
import io.vitascope.contract.processing.TrackMeasured;
import io.vitascope.contract.processing.TrackStarted;
import io.vitascope.contract.processing.Warning;
import io.vitascope.processing.ffmpeg.Fidelity;
import io.vitascope.processing.ffmpeg.TranscodeListener;
import java.util.function.Consumer;

/**
 * Passes on to the parent what the engine tells of its tracks.
 *
 * @param shown hears of every segment with a picture
 * @param heard hears of every segment of the main sound
 */
record TrackReports(Consumer<Report.Builder> reports, Reuse reuse, Runnable shown, Runnable heard)
        implements TranscodeListener {

    @Override
    public void trackStarted(Track track) {
        reports.accept(Report.newBuilder()
                .setTrackStarted(TrackStarted.newBuilder()
                        .setName(track.name())
                        .setCodecs(track.codecs())
                        .setInit(track.init().toString())
                        .setTimescale(track.timescale())
                        .setSampleRate(track.sampleRate())
                        .setKey(reuse.key(track.name()))));
    }

    @Override
    public void segment(Segment segment) {
        if (segment.keyframeBytes() > 0) {
            shown.run();
        } else if (segment.track().equals(Sounds.MAIN)) {
            heard.run();
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
        reports.accept(Report.newBuilder().setTrackEnded(TrackEnded.newBuilder().setName(track)));
    }

    @Override
    public void measured(String track, Fidelity fidelity) {
        reports.accept(Report.newBuilder()
                .setMeasured(TrackMeasured.newBuilder()
                        .setName(track)
                        .setXpsnrDb(fidelity.xpsnrDb())
                        .setSsim(fidelity.ssim())
                        .setSamples(fidelity.samples())));
    }

    static SkippedTrack toProto(Skipped track) {
        return SkippedTrack.newBuilder()
                .setName(track.name())
                .setReason(track.reason())
                .setDetail(track.detail())
                .setFailed(track.failed())
                .build();
    }

    @Override
    public void progress(long decodedUs, double speed) {
        reports.accept(Report.newBuilder().setProgress(Progress.newBuilder().setDecodedUs(decodedUs)));
    }

    @Override
    public void warning(String code, String text) {
        reports.accept(Report.newBuilder().setWarning(Warning.newBuilder().setText(text)));
    }
}
