package io.vitascope.processing.ffmpeg;

import static org.bytedeco.ffmpeg.global.avutil.AV_PIX_FMT_NV12;
import static org.bytedeco.ffmpeg.global.avutil.av_frame_get_buffer;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.bytedeco.ffmpeg.avutil.AVFrame;

/**
 * The H.264 encoder of a job. One in hardware is used only where somebody asked for it and only after it has encoded a
 * few pictures here; else one in software takes its place.
 *
 * @param whyNot what speaks against those that were asked for before it; empty if it is what was asked for
 */
public record EncoderChoice(VideoEncoder encoder, String whyNot) {
    /** The best in software. */
    public static final String AUTO = "auto";
    /** Any in hardware that works, else the best in software. */
    public static final String AUTO_HARDWARE = "auto-hardware";

    private static final int TRIAL_WIDTH = 640;
    private static final int TRIAL_HEIGHT = 360;
    private static final int TRIAL_FRAMES = 10;

    /** @param wanted {@link #AUTO}, {@link #AUTO_HARDWARE} or FFmpeg's name of an encoder */
    public static EncoderChoice of(String wanted) {
        List<String> objections = new ArrayList<>();
        for (VideoEncoder candidate : candidates(wanted)) {
            Optional<String> objection = objection(candidate);
            if (objection.isEmpty()) {
                return new EncoderChoice(candidate, String.join("; ", objections));
            }
            objections.add(candidate.ffmpegName() + ": " + objection.get());
        }
        return new EncoderChoice(VideoEncoder.software(), String.join("; ", objections));
    }

    private static List<VideoEncoder> candidates(String wanted) {
        Stream<VideoEncoder> first =
                switch (wanted) {
                    case AUTO, "" -> Stream.of();
                    case AUTO_HARDWARE -> VideoEncoder.hardware().stream();
                    default ->
                        Stream.of(VideoEncoder.named(wanted)
                                .filter(encoder -> !encoder.isAv1())
                                .orElseThrow(() -> new IllegalArgumentException("no H.264 encoder " + wanted)));
                };
        return Stream.concat(first, Stream.of(VideoEncoder.software()))
                .distinct()
                .toList();
    }

    private static Optional<String> objection(VideoEncoder candidate) {
        if (!candidate.isInThisBuild()) {
            return Optional.of("this build of FFmpeg does not have it");
        }
        return candidate.isHardware() ? trial(candidate) : Optional.empty();
    }

    /** Drivers are loaded, devices opened and pictures encoded: nothing less tells whether that works. */
    private static Optional<String> trial(VideoEncoder candidate) {
        Ffmpeg.forgetLastError();
        VideoRung rung =
                new VideoRung("trial", TRIAL_WIDTH, TRIAL_HEIGHT, 23, 1_000_000, candidate, Quality.BALANCED, 1);
        try (Owned<AVFrame> picture = grey();
                Encoder encoder =
                        Encoder.video(candidate, picture.get(), rung, new FrameRate(25, 1), TRIAL_FRAMES, true)) {
            int[] packets = {0};
            for (int i = 0; i <= TRIAL_FRAMES; i++) {
                picture.get().pts(i);
                encoder.encode(i < TRIAL_FRAMES ? picture.get() : null, packet -> packets[0]++);
            }
            return packets[0] == TRIAL_FRAMES
                    ? Optional.empty()
                    : Optional.of("it gave " + packets[0] + " pictures for " + TRIAL_FRAMES);
        } catch (FfmpegException refused) {
            String said = Ffmpeg.lastError();
            return Optional.of(said.isEmpty() ? String.valueOf(refused.getMessage()) : said);
        }
    }

    private static Owned<AVFrame> grey() throws FfmpegException {
        Owned<AVFrame> picture = Owned.frame();
        try {
            AVFrame frame = picture.get();
            frame.width(TRIAL_WIDTH);
            frame.height(TRIAL_HEIGHT);
            frame.format(AV_PIX_FMT_NV12);
            Calls.check("av_frame_get_buffer", av_frame_get_buffer(frame, 0));
            for (int plane = 0; plane < 2; plane++) {
                long bytes = (long) frame.linesize(plane) * TRIAL_HEIGHT / (plane + 1);
                ByteBuffer samples = frame.data(plane).capacity(bytes).asByteBuffer();
                while (samples.hasRemaining()) {
                    samples.put((byte) 128);
                }
            }
            return picture;
        } catch (FfmpegException | RuntimeException failure) {
            picture.close();
            throw failure;
        }
    }
}
