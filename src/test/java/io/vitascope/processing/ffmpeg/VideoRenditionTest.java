package io.vitascope.processing.ffmpeg;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.bytedeco.ffmpeg.global.avutil.AV_PIX_FMT_YUV420P;
import static org.bytedeco.ffmpeg.global.avutil.av_frame_get_buffer;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.bytedeco.ffmpeg.avutil.AVFrame;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** One rendition by itself, which is given no more pictures than the test says. */
@ExtendWith(NoLivingHandles.class)
class VideoRenditionTest {
    private static final int RATE = 25;

    @TempDir
    private Path folder;

    private final CountDownLatch cut = new CountDownLatch(1);

    @Test
    void theFirstSegmentIsThereAsSoonAsItsPicturesAre() throws Exception {
        TranscodeNotes notes = new TranscodeNotes() {
            @Override
            public void segment(Segment segment) {
                super.segment(segment);
                cut.countDown();
            }
        };
        VideoRung rung = new VideoRung("small", 160, 90, 24, 400_000, Quality.BEST, 1);
        TranscodePlan plan = new TranscodePlan(
                Transcoding.picture(RATE, rung),
                List.of(),
                SegmentGrid.risingTo(4_000_000),
                Timing.of(),
                MediaLimits.defaults());
        FidelitySamples samples = FidelitySamples.of(2_000_000, 4_000_000, new FrameRate(RATE, 1), rung);
        try (Pipeline pipeline = new Pipeline(() -> false)) {
            VideoRendition rendition = new VideoRendition(
                    rung,
                    plan,
                    new VideoChain(Orientation.UPRIGHT, false),
                    samples,
                    new Output(folder, notes),
                    pipeline);
            put(rendition, 0, RATE + 2);
            assertThat(cut.await(60, TimeUnit.SECONDS)).isTrue();
            put(rendition, RATE + 2, 3 * RATE);
            rendition.finish(3 * RATE);
            pipeline.join();
        }
        assertThat(notes.segments)
                .extracting(TranscodeListener.Segment::durationUs)
                .containsExactly(1_000_000L, 1_000_000L, 1_000_000L);
        assertThat(notes.fidelity).containsOnlyKeys("small");
        assertThat(DecodedFile.of(folder.resolve("small.mp4")).pictures).hasSize(3 * RATE);
    }

    /** Of a picture that ends long before its sound each place is one of the few that the smaller rung has. */
    @Test
    void aRungOfHalfTheRateHasHalfOfThePicturesThatComeBeforeALongPause() throws Exception {
        TranscodeNotes notes = new TranscodeNotes();
        VideoRung half = new VideoRung("small", 160, 90, 24, 400_000, VideoEncoder.X264, Quality.SPEED, 1, 2);
        TranscodePlan plan = new TranscodePlan(
                Optional.of(new TranscodePlan.Picture(0, new FrameRate(RATE, 1), List.of(half), true, 1)),
                List.of(),
                SegmentGrid.even(4_000_000),
                Timing.of(),
                MediaLimits.defaults());
        FidelitySamples samples = FidelitySamples.of(16_000_000, 4_000_000, new FrameRate(RATE, 1), half);
        try (Pipeline pipeline = new Pipeline(() -> false)) {
            VideoRendition rendition = new VideoRendition(
                    half,
                    plan,
                    new VideoChain(Orientation.UPRIGHT, false),
                    samples,
                    new Output(folder, notes),
                    pipeline);
            put(rendition, 0, 2 * RATE);
            rendition.finish(16 * RATE);
            pipeline.join();
        }
        List<DecodedFile.Picture> pictures = DecodedFile.of(folder.resolve("small.mp4")).pictures;
        assertThat(pictures).hasSize(RATE + 1 + 3);
        for (int i = 0; i < RATE; i++) {
            assertThat(pictures.get(i).timeUs()).isCloseTo(i * 2_000_000L / RATE, within(20L));
        }
        assertThat(notes.segments)
                .extracting(TranscodeListener.Segment::durationUs)
                .containsOnly(4_000_000L);
    }

    private static void put(VideoRendition rendition, int from, int to) throws FfmpegException {
        for (int place = from; place < to; place++) {
            try (Owned<AVFrame> frame = Owned.frame()) {
                frame.get().format(AV_PIX_FMT_YUV420P);
                frame.get().width(320);
                frame.get().height(180);
                Calls.check("av_frame_get_buffer", av_frame_get_buffer(frame.get(), 0));
                for (int plane = 0; plane < 3; plane++) {
                    int bytes = frame.get().linesize(plane) * (plane == 0 ? 180 : 90);
                    for (int i = 0; i < bytes; i += 7) {
                        frame.get().data(plane).put(i, (byte) (i * 31 + place));
                    }
                }
                frame.get().pts(place);
                frame.get().duration(1);
                rendition.put(frame.get());
            }
        }
    }
}
