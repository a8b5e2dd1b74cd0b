package io.vitascope.processing.ffmpeg;

import static org.bytedeco.ffmpeg.global.avutil.AV_SAMPLE_FMT_FLTP;
import static org.bytedeco.ffmpeg.global.avutil.av_channel_layout_default;
import static org.bytedeco.ffmpeg.global.avutil.av_frame_get_buffer;
import static org.bytedeco.ffmpeg.global.avutil.av_samples_set_silence;

import org.bytedeco.ffmpeg.avutil.AVFrame;

/** Sound without sound, as the encoder takes it. Stateless. */
final class Silence {
    private Silence() {}

    /** The caller owns it, and sets its time. */
    static Owned<AVFrame> block(int channels, int samples) throws FfmpegException {
        Owned<AVFrame> owned = Owned.frame();
        try {
            AVFrame frame = owned.get();
            frame.nb_samples(samples);
            frame.format(AV_SAMPLE_FMT_FLTP);
            frame.sample_rate(Encoder.AUDIO_RATE);
            av_channel_layout_default(frame.ch_layout(), channels);
            Calls.check("av_frame_get_buffer", av_frame_get_buffer(frame, 0));
            Calls.check(
                    "av_samples_set_silence",
                    av_samples_set_silence(frame.extended_data(), 0, samples, channels, AV_SAMPLE_FMT_FLTP));
            return owned;
        } catch (FfmpegException | RuntimeException failure) {
            owned.close();
            throw failure;
        }
    }
}
