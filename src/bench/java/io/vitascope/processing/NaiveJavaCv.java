package io.vitascope.processing;

import java.util.Locale;
import org.bytedeco.ffmpeg.global.avcodec;
import org.bytedeco.ffmpeg.global.avutil;
import org.bytedeco.javacv.FFmpegFrameGrabber;
import org.bytedeco.javacv.FFmpegFrameRecorder;
import org.bytedeco.javacv.Frame;

/**
 * What JavaCV's examples do: for each rendition, a grabber, a recorder, and every frame carried from one to the other.
 *
 * <p>A main class of its own: its start belongs to its cost. Arguments: source, preset, frames between keyframes, and
 * for each rendition {@code target width height crf maxBitRate}.
 */
final class NaiveJavaCv {

    private NaiveJavaCv() {}

    public static void main(String[] arguments) throws Exception {
        avutil.av_log_set_level(avutil.AV_LOG_ERROR);
        for (int i = 3; i < arguments.length; i += 5) {
            try (FFmpegFrameGrabber grabber = new FFmpegFrameGrabber(arguments[0])) {
                grabber.start();
                try (FFmpegFrameRecorder recorder = recorder(grabber, arguments, i)) {
                    recorder.start();
                    for (Frame frame = grabber.grab(); frame != null; frame = grabber.grab()) {
                        recorder.record(frame);
                    }
                }
            }
        }
    }

    private static FFmpegFrameRecorder recorder(FFmpegFrameGrabber grabber, String[] arguments, int at) {
        int width = Integer.parseInt(arguments[at + 1]);
        int height = Integer.parseInt(arguments[at + 2]);
        long maxBitRate = Long.parseLong(arguments[at + 4]);
        int channels = Math.min(2, grabber.getAudioChannels());
        FFmpegFrameRecorder recorder = new FFmpegFrameRecorder(arguments[at], width, height, channels);
        recorder.setFormat("mp4");
        recorder.setVideoCodec(avcodec.AV_CODEC_ID_H264);
        recorder.setPixelFormat(avutil.AV_PIX_FMT_YUV420P);
        recorder.setFrameRate(grabber.getFrameRate());
        recorder.setGopSize(Integer.parseInt(arguments[2]));
        recorder.setVideoOption("preset", arguments[1]);
        recorder.setVideoOption("profile", "high");
        recorder.setVideoOption("crf", arguments[at + 3]);
        recorder.setVideoOption("maxrate", Long.toString(maxBitRate));
        recorder.setVideoOption("bufsize", String.format(Locale.ROOT, "%d", maxBitRate * 2));
        recorder.setOption("movflags", "+faststart");
        if (channels > 0) {
            recorder.setAudioCodec(avcodec.AV_CODEC_ID_AAC);
            recorder.setAudioBitrate(128_000);
            recorder.setSampleRate(48_000);
        }
        return recorder;
    }
}
