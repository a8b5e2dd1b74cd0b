package io.vitascope.processing.ffmpeg;

import java.util.Locale;
import org.bytedeco.ffmpeg.avcodec.AVCodecContext;

/**
 * What each encoder is told, so that all of them do the same: a picture of even quality, held to a bit rate; an IDR
 * picture where one is forced, closed groups of pictures, profile High. Levels and reference pictures follow from size,
 * rate and preset, by the encoders' own tables.
 *
 * <p>x264, SVT-AV1 and NVENC aim at a quality and are capped; the others aim at an average rate below the cap.
 *
 * <p>Source: the encoders' own documentation, {@code ffmpeg -h encoder=NAME}. Threads: stateless.
 */
final class EncoderOptions {
    /** What capped content of usual difficulty takes of its cap; for encoders that cannot aim at a quality. */
    private static final double AVERAGE_OF_CAP = 0.6;

    private static final long LEAST_BUFFER_BITS = 800_000;

    /** The scales of x264, NVENC and SVT-AV1 differ by about so much for the same picture. */
    private static final int NVENC_SCALE = 4;

    private static final int AV1_SCALE = 12;
    private static final int AV1_WORST = 63;

    private final AVCodecContext encoder;
    private final Options options;
    private final VideoRung rung;

    private EncoderOptions(AVCodecContext encoder, Options options, VideoRung rung) {
        this.encoder = encoder;
        this.options = options;
        this.rung = rung;
    }

    /** @param with an encoder for the rung, its own or one that stands in */
    static void apply(VideoEncoder with, AVCodecContext encoder, Options options, VideoRung rung)
            throws FfmpegException {
        new EncoderOptions(encoder, options, rung).apply(with);
    }

    private void apply(VideoEncoder with) throws FfmpegException {
        encoder.rc_max_rate(rung.maxBitRate());
        encoder.rc_buffer_size((int) Math.min(Integer.MAX_VALUE, bufferBits(rung.maxBitRate())));
        encoder.thread_count(rung.threads());
        switch (with) {
            case X264 -> x264();
            case OPENH264 -> openH264();
            case NVENC -> nvenc();
            case QSV -> qsv();
            case VAAPI -> vaapi();
            case VIDEOTOOLBOX -> videoToolbox();
            case SVT_AV1 -> svtAv1();
        }
    }

    /** Two seconds of the cap; four of a small one, so that a keyframe has room in it. */
    private static long bufferBits(long maxBitRate) {
        return Math.max(maxBitRate * 2, Math.min(maxBitRate * 4, LEAST_BUFFER_BITS));
    }

    private String by(String speed, String balanced, String best) {
        return switch (rung.quality()) {
            case SPEED -> speed;
            case BALANCED -> balanced;
            case BEST -> best;
        };
    }

    /** Balanced is less work than {@code fast} for the same quality in the same bits (docs/adr/0028). */
    private void x264() throws FfmpegException {
        options.set("preset", by("veryfast", "fast", "medium"))
                .set("profile", "high")
                .set("forced-idr", 1)
                .set("crf", decimal(rung.crf()));
        if (rung.quality() == Quality.BALANCED) {
            options.set("motion-est", "dia").set("mixed-refs", 0).set("psy-rd", "0.7:0");
        }
    }

    private void openH264() throws FfmpegException {
        encoder.bit_rate(average());
        options.set("profile", "high").set("rc_mode", "bitrate").set("allow_skip_frames", 0);
    }

    private void nvenc() throws FfmpegException {
        encoder.max_b_frames(3);
        options.set("preset", by("p2", "p4", "p6"))
                .set("tune", "hq")
                .set("profile", "high")
                .set("rc", "vbr")
                .set("cq", decimal(Math.min(51, rung.crf() + NVENC_SCALE)))
                .set("rc-lookahead", by("0", "20", "32"))
                .set("spatial-aq", 1)
                .set("forced-idr", 1);
    }

    /** Takes pictures from main memory and moves them itself. */
    private void qsv() throws FfmpegException {
        encoder.bit_rate(average());
        encoder.max_b_frames(2);
        options.set("preset", by("veryfast", "medium", "slower"))
                .set("profile", "high")
                .set("forced_idr", 1)
                .set("idr_interval", 0);
    }

    private void vaapi() throws FfmpegException {
        encoder.bit_rate(average());
        encoder.max_b_frames(2);
        encoder.compression_level(Integer.parseInt(by("7", "4", "1")));
        options.set("profile", "high").set("rc_mode", "VBR").set("idr_interval", 0);
    }

    private void videoToolbox() throws FfmpegException {
        encoder.bit_rate(average());
        encoder.max_b_frames(2);
        options.set("profile", "high").set("allow_sw", 0).set("realtime", 0).set("prio_speed", by("1", "0", "0"));
    }

    /** Only real keyframes, and only where one is forced: its own period would not follow those. */
    private void svtAv1() throws FfmpegException {
        encoder.thread_count(0);
        options.set("preset", by("10", "8", "6"))
                .set("crf", Math.min(AV1_WORST, Math.round(rung.crf()) + AV1_SCALE))
                .set("svtav1-params", "lp=" + Math.max(1, rung.threads()) + ":keyint=-1");
    }

    private long average() {
        return Math.round(rung.maxBitRate() * AVERAGE_OF_CAP);
    }

    private static String decimal(double value) {
        return String.format(Locale.ROOT, "%.2f", value);
    }
}
