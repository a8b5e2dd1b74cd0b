package io.vitascope.processing.ffmpeg;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.bytedeco.ffmpeg.global.avcodec.avcodec_descriptor_get_by_name;
import static org.bytedeco.ffmpeg.global.avcodec.avcodec_parameters_alloc;
import static org.bytedeco.ffmpeg.global.avcodec.avcodec_parameters_free;
import static org.bytedeco.ffmpeg.global.avutil.AV_PIX_FMT_YUV420P;
import static org.bytedeco.ffmpeg.global.avutil.AV_PIX_FMT_YUVJ420P;
import static org.bytedeco.ffmpeg.global.avutil.av_frame_get_buffer;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import org.bytedeco.ffmpeg.avcodec.AVCodecParameters;
import org.bytedeco.ffmpeg.avutil.AVFrame;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@ExtendWith(NoLivingHandles.class)
final class ProbeTest {
    @TempDir
    private Path folder;

    private static MediaInfo probe(Path file) throws FfmpegException {
        return Probe.probe(file, MediaLimits.defaults());
    }

    private static FfmpegException refusal(Path file, MediaLimits limits) {
        return catchThrowableOfType(FfmpegException.class, () -> Probe.probe(file, limits));
    }

    @Test
    void aPlainClipIsDescribedWithPictureAndSound() throws FfmpegException {
        MediaInfo info = probe(TestClips.in(folder, "clip").make());

        assertThat(info.container()).isEqualTo("mov");
        assertThat(info.durationUs()).isBetween(1_990_000L, 2_080_000L);
        MediaInfo.VideoStream video = info.mainVideo().orElseThrow();
        assertThat(video.codec()).isEqualTo("h264");
        assertThat(video.displayWidth()).isEqualTo(320);
        assertThat(video.displayHeight()).isEqualTo(180);
        assertThat(video.frameRate()).isEqualTo(new FrameRate(25, 1));
        assertThat(video.variableFrameRate()).isFalse();
        assertThat(video.interlaced()).isFalse();
        assertThat(video.rotationDegrees()).isZero();
        MediaInfo.AudioStream audio = info.mainAudio().orElseThrow();
        assertThat(audio.codec()).isEqualTo("aac");
        assertThat(audio.channels()).isEqualTo(2);
        assertThat(audio.language()).isEqualTo("und");
    }

    /** As of 20 GB on a slow disk: whoever uploads gets an answer, and what was read is the least that is there. */
    @Test
    void aFileInFragmentsIsReadNoLongerThanPatienceLasts() throws FfmpegException {
        Path long30 = TestClips.in(folder, "long").frames(750, 25).fragmented().make();
        MediaLimits limits = MediaLimits.defaults();
        try (Input input = Input.open(long30, limits)) {
            StreamReader.Seen seen = new FirstLook(
                            input, StreamReader.describe(input, StreamReader.Seen.NOTHING), true, Duration.ZERO)
                    .take(limits);

            assertThat(seen.all()).isFalse();
            assertThat(seen.length().endUs()).isBetween(1L, 29_000_000L);
            assertThat(StreamReader.describe(input, seen).durationUs())
                    .isGreaterThanOrEqualTo(seen.length().endUs());
        }
        assertThat(probe(long30).durationUs()).isBetween(29_900_000L, 30_200_000L);
    }

    @ParameterizedTest
    @ValueSource(strings = {"mp4", "matroska"})
    void aRecordingOfAScreenOnWhichNothingMovesAtFirstIsNoSlideShow(String format) throws FfmpegException {
        MediaInfo.VideoStream video = probe(TestClips.in(folder, "screen")
                        .format(format)
                        .size(64, 64)
                        .frames(1_010, 6)
                        .times(1_010, frame -> frame < 310 ? frame * 500L : 155_000 + (frame - 310) * 50L / 3)
                        .grainy()
                        .noAudio()
                        .make())
                .mainVideo()
                .orElseThrow();

        assertThat(video.frameRate()).isEqualTo(new FrameRate(60, 1));
        assertThat(video.slow()).isFalse();
    }

    @Test
    void aLongFileThatHasToBeReadToItsEndIsNoSlideShow() throws FfmpegException {
        MediaInfo.VideoStream video = probe(TestClips.in(folder, "long.mp4")
                        .size(64, 64)
                        .frames(800, 10)
                        .noAudio()
                        .fragmented()
                        .make())
                .mainVideo()
                .orElseThrow();

        assertThat(video.slow()).isFalse();
    }

    @ParameterizedTest
    @ValueSource(strings = {"mp4", "matroska"})
    void keyframesAreCountedInTheWholeFile(String format) throws FfmpegException {
        MediaInfo.Keyframes keyframes = probe(TestClips.in(folder, "rare")
                        .format(format)
                        .size(160, 90)
                        .frames(700, 25)
                        .gop(400)
                        .encoderOptions("sc_threshold", "0")
                        .grainy()
                        .noAudio()
                        .make())
                .mainVideo()
                .orElseThrow()
                .keyframes();

        assertThat(keyframes.everyUs()).isBetween(15_900_000L, 16_100_000L);
        assertThat(keyframes.bits()).isPositive();
    }

    @Test
    void aClipFilmedUprightIsSeenUpright() throws FfmpegException {
        MediaInfo.VideoStream video = probe(
                        TestClips.in(folder, "clip").matrix(0, 1, -1, 0).make())
                .mainVideo()
                .orElseThrow();

        assertThat(video.rotationDegrees()).isEqualTo(90);
        assertThat(video.displayWidth()).isEqualTo(180);
        assertThat(video.displayHeight()).isEqualTo(320);
    }

    @Test
    void widePixelsMakeAWidePicture() throws FfmpegException {
        MediaInfo.VideoStream video = probe(
                        TestClips.in(folder, "clip").pixelAspect(2, 1).make())
                .mainVideo()
                .orElseThrow();

        assertThat(video.codedWidth()).isEqualTo(320);
        assertThat(video.displayWidth()).isEqualTo(640);
        assertThat(video.displayHeight()).isEqualTo(180);
    }

    @Test
    void fieldsAreNoticed() throws FfmpegException {
        MediaInfo.VideoStream video = probe(TestClips.in(folder, "clip")
                        .format("mpegts")
                        .interlacedMpeg2()
                        .make())
                .mainVideo()
                .orElseThrow();

        assertThat(video.interlaced()).isTrue();
        assertThat(video.frameRate().perSecond()).isEqualTo(25);
    }

    @Test
    void aFrameRateThatVariesIsNoticed() throws FfmpegException {
        Path clip = TestClips.in(folder, "clip")
                .times(20, frame -> frame * 100L + (frame % 3) * 29L)
                .make();

        MediaInfo.VideoStream video = probe(clip).mainVideo().orElseThrow();

        assertThat(video.variableFrameRate()).isTrue();
        assertThat(video.frameRate().perSecond()).isEqualTo(24);
    }

    @Test
    void soundAloneIsMediaToo() throws FfmpegException {
        MediaInfo info = probe(TestClips.in(folder, "clip").noVideo().make());

        assertThat(info.video()).isEmpty();
        assertThat(info.mainAudio()).isPresent();
    }

    @Test
    void aMatroskaFileWithoutADurationIsReadToItsEnd() throws FfmpegException, IOException {
        Path clip = TestClips.in(folder, "clip").format("matroska").make();
        byte[] bytes = Files.readAllBytes(clip);
        int duration = indexOf(bytes, new byte[] {0x44, (byte) 0x89, (byte) 0x88});
        bytes[duration] = (byte) 0xEC; // the element becomes padding: Void, nine bytes long
        bytes[duration + 1] = (byte) 0x89;
        Files.write(clip, bytes);

        assertThat(probe(clip).durationUs()).isBetween(1_990_000L, 2_080_000L);
    }

    @Test
    void plainTextIsNotMedia() throws IOException {
        Path text = folder.resolve("notes");
        Files.writeString(text, "It was a dark and stormy night.\n".repeat(200));

        assertThat(refusal(text, MediaLimits.defaults()).reason()).isEqualTo(FfmpegException.Reason.NOT_MEDIA);
    }

    @Test
    void anEmptyFileIsNotMedia() throws IOException {
        Path empty = Files.createFile(folder.resolve("empty"));

        assertThat(refusal(empty, MediaLimits.defaults()).reason()).isEqualTo(FfmpegException.Reason.NOT_MEDIA);
    }

    @Test
    void aListThatNamesOtherFilesIsNotOpened() throws FfmpegException, IOException {
        TestClips.in(folder, "secret").make();
        Path list = folder.resolve("list");
        Files.writeString(list, "ffconcat version 1.0\nfile secret\n");

        assertThat(refusal(list, MediaLimits.defaults()).reason()).isEqualTo(FfmpegException.Reason.NOT_MEDIA);
    }

    @Test
    void aFileCutOffBeforeItsIndexIsRefusedWithAReason() throws FfmpegException, IOException {
        Path clip = TestClips.in(folder, "clip").make();
        byte[] bytes = Files.readAllBytes(clip);
        Files.write(clip, Arrays.copyOf(bytes, bytes.length * 6 / 10));

        FfmpegException refusal = refusal(clip, MediaLimits.defaults());

        assertThat(refusal.reason()).isEqualTo(FfmpegException.Reason.NOT_MEDIA);
        assertThat(refusal).hasMessageContaining("index");
        assertThat(refusal.detail()).contains("avformat_open_input");
    }

    @Test
    void aFileWhosePicturesAreNoiseIsDamaged() throws FfmpegException, IOException {
        Path clip = TestClips.in(folder, "clip").noAudio().indexInFront().make();
        byte[] bytes = Files.readAllBytes(clip);
        int data = indexOf(bytes, new byte[] {'m', 'd', 'a', 't'}) + 4;
        Arrays.fill(bytes, data, bytes.length, (byte) 0x5a);
        Files.write(clip, bytes);

        assertThat(refusal(clip, MediaLimits.defaults()).reason()).isEqualTo(FfmpegException.Reason.DAMAGED);
    }

    @Test
    void aVideoWhosePictureHasNoBeginningIsNotTakenForASound() throws FfmpegException, IOException {
        Path clip = TestClips.in(folder, "clip").format("mpegts").gop(1_000).make();
        byte[] whole = Files.readAllBytes(clip);
        int half = whole.length / 2 / 188 * 188;
        Files.write(clip, Arrays.copyOfRange(whole, half, whole.length));

        FfmpegException refusal =
                catchThrowableOfType(FfmpegException.class, () -> Probe.probe(clip, MediaLimits.defaults()));

        assertThat(refusal.reason()).isEqualTo(FfmpegException.Reason.DAMAGED);
        assertThat(refusal).hasMessageContaining("the beginning of it is missing");
    }

    @Test
    void aVideoWhosePictureNobodyKnowsIsNotTakenForASound() throws FfmpegException, IOException {
        Path clip = TestClips.in(folder, "clip").format("mpegts").make();
        byte[] bytes = Files.readAllBytes(clip);
        for (int at = 0; at + 188 <= bytes.length; at += 188) {
            boolean table = bytes[at + 5] == 2 && (bytes[at + 1] & 0x40) != 0;
            if (table) {
                renameCodec(bytes, at + 5);
            }
        }
        Files.write(clip, bytes);

        FfmpegException refusal =
                catchThrowableOfType(FfmpegException.class, () -> Probe.probe(clip, MediaLimits.defaults()));

        assertThat(refusal.reason()).isEqualTo(FfmpegException.Reason.UNSUPPORTED);
        assertThat(refusal).hasMessageContaining("cavs");
    }

    /** Of the first stream of a programme map. @param section where its section begins */
    private static void renameCodec(byte[] bytes, int section) {
        int length = (bytes[section + 1] & 0xf) << 8 | bytes[section + 2] & 0xff;
        int described = (bytes[section + 10] & 0xf) << 8 | bytes[section + 11] & 0xff;
        bytes[section + 12 + described] = 0x42;
        int end = section + 3 + length - 4;
        int crc = 0xffff_ffff;
        for (int i = section; i < end; i++) {
            crc ^= bytes[i] << 24;
            for (int bit = 0; bit < 8; bit++) {
                crc = crc << 1 ^ (crc < 0 ? 0x04c1_1db7 : 0);
            }
        }
        ByteBuffer.wrap(bytes).putInt(end, crc);
    }

    @Test
    void aPictureBeyondTheLimitIsRefused() throws FfmpegException {
        Path clip = TestClips.in(folder, "clip").make();

        FfmpegException refusal = refusal(clip, new MediaLimits(320 * 100, 64, 60_000_000, 1_000, 10_000_000));

        assertThat(refusal.reason()).isEqualTo(FfmpegException.Reason.TOO_LARGE);
    }

    /** As files of music have it, and films with subtitles: letters are streams to FFmpeg. */
    @Test
    void whatNobodyDecodesDoesNotCountAgainstTheLimits() throws FfmpegException, IOException {
        byte[] jpeg = Snapshot.at(TestClips.in(folder, "clip").make(), 0, 0, Still.jpeg(320), MediaLimits.defaults());
        Path song = TestCover.inOgg(folder, jpeg, 320, 180);
        Path film = TestMux.in(folder, "film.mkv")
                .take(folder.resolve("clip"), 0, "", "")
                .attachments(3)
                .make();
        MediaLimits narrow = new MediaLimits(320 * 180 - 1, 2, 60_000_000, 1_000, 10_000_000);

        assertThat(Probe.probe(song, narrow).mainAudio()).isPresent();
        assertThat(refusal(film, narrow)).hasMessageContaining("57600 pixels");
        assertThat(Probe.probe(film, new MediaLimits(320 * 180, 2, 60_000_000, 1_000, 10_000_000))
                        .other())
                .hasSize(3);
    }

    /** By FFmpeg's names of the codecs, which are not always those of their decoders. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "tscc",
                "cscd",
                "g2m",
                "vmnc",
                "rscc",
                "screenpresso",
                "wcmv",
                "tdsc",
                "fic",
                "hqx",
                "hq_hqa",
                "cllc",
                "dxv",
                "speedhq",
                "notchlc",
                "sheervideo",
                "avrp",
                "avui",
                "vp7",
                "mimic",
                "wmv3image",
                "vc1image",
                "truespeech",
                "dvaudio",
                "g723_1",
                "imc",
                "iac",
                "mace3",
                "mace6"
            })
    void codecsOfScreenRecordersEditorsAndThePastAreDecodable(String codec) {
        Ffmpeg.load();
        AVCodecParameters parameters = avcodec_parameters_alloc();
        parameters.codec_id(avcodec_descriptor_get_by_name(codec).id());

        boolean decodable = StreamReader.isDecodable(parameters);

        avcodec_parameters_free(parameters);
        assertThat(decodable).isTrue();
    }

    @Test
    void aFileThatIsTooLongIsRefused() throws FfmpegException {
        Path clip = TestClips.in(folder, "clip").make();

        FfmpegException refusal = refusal(clip, new MediaLimits(1_000_000, 64, 1_000_000, 1_000, 10_000_000));

        assertThat(refusal.reason()).isEqualTo(FfmpegException.Reason.TOO_LARGE);
    }

    @Test
    void whatIsBeyondALimitIsToldWithTheLimit() throws FfmpegException {
        Path clip = TestClips.in(folder, "clip").frames(400, 25).make();

        assertThat(refusal(clip, new MediaLimits(1_000_000, 1, 60_000_000, 1_000, 10_000_000)))
                .hasMessageContaining("2 streams; at most 1 are accepted");
        assertThat(refusal(clip, new MediaLimits(1_000_000, 64, 60_000_000, 20, 10_000_000)))
                .hasMessageContaining("25 pictures a second; at most 20 are accepted");
        assertThat(refusal(clip, new MediaLimits(1_000, 64, 60_000_000, 1_000, 10_000_000)))
                .hasMessageContaining("320 x 180, 57600 pixels; at most 1000 pixels are accepted");
    }

    @Test
    void aPngThatMovesIsAVideo() throws FfmpegException {
        MediaInfo info = probe(TestClips.in(folder, "clip")
                .movingPng()
                .size(64, 48)
                .frames(20, 10)
                .make());

        assertThat(info.container()).isEqualTo("apng");
        assertThat(info.durationUs()).isBetween(1_900_000L, 2_100_000L);
        assertThat(info.mainVideo().orElseThrow().displayWidth()).isEqualTo(64);
    }

    @Test
    void aSinglePictureBesideAFilmIsNotTheFilm() throws FfmpegException {
        Path still = TestClips.in(folder, "still.mp4")
                .size(640, 360)
                .frames(1, 25)
                .noAudio()
                .make();
        Path film = TestClips.in(folder, "film.mp4").make();
        Path both = TestMux.in(folder, "both.mp4")
                .take(still, 0, "", "")
                .take(film, 0, "", "")
                .make();

        MediaInfo info = Probe.probe(both, MediaLimits.defaults());

        assertThat(info.mainVideo().orElseThrow().codedWidth()).isEqualTo(320);
        assertThat(info.video().get(0).attachedPicture()).isTrue();
    }

    @Test
    void aPictureThatDoesNotMoveIsRefusedAsOne() throws FfmpegException, IOException {
        try (Owned<AVFrame> frame = Owned.frame()) {
            frame.get().width(64);
            frame.get().height(48);
            frame.get().format(AV_PIX_FMT_YUV420P);
            Calls.check("av_frame_get_buffer", av_frame_get_buffer(frame.get(), 0));
            Path webp = Files.write(folder.resolve("webp"), Encoder.webpOf(frame.get(), 80));
            frame.get().format(AV_PIX_FMT_YUVJ420P);
            Path jpeg = Files.write(folder.resolve("jpeg"), Encoder.jpegOf(frame.get(), 5));

            assertThat(refusal(webp, MediaLimits.defaults())).hasMessageContaining("WebP");
            assertThat(refusal(jpeg, MediaLimits.defaults())).hasMessageContaining("does not move");
            assertThat(refusal(jpeg, MediaLimits.defaults()).reason()).isEqualTo(FfmpegException.Reason.NOT_MEDIA);
            byte[] brand = "\0\0\0\24ftypavif\0\0\0\0avif".getBytes(StandardCharsets.ISO_8859_1);
            Path avif = Files.write(folder.resolve("avif"), brand);
            assertThat(refusal(avif, MediaLimits.defaults())).hasMessageContaining("does not move");
        }
    }

    private static int indexOf(byte[] bytes, byte[] pattern) {
        for (int i = 0; i + pattern.length <= bytes.length; i++) {
            if (Arrays.equals(bytes, i, i + pattern.length, pattern, 0, pattern.length)) {
                return i;
            }
        }
        throw new AssertionError("pattern not found");
    }
}
