package io.vitascope.processing.ffmpeg;

import static org.assertj.core.api.Assertions.assertThat;
import static org.bytedeco.ffmpeg.global.avutil.*;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import org.bytedeco.ffmpeg.avutil.AVContentLightMetadata;
import org.bytedeco.ffmpeg.avutil.AVFrame;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** Signals of 203 and 26 nits: ITU-R BT.2408, tables 1 and 2. */
@ExtendWith(NoLivingHandles.class)
final class VideoChainTest {
    private static final double HLG_WHITE = 0.75;
    private static final double HLG_GREY = 0.38;
    private static final double PQ_WHITE = 0.58;
    private static final double PQ_GREY = 0.38;
    private static final int SIDE = 64;
    /** Steps of 8 bits from one pixel of colour to the next. */
    private static final int RAMP = 3;

    @BeforeAll
    static void load() {
        Ffmpeg.load();
    }

    @Test
    void paperInHdrIsNearlyAsWhiteAsPaperInSdr() throws FfmpegException {
        assertThat(shown(AVCOL_TRC_ARIB_STD_B67, HLG_WHITE, 0)).isBetween(210, 225);
        assertThat(shown(AVCOL_TRC_SMPTE2084, PQ_WHITE, 0)).isBetween(210, 225);
    }

    @Test
    void greyInHdrIsAsGreyAsInSdr() throws FfmpegException {
        assertThat(shown(AVCOL_TRC_ARIB_STD_B67, HLG_GREY, 0)).isBetween(104, 114);
        assertThat(shown(AVCOL_TRC_SMPTE2084, PQ_GREY, 0)).isBetween(104, 114);
    }

    @Test
    void highlightsAreBentUpToThePeakThatTheFileTells() throws FfmpegException {
        double thousandNits = 0.75;
        int dimFilm = shown(AVCOL_TRC_SMPTE2084, thousandNits, 1_000);
        int brightFilm = shown(AVCOL_TRC_SMPTE2084, thousandNits, 4_000);

        assertThat(dimFilm).isBetween(232, 236);
        assertThat(brightFilm).isBetween(222, dimFilm - 2);
    }

    @Test
    void coloursLieWhereThePictureSaysWhereverTheSourceHasThem() throws FfmpegException {
        for (int transfer : new int[] {AVCOL_TRC_BT709, AVCOL_TRC_ARIB_STD_B67}) {
            double left = blueRampAt(AVCHROMA_LOC_LEFT, transfer, VideoChain.Target.H264);
            double center = blueRampAt(AVCHROMA_LOC_CENTER, transfer, VideoChain.Target.H264);
            // Half a pixel of brightness is a quarter of one of colour.
            assertThat(left - center).as("curve %d", transfer).isBetween(0.1, 0.6);
        }
        assertThat(blueRampAt(AVCHROMA_LOC_LEFT, AVCOL_TRC_BT709, VideoChain.Target.H264)
                        - blueRampAt(AVCHROMA_LOC_LEFT, AVCOL_TRC_BT709, VideoChain.Target.JPEG))
                .isBetween(-0.35, -0.15);
    }

    /** How far to the left the colours of a frame have come, in their own pixels, from some place on. */
    private static double blueRampAt(int chromaLocation, int transfer, VideoChain.Target target)
            throws FfmpegException {
        double[] sum = {0};
        try (Owned<AVFrame> ramp = grey(transfer, 0.5)) {
            AVFrame frame = ramp.get();
            frame.chroma_location(chromaLocation);
            if (transfer == AVCOL_TRC_BT709) {
                frame.color_primaries(AVCOL_PRI_BT709);
                frame.colorspace(AVCOL_SPC_BT709);
            }
            ByteBuffer blue = frame.data(1)
                    .capacity((long) frame.linesize(1) * SIDE / 2)
                    .asByteBuffer()
                    .order(ByteOrder.nativeOrder());
            for (int y = 0; y < SIDE / 2; y++) {
                for (int x = 0; x < SIDE / 2; x++) {
                    blue.putShort(y * frame.linesize(1) + x * 2, (short) (512 + (x - SIDE / 4) * RAMP * 4));
                }
            }
            FrameSink sink = shown -> {
                assertThat(shown.chroma_location())
                        .isEqualTo(target == VideoChain.Target.H264 ? AVCHROMA_LOC_LEFT : AVCHROMA_LOC_CENTER);
                for (int y = 8; y < 24; y++) {
                    for (int x = 8; x < 24; x++) {
                        sum[0] += shown.data(1).get((long) y * shown.linesize(1) + x) & 0xff;
                    }
                }
            };
            VideoChain chain = new VideoChain(Orientation.UPRIGHT, false);
            try (FilterGraph graph = chain.open(frame, new TimeBase(1, 25), SIDE, SIDE, target)) {
                graph.filter(frame, sink);
                graph.filter(null, sink);
            }
        }
        return sum[0] / 256 / RAMP;
    }

    /**
     * The brightness of what is made of an even grey, 16 to 235. @param brightestNits that the file tells, 0 for none
     */
    private static int shown(int transfer, double signal, int brightestNits) throws FfmpegException {
        int[] luma = {0};
        try (Owned<AVFrame> grey = grey(transfer, signal)) {
            if (brightestNits > 0) {
                AVContentLightMetadata level = av_content_light_metadata_create_side_data(grey.get());
                level.MaxCLL(brightestNits);
            }
            FrameSink sink = frame -> luma[0] = frame.data(0).get(8 * frame.linesize(0) + 8) & 0xff;
            try (FilterGraph graph = new VideoChain(Orientation.UPRIGHT, false)
                    .open(grey.get(), TimeBase.MICROSECONDS, SIDE, SIDE, VideoChain.Target.H264)) {
                graph.filter(grey.get(), sink);
                graph.filter(null, sink);
            }
        }
        return luma[0];
    }

    private static Owned<AVFrame> grey(int transfer, double signal) throws FfmpegException {
        Owned<AVFrame> owned = Owned.frame();
        AVFrame frame = owned.get();
        frame.width(SIDE);
        frame.height(SIDE);
        frame.format(AV_PIX_FMT_YUV420P10LE);
        frame.color_range(AVCOL_RANGE_MPEG);
        frame.color_primaries(AVCOL_PRI_BT2020);
        frame.color_trc(transfer);
        frame.colorspace(AVCOL_SPC_BT2020_NCL);
        frame.pts(0);
        Calls.check("av_frame_get_buffer", av_frame_get_buffer(frame, 0));
        int[] tenBits = {(int) Math.round(64 + 876 * signal), 512, 512};
        for (int plane = 0; plane < 3; plane++) {
            int rows = plane == 0 ? SIDE : SIDE / 2;
            ByteBuffer samples = frame.data(plane)
                    .capacity((long) frame.linesize(plane) * rows)
                    .asByteBuffer()
                    .order(ByteOrder.LITTLE_ENDIAN);
            while (samples.hasRemaining()) {
                samples.putShort((short) tenBits[plane]);
            }
        }
        return owned;
    }
}
