package io.vitascope.processing.ffmpeg;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;

/** One source, transcoded into a folder of its own; what came of it can be looked at. */
abstract class Transcoding {
    @TempDir
    Path folder;

    Path workspace;

    final TranscodeNotes notes = new TranscodeNotes();

    @BeforeEach
    void makeWorkspace() throws IOException {
        workspace = Files.createDirectory(folder.resolve("work"));
    }

    /** Dark and still for a second, then white with a tone. */
    TestClips flashing(String name, String format) {
        return TestClips.in(folder, name)
                .format(format)
                .paint((frame, x, y, width, height) -> frame < 25 ? TestClips.BLACK : TestClips.WHITE)
                .audio(2.06, 2)
                .tone(seconds -> seconds >= 1 && seconds < 1.9);
    }

    static VideoRung rung(String name, int width, int height) {
        return new VideoRung(name, width, height, 20, 2_000_000, Quality.SPEED, 1);
    }

    /** One second a segment, at the rate that the probe advises. */
    static TranscodePlan plan(Path clip, VideoRung... rungs) throws FfmpegException {
        MediaInfo info = Probe.probe(clip, MediaLimits.defaults());
        List<AudioRung> audio = info.mainAudio()
                .map(stream -> List.of(new AudioRung(
                        "audio", stream.index(), stream.rightIndex(), 2, 128_000, SpokenLanguage.UNKNOWN)))
                .orElse(List.of());
        Optional<MediaInfo.VideoStream> video = info.mainVideo();
        return new TranscodePlan(
                video.filter(stream -> rungs.length > 0)
                        .map(stream -> new TranscodePlan.Picture(stream.index(), stream.frameRate(), List.of(rungs))),
                audio,
                SegmentGrid.even(1_000_000),
                Timing.of(),
                MediaLimits.defaults());
    }

    /** Its first stream, at so many frames a second. */
    static Optional<TranscodePlan.Picture> picture(int perSecond, VideoRung... rungs) {
        return Optional.of(new TranscodePlan.Picture(0, new FrameRate(perSecond, 1), List.of(rungs)));
    }

    TranscodeResult transcode(Path clip, VideoRung... rungs) throws FfmpegException {
        return transcode(clip, plan(clip, rungs));
    }

    TranscodeResult transcode(Path clip, TranscodePlan plan) throws FfmpegException {
        return Transcoder.run(clip, plan, workspace, notes, () -> false);
    }

    static int framesOf(TranscodeResult result, String track) {
        return result.framesPerTrack().getOrDefault(track, 0L).intValue();
    }

    DecodedFile watch(String track) throws FfmpegException {
        Path audio = workspace.resolve("audio.mp4");
        Path mp4 = folder.resolve(track + "-progressive.mp4");
        Remuxer.progressive(
                Optional.of(Remuxer.Part.ofTrack(workspace.resolve(track + ".mp4"))),
                Files.exists(audio) ? Optional.of(Remuxer.Part.ofTrack(audio)) : Optional.empty(),
                mp4);
        return DecodedFile.of(mp4);
    }
}
