package io.vitascope.processing.ffmpeg;

import static org.bytedeco.ffmpeg.global.avutil.AV_HWDEVICE_TYPE_NONE;
import static org.bytedeco.ffmpeg.global.avutil.AV_HWDEVICE_TYPE_VAAPI;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** The encoders that are known here, by the names that FFmpeg gives them. */
public enum VideoEncoder {
    X264("libx264", false, AV_HWDEVICE_TYPE_NONE),
    /** All that the LGPL build has for H.264 in software. It knows no B pictures. */
    OPENH264("libopenh264", false, AV_HWDEVICE_TYPE_NONE),
    NVENC("h264_nvenc", true, AV_HWDEVICE_TYPE_NONE),
    QSV("h264_qsv", true, AV_HWDEVICE_TYPE_NONE),
    /** The only one that does not take pictures from main memory by itself. */
    VAAPI("h264_vaapi", true, AV_HWDEVICE_TYPE_VAAPI),
    VIDEOTOOLBOX("h264_videotoolbox", true, AV_HWDEVICE_TYPE_NONE),
    SVT_AV1("libsvtav1", false, AV_HWDEVICE_TYPE_NONE);

    private final String ffmpegName;
    private final boolean hardware;
    private final int deviceType;

    VideoEncoder(String ffmpegName, boolean hardware, int deviceType) {
        this.ffmpegName = ffmpegName;
        this.hardware = hardware;
        this.deviceType = deviceType;
    }

    /** For example {@code libx264}. */
    public String ffmpegName() {
        return ffmpegName;
    }

    public boolean isHardware() {
        return hardware;
    }

    public boolean isAv1() {
        return this == SVT_AV1;
    }

    /** Hardware wants its colour samples side by side; x264 takes them so too, should it have to stand in. */
    VideoChain.Target target() {
        return hardware ? VideoChain.Target.H264_NV12 : VideoChain.Target.H264;
    }

    /** FFmpeg's number of the device whose memory pictures have to be moved to; {@code NONE} for main memory. */
    int deviceType() {
        return deviceType;
    }

    boolean isInThisBuild() {
        return Ffmpeg.hasEncoder(ffmpegName);
    }

    /** The best H.264 encoder of this build that needs nothing but a processor. */
    public static VideoEncoder software() {
        return X264.isInThisBuild() ? X264 : OPENH264;
    }

    static List<VideoEncoder> hardware() {
        return Arrays.stream(values()).filter(VideoEncoder::isHardware).toList();
    }

    static Optional<VideoEncoder> named(String ffmpegName) {
        return Stream.of(values())
                .filter(encoder -> encoder.ffmpegName.equals(ffmpegName))
                .findFirst();
    }
}
