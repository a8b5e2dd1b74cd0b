package io.vitascope.processing.ffmpeg;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The same picture and sound in every container that is copied: 11 seconds at 23.976 pictures a second. */
class CopiedContainersTest {

    private static final MediaLimits LIMITS = MediaLimits.defaults();
    private static final int PICTURES = 264;
    /** The clip's pictures are at whole milliseconds, and where they should be when they are copied. */
    private static final long ROUNDING_US = 1_000;

    enum Container {
        MP4("mp4", 100),
        FRAGMENTED("mp4", 100),
        MATROSKA("matroska", 1_000),
        FLASH("flv", 1_000),
        TRANSPORT_STREAM("mpegts", 100);

        final String format;
        final long roundingUs;

        Container(String format, long roundingUs) {
            this.format = format;
            this.roundingUs = roundingUs;
        }

        Path clip(Path folder) throws FfmpegException {
            TestClips clip = TestClips.in(folder, "clip." + format)
                    .format(format)
                    .frames(PICTURES, 24_000, 1_001)
                    .gop(48)
                    .audio(11, 2);
            return this == FRAGMENTED ? clip.fragmented().make() : clip.make();
        }
    }

    /** @param startUs on the file's own clock */
    private record Block(long startUs, byte[] bytes) {}

    @TempDir
    private Path folder;

    private Path workspace;
    private final TranscodeNotes notes = new TranscodeNotes();

    @BeforeEach
    void makeWorkspace() throws IOException {
        workspace = Files.createDirectory(folder.resolve("work"));
    }

    @AfterEach
    void nothingNativeIsLeft() {
        assertThat(Owned.living()).isZero();
    }

    @ParameterizedTest
    @EnumSource
    void everyPacketComesOutAsItWentInAndWhenItShould(Container container) throws Exception {
        Path clip = container.clip(folder);
        Copier.Result result = copy(clip);
        assertThat(result.durationUs()).isCloseTo(11_011_000L, within(100_000L));
        assertThat(result.startsUs()).hasSize(3);
        same(blocks(clip, 0), blocks(joined("top"), 0), ROUNDING_US);
        same(blocks(clip, 1), blocks(joined("audio"), 0), container.roundingUs);
        Path mp4 = folder.resolve("progressive.mp4");
        Timing timing = Timing.of(0, 1);
        Remuxer.progressive(
                Optional.of(Remuxer.Part.ofPicture(clip, picture(clip), timing)),
                Optional.of(Remuxer.Part.ofSound(clip, 1, SpokenLanguage.UNKNOWN, timing)),
                mp4);
        same(blocks(clip, 0), blocks(mp4, 0), ROUNDING_US);
        same(blocks(clip, 1), blocks(mp4, 1), container.roundingUs);
        assertThat(DecodedFile.of(mp4).pictures).hasSize(PICTURES);
    }

    @ParameterizedTest
    @EnumSource
    void segmentsFollowEachOtherWithoutAGap(Container container) throws Exception {
        copy(container.clip(folder));
        for (String track : List.of("top", "audio")) {
            List<TranscodeListener.Segment> segments = notes.segmentsOf(track);
            long toleranceTicks = 3 * container.roundingUs * notes.track(track).timescale() / 1_000_000;
            assertThat(segments).hasSizeGreaterThan(2);
            // The first begins at 0 even if its first packet comes a moment later or, hidden by an edit list, before.
            for (int i = 2; i < segments.size(); i++) {
                TranscodeListener.Segment before = segments.get(i - 1);
                assertThat(segments.get(i).startTicks()).isEqualTo(before.startTicks() + before.durationTicks());
                assertThat(decodeTime(segments.get(i)) - decodeTime(before))
                        .isCloseTo(before.durationTicks(), within(toleranceTicks));
            }
        }
    }

    @ParameterizedTest
    @EnumSource
    void pictureAndSoundKeepTheirDistance(Container container) throws Exception {
        Path clip = container.clip(folder);
        copy(clip);
        long before = blocks(clip, 1).get(1).startUs() - blocks(clip, 0).get(0).startUs();
        // Not what FFmpeg's reader says: it moves a picture that is followed by earlier ones.
        long picture = decodeTime(notes.segmentsOf("top").get(0))
                * 1_000_000
                / notes.track("top").timescale();
        long sound = blocks(joined("audio"), 0).get(1).startUs();
        assertThat(sound - picture).isCloseTo(before, within(2 * container.roundingUs));
    }

    @ParameterizedTest
    @EnumSource
    void aConstantRateIsExactAgainAndCutWhereAnEncoderCuts(Container container) throws Exception {
        Path clip = container.clip(folder);
        Copier.Result result = copy(clip);
        TimeBase frameTime = new TimeBase(1_001, 24_000);
        // Not from 0: FFmpeg's reader moves a picture that is followed by earlier ones.
        long[] shownUs = blocks(joined("top"), 0).stream()
                .mapToLong(Block::startUs)
                .sorted()
                .toArray();
        for (int i = 0; i < PICTURES; i++) {
            assertThat(shownUs[i] - shownUs[0]).isCloseTo(frameTime.toUs(i), within(1L));
        }
        SegmentPlaces places = new SegmentPlaces(SegmentGrid.of(result, 4_000_000), frameTime);
        for (int i = 0; i < result.startsUs().size(); i++) {
            assertThat(notes.segmentsOf("top").get(i).startUs())
                    .isEqualTo(result.startsUs().get(i))
                    .isEqualTo(frameTime.toUs(places.start(i)));
        }
    }

    private static long decodeTime(TranscodeListener.Segment segment) throws IOException {
        return Boxes.decodeTime(ByteBuffer.wrap(Files.readAllBytes(segment.file())));
    }

    private Copier.Result copy(Path clip) throws FfmpegException {
        MediaInfo info = Probe.probe(clip, LIMITS);
        Copyable copyable = CopyCheck.check(clip, info, 10_000_000, LIMITS);
        assertThat(copyable.why()).isEmpty();
        assertThat(copyable.sounds()).containsExactly(1);
        MediaInfo.VideoStream picture = info.mainVideo().orElseThrow();
        Copier.Plan plan = new Copier.Plan(
                "top",
                picture,
                List.of(new Copier.SoundTrack("audio", 1, SpokenLanguage.UNKNOWN)),
                Timing.of(0, 1).onGridOf(picture.index(), picture.frameRate()),
                SegmentGrid.even(4_000_000),
                LIMITS);
        return Copier.run(clip, plan, workspace, ClosedCaptionSink.NONE, notes);
    }

    private static void same(List<Block> before, List<Block> after, long roundingUs) {
        assertThat(after).hasSameSizeAs(before);
        long beganUs = before.get(0).startUs();
        long beginsUs = after.get(0).startUs();
        for (int i = 0; i < before.size(); i++) {
            assertThat(after.get(i).bytes()).isEqualTo(before.get(i).bytes());
            assertThat(after.get(i).startUs() - beginsUs)
                    .isCloseTo(before.get(i).startUs() - beganUs, within(roundingUs));
        }
    }

    /** Payloads as MP4 has them, whatever the container puts around them. */
    private static List<Block> blocks(Path file, int index) throws FfmpegException {
        List<Block> blocks = new ArrayList<>();
        try (Input input = Input.open(file, LIMITS);
                Packets packets = input.packetsOf(candidate -> candidate == index)) {
            while (packets.next()) {
                byte[] bytes = new byte[packets.get().size()];
                packets.get().data().get(bytes);
                blocks.add(new Block(input.timeBase(index).toUs(packets.get().pts()), plain(bytes)));
            }
        }
        return blocks;
    }

    private static byte[] plain(byte[] bytes) {
        boolean adts = (bytes[0] & 0xff) == 0xff && (bytes[1] & 0xf6) == 0xf0;
        if (adts) {
            return Arrays.copyOfRange(bytes, (bytes[1] & 1) == 1 ? 7 : 9, bytes.length);
        }
        boolean startCodes = bytes[0] == 0 && bytes[1] == 0 && (bytes[2] == 1 || (bytes[2] == 0 && bytes[3] == 1));
        return startCodes ? withLengths(bytes) : bytes;
    }

    private static byte[] withLengths(byte[] bytes) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        int start = -1;
        for (int i = 0; i <= bytes.length; i++) {
            boolean code = i + 2 < bytes.length && bytes[i] == 0 && bytes[i + 1] == 0 && bytes[i + 2] == 1;
            if (!code && i < bytes.length) {
                continue;
            }
            if (start >= 0) {
                int end = i;
                while (end > start && bytes[end - 1] == 0) {
                    end--;
                }
                out.writeBytes(ByteBuffer.allocate(4).putInt(end - start).array());
                out.write(bytes, start, end - start);
            }
            start = i + 3;
        }
        return out.toByteArray();
    }

    private Path joined(String track) throws IOException {
        Path file = folder.resolve(track + "-joined.mp4");
        try (OutputStream out = Files.newOutputStream(file)) {
            Files.copy(workspace.resolve(track).resolve("init.mp4"), out);
            for (TranscodeListener.Segment segment : notes.segmentsOf(track)) {
                Files.copy(segment.file(), out);
            }
        }
        return file;
    }

    private static MediaInfo.VideoStream picture(Path clip) throws FfmpegException {
        return Probe.probe(clip, LIMITS).mainVideo().orElseThrow();
    }
}
