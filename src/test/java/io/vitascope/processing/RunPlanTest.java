package io.vitascope.processing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import io.vitascope.contract.processing.PlannedTrack;
import io.vitascope.contract.processing.TranscodeOrder;
import io.vitascope.processing.ffmpeg.AudioRung;
import io.vitascope.processing.ffmpeg.Copier;
import io.vitascope.processing.ffmpeg.FfmpegException;
import io.vitascope.processing.ffmpeg.FrameRate;
import io.vitascope.processing.ffmpeg.MediaInfo;
import io.vitascope.processing.ffmpeg.MediaLimits;
import io.vitascope.processing.ffmpeg.NoLivingHandles;
import io.vitascope.processing.ffmpeg.Probe;
import io.vitascope.processing.ffmpeg.TestClips;
import io.vitascope.processing.ffmpeg.TestCover;
import io.vitascope.processing.ffmpeg.TestMux;
import io.vitascope.processing.ffmpeg.TranscodeNotes;
import io.vitascope.processing.ffmpeg.Transcoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@ExtendWith(NoLivingHandles.class)
class RunPlanTest {

    private static final Ladder LADDER = Ladder.of(List.of("1080p", "720p", "480p", "360p"));

    @TempDir
    private Path folder;

    @Test
    void aPictureThatPlayersCanTakeIsTheTopRendition() throws Exception {
        RunPlan plan = plan(TestClips.in(folder, "clip.mp4").size(640, 480).make(), true);
        assertThat(plan.copy()).hasValueSatisfying(copy -> {
            assertThat(copy.name()).isEqualTo("480p");
            assertThat(copy.sounds()).extracting(Copier.SoundTrack::name).containsExactly("audio");
        });
        assertThat(plan.encodeSound()).isEmpty();
        PlannedTrack top = plan.announcement().getTracks(0);
        assertThat(top.getName()).isEqualTo("480p");
        assertThat(top.getCopied()).isTrue();
    }

    @Test
    void aWidePictureIsEncodedAtALevelThatDecodersOfItsStepHave() throws Exception {
        Path clip = TestClips.in(folder, "wide.mp4")
                .size(3840, 1600)
                .frames(1, 25)
                .noAudio()
                .make();
        TranscodeNotes notes = new TranscodeNotes();
        Path workspace = Files.createDirectory(folder.resolve("work"));
        Transcoder.run(clip, plan(clip, false, "1080p").encodeAll(), workspace, notes, () -> false);
        assertThat(notes.tracks).singleElement().satisfies(track -> assertThat(
                        Integer.parseInt(track.codecs().substring(9), 16))
                .as(track.codecs())
                .isLessThanOrEqualTo(42));
    }

    @Test
    void aFilmInScopeIsPassedOn() throws Exception {
        Path clip =
                TestClips.in(folder, "scope.mp4").size(1920, 804).frames(2, 25).make();
        assertThat(plan(clip, true).copy())
                .hasValueSatisfying(copy -> assertThat(copy.name()).isEqualTo("1080p"));
    }

    @Test
    void leftAndRightAsTwoTracksAreOneTrackInStereo() throws Exception {
        TestClips mono = TestClips.in(folder, "mono")
                .format("mov")
                .noVideo()
                .soundCodec("pcm_f32le")
                .audio(1, 1);
        Path left = mono.make();
        Path film = TestMux.in(folder, "film.mov")
                .take(left, 0, "", "")
                .take(left, 0, "", "")
                .take(left, 0, "", "")
                .take(left, 0, "", "")
                .make();

        assertThat(plan(film, false).announcement().getTracksList())
                .extracting(PlannedTrack::getName, PlannedTrack::getChannels)
                .containsExactly(tuple("audio", 2), tuple("audio-2", 1), tuple("audio-3", 1));
    }

    @Test
    void aSoundThatPlayersCannotTakeIsEncodedBesideTheCopy() throws Exception {
        RunPlan plan =
                plan(TestClips.in(folder, "clip.mp4").size(640, 480).audio(2, 4).make(), true);
        assertThat(plan.copy())
                .hasValueSatisfying(copy -> assertThat(copy.sounds()).isEmpty());
        assertThat(plan.encodeSound()).isPresent();
    }

    @Test
    void aSoundOfSixChannelsIsMixedToStereoAndKeptBesideIt() throws Exception {
        RunPlan plan =
                plan(TestClips.in(folder, "clip.mp4").size(640, 480).audio(2, 6).make(), true);
        assertThat(plan.copy()).hasValueSatisfying(copy -> assertThat(copy.sounds())
                .extracting(Copier.SoundTrack::name)
                .containsExactly("audio-original"));
        assertThat(plan.encodeSound()).hasValueSatisfying(encoding -> assertThat(encoding.audio())
                .extracting(AudioRung::name, AudioRung::channels)
                .containsExactly(tuple("audio", 2)));
    }

    @Test
    void aSoundIsPassedOnWhereOnlyThePictureIsEncoded() throws Exception {
        RunPlan plan = plan(
                TestClips.in(folder, "clip.mp4")
                        .size(640, 480)
                        .gop(250)
                        .frames(250, 25)
                        .audio(10, 2)
                        .make(),
                true);
        assertThat(plan.copy()).isEmpty();
        assertThat(plan.encodeAll().audio()).containsExactly(AudioRung.copyOf("audio", 1, 2));
    }

    @Test
    void aSoundThatNobodyCanDecodeIsLeftOutAndToldOf() throws Exception {
        Path clip = TestClips.in(folder, "clip.mp4").size(640, 480).make();
        Path spatial = TestMux.in(folder, "spatial.mp4")
                .take(clip, 0, "", "")
                .take(clip, 1, "", "")
                .take(clip, 1, "", "")
                .make();
        String bytes = Files.readString(spatial, StandardCharsets.ISO_8859_1);
        int description = bytes.indexOf("mp4a");
        String renamed = bytes.substring(0, description)
                + bytes.substring(description).replaceFirst("mp4a", "apac").replaceFirst("esds", "dapa");
        Files.writeString(spatial, renamed, StandardCharsets.ISO_8859_1);

        RunPlan plan = plan(spatial, true);

        assertThat(plan.copy()).hasValueSatisfying(copy -> assertThat(copy.sounds())
                .extracting(Copier.SoundTrack::streamIndex)
                .containsExactly(2));
        assertThat(plan.encodeOtherSounds()).isEmpty();
        assertThat(plan.missingSounds()).singleElement().asString().contains("apac");
    }

    @Test
    void theSoundOfAnotherProgrammeIsNotOneOfThePicture() throws Exception {
        Path small = TestClips.in(folder, "small.mp4").size(160, 90).make();
        Path large = TestClips.in(folder, "large.mp4").make();
        Path broadcast = TestMux.in(folder, "broadcast.ts")
                .take(small, 0, "", "")
                .take(small, 1, "", "")
                .take(large, 0, "", "")
                .take(large, 1, "", "")
                .programmes(2, 2)
                .make();
        assertThat(Probe.probe(broadcast, MediaLimits.defaults()).audio()).hasSize(2);
        assertThat(plan(broadcast, true).encodeAll().audio())
                .extracting(AudioRung::name, AudioRung::streamIndex)
                .containsExactly(tuple("audio", 3));
    }

    @Test
    void everySoundHasItsLanguageAndANameOfItsOwnAndTheDefaultIsFirst() throws Exception {
        Path clip = TestClips.in(folder, "clip.mp4").make();
        Path film = TestMux.in(folder, "film.mkv")
                .take(clip, 0, "", "")
                .take(clip, 1, "ger", "")
                .take(clip, 1, "eng", "Director's cut")
                .take(clip, 1, "und", "")
                .take(clip, 1, "deu", "")
                .make();
        RunPlan plan = plan(film, true);
        assertThat(plan.copy().orElseThrow().sounds())
                .extracting(sound -> sound.language().code())
                .containsExactly("deu", "eng", "und", "deu");
        List<PlannedTrack> sounds = plan.announcement().getTracksList().stream()
                .filter(PlannedTrack::getAudio)
                .toList();
        assertThat(sounds)
                .extracting(
                        PlannedTrack::getName, PlannedTrack::getLanguage, PlannedTrack::getLabel, PlannedTrack::getMain)
                .containsExactly(
                        tuple("audio", "de", "Deutsch", true),
                        tuple("audio-2", "en", "Director's cut", false),
                        tuple("audio-3", "", "Audio 3", false),
                        tuple("audio-4", "de", "Deutsch 2", false));
    }

    @Test
    void whoeverWantsEverythingEncodedGetsIt() throws Exception {
        RunPlan plan =
                plan(TestClips.in(folder, "clip.mp4").size(640, 480).grainy().make(), false);
        assertThat(plan.copy()).isEmpty();
        assertThat(plan.encodeAll().video()).hasSize(2);
        assertThat(plan.announcement().getWhyEncoded()).isNotEmpty();
    }

    @Test
    void renditionsBelowACopyNeedClearlyFewerBitsThanIt() {
        List<Ladder.Rung> rungs = LADDER.rungs(1920, 1080, 25);
        assertThat(LadderPruning.below(rungs, 8_000_000))
                .extracting(Ladder.Rung::maxBitRate)
                .containsExactly(5_500_000L, 3_000_000L, 1_400_000L, 800_000L);
        assertThat(LadderPruning.below(rungs, 1_350_000))
                .extracting(Ladder.Rung::maxBitRate)
                .containsExactly(5_500_000L, 1_000_000L, 740_741L, 548_697L);
        assertThat(LadderPruning.below(rungs, 250_000))
                .extracting(Ladder.Rung::name)
                .containsExactly("1080p");
    }

    @Test
    void noRenditionOfAnEncodedSourceNeedsMoreBitsThanTheSource() {
        List<Ladder.Rung> rungs = LADDER.rungs(640, 480, 25);
        assertThat(LadderPruning.within(rungs, 100_000)).singleElement().satisfies(rung -> {
            assertThat(rung.name()).isEqualTo("480p");
            assertThat(rung.maxBitRate()).isEqualTo(100_000);
        });
        assertThat(LadderPruning.within(rungs, 700_000))
                .extracting(Ladder.Rung::maxBitRate)
                .containsExactly(700_000L, 518_519L);
        assertThat(LadderPruning.within(rungs, 20_000_000)).isEqualTo(rungs);
    }

    @Test
    void aSourceOfAnyUsualRateKeepsTheWholeLadder() {
        List<Ladder.Rung> rungs = LADDER.rungs(1920, 1080, 25);
        assertThat(LadderPruning.within(rungs, Long.MAX_VALUE)).isEqualTo(rungs);
        assertThat(LadderPruning.within(rungs, 6_000_000)).isEqualTo(rungs);
    }

    /** Most recordings of screens have one keyframe in many seconds, and little else in between. */
    @ParameterizedTest
    @ValueSource(strings = {"mp4", "matroska"})
    void aSourceThatHasHardlyAnyKeyframesIsNotHeldToItsOwnBits(String format) throws Exception {
        Path clip = TestClips.in(folder, "screen")
                .format(format)
                .size(640, 360)
                .frames(90, 6)
                .gop(10_000)
                .grainy()
                .still()
                .noAudio()
                .make();
        long firstPictureBits = Files.size(clip) * 8 * 3 / 4;

        RunPlan plan = plan(clip, true);

        assertThat(plan.copy()).isEmpty();
        assertThat(plan.encodeAll().video().get(0).maxBitRate()).isGreaterThan(firstPictureBits / 4);
    }

    @Test
    void whatASourceSavesOnKeyframesIsAddedToItsBits() {
        assertThat(allowance("h264", 75_000, 2_000_000, 0)).isEqualTo(75_000);
        assertThat(allowance("h264", 75_000, 2_000_000, 4_000_000)).isEqualTo(75_000);
        assertThat(allowance("h264", 75_000, 2_000_000, 8_000_000)).isEqualTo(575_000);
        assertThat(allowance("h264", 75_000, 2_000_000, 400_000_000)).isEqualTo(1_065_000);
        assertThat(allowance("h264", 0, 2_000_000, 8_000_000)).isEqualTo(Long.MAX_VALUE);
    }

    @Test
    void codecsThatNeedFewerBitsThanH264AreNotHeldToThem() {
        assertThat(allowance("hevc", 1_000_000, 0, 0)).isEqualTo(1_500_000);
        assertThat(allowance("vp9", 1_000_000, 0, 0)).isEqualTo(1_500_000);
        assertThat(allowance("av1", 1_000_000, 0, 0)).isEqualTo(2_000_000);
        assertThat(allowance("vvc", 1_000_000, 0, 0)).isEqualTo(2_500_000);
        assertThat(allowance("mpeg2video", 1_000_000, 0, 0)).isEqualTo(1_000_000);
    }

    private static long allowance(String codec, long bitRate, long keyframeBits, long everyUs) {
        MediaInfo.VideoStream video = new MediaInfo.VideoStream(
                0,
                codec,
                "",
                "yuv420p",
                1920,
                1080,
                1920,
                1080,
                1,
                0,
                false,
                new FrameRate(25, 1),
                false,
                false,
                false,
                false,
                bitRate,
                new MediaInfo.Keyframes(keyframeBits, everyUs),
                false,
                true,
                true,
                0);
        MediaInfo info =
                new MediaInfo("matroska", 60_000_000, 0, List.of(video), List.of(), List.of(), List.of(), List.of());
        return LadderPruning.allowance(info, video, 4_000_000);
    }

    @Test
    void contentThatEverybodyCanReceiveInASizeGetsNoneBelowIt() {
        List<Ladder.Rung> rungs = LADDER.rungs(1920, 1080, 25);
        assertThat(LadderPruning.enough(rungs, 400_000)).isEqualTo(rungs);
        assertThat(LadderPruning.enough(rungs, 110_000))
                .extracting(Ladder.Rung::name)
                .containsExactly("1080p", "720p", "480p");
        assertThat(LadderPruning.enough(rungs, 20_000))
                .extracting(Ladder.Rung::name)
                .containsExactly("1080p", "720p");
    }

    @Test
    void aStillPictureIsFoundToNeedLittleHoweverManyBitsItCameWith() throws Exception {
        Path clip = TestClips.in(folder, "clip.mp4")
                .size(640, 480)
                .frames(200, 5)
                .gop(1)
                .grainy()
                .still()
                .noAudio()
                .make();
        RunPlan plan = plan(clip, true, "480p", "360p", "240p");
        assertThat(plan.copy()).isPresent();
        assertThat(plan.pictures()).containsExactly("480p", "360p", "240p");
        assertThat(plan.economize())
                .extracting(Skipped::name, Skipped::reason)
                .containsExactly(tuple("240p", "few-bits"));
        assertThat(plan.pictures()).containsExactly("480p", "360p");
    }

    @Test
    void theCoverOfASoundIsNoRendition() throws Exception {
        RunPlan plan = plan(TestCover.on(folder), true);
        assertThat(plan.pictures()).isEmpty();
        assertThat(plan.announcement().getTracksList())
                .extracting(PlannedTrack::getName)
                .containsExactly("audio");
    }

    private static RunPlan plan(Path clip, boolean copy) throws FfmpegException {
        return plan(clip, copy, "1080p", "720p", "480p", "360p");
    }

    private static RunPlan plan(Path clip, boolean copy, String... ladder) throws FfmpegException {
        TranscodeOrder order = TranscodeOrder.newBuilder()
                .addAllLadder(List.of(ladder))
                .setSegmentDurationUs(4_000_000)
                .setThreads(1)
                .setQuality("balanced")
                .setEncoder("auto")
                .setCopy(copy)
                .build();
        return RunPlan.of(clip, order, MediaLimits.defaults());
    }
}
