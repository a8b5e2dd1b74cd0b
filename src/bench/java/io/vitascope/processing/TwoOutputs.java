package io.vitascope.processing;

import io.vitascope.processing.ffmpeg.AudioRung;
import io.vitascope.processing.ffmpeg.MediaInfo;
import io.vitascope.processing.ffmpeg.MediaLimits;
import io.vitascope.processing.ffmpeg.Probe;
import io.vitascope.processing.ffmpeg.Quality;
import io.vitascope.processing.ffmpeg.Remuxer;
import io.vitascope.processing.ffmpeg.SegmentGrid;
import io.vitascope.processing.ffmpeg.Timing;
import io.vitascope.processing.ffmpeg.TranscodeListener;
import io.vitascope.processing.ffmpeg.TranscodePlan;
import io.vitascope.processing.ffmpeg.Transcoder;
import io.vitascope.processing.ffmpeg.VideoRung;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * Our engine with the outputs and settings of {@link FfmpegCommands#oneByOne}: two progressive MP4s, preset medium, no
 * cap worth the name. A main class of its own, started like the real child. Arguments: source, folder, {@link Quality},
 * and the quality factors of 720p and 480p.
 */
final class TwoOutputs {

    private static final long NO_CAP = 100_000_000;

    private TwoOutputs() {}

    public static void main(String[] arguments) throws Exception {
        Path source = Path.of(arguments[0]);
        Path folder = Files.createDirectories(Path.of(arguments[1]));
        MediaInfo info = Probe.probe(source, MediaLimits.defaults());
        MediaInfo.VideoStream video = info.mainVideo().orElseThrow();
        List<AudioRung> sound = info
                .mainAudio()
                .map(track -> new AudioRung("audio", track.index(), Math.min(2, track.channels()), 128_000))
                .stream()
                .toList();
        Quality quality = Quality.valueOf(arguments[2]);
        List<VideoRung> rungs = List.of(
                rung(video, 720, quality, Double.parseDouble(arguments[3])),
                rung(video, 480, quality, Double.parseDouble(arguments[4])));
        TranscodePlan plan = new TranscodePlan(
                Optional.of(new TranscodePlan.Picture(video.index(), video.frameRate(), rungs)),
                sound,
                SegmentGrid.even(4_000_000),
                Timing.of(),
                MediaLimits.defaults());
        Transcoder.run(source, plan, folder, new Silent(), () -> false);
        Optional<Remuxer.Part> audio = sound.stream()
                .map(rung -> Remuxer.Part.ofTrack(folder.resolve("audio.mp4")))
                .findFirst();
        for (VideoRung rung : rungs) {
            Remuxer.Part picture = Remuxer.Part.ofTrack(folder.resolve(rung.name() + ".mp4"));
            Remuxer.progressive(Optional.of(picture), audio, folder.resolve(rung.name() + "-progressive.mp4"));
        }
        Runtime.getRuntime().halt(0);
    }

    private static VideoRung rung(MediaInfo.VideoStream video, int height, Quality quality, double crf) {
        int width = Math.round((float) video.displayWidth() * height / video.displayHeight() / 2) * 2;
        return new VideoRung(height + "p", width, height, crf, NO_CAP, quality, 1);
    }

    private static final class Silent implements TranscodeListener {
        @Override
        public void trackStarted(Track track) {}

        @Override
        public void segment(Segment segment) {}

        @Override
        public void trackEnded(String track) {}

        @Override
        public void progress(long decodedUs, double speed) {}

        @Override
        public void warning(String code, String text) {
            System.err.println(text);
        }
    }
}
