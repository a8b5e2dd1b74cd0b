package io.vitascope.processing.ffmpeg;

import static org.bytedeco.ffmpeg.global.avcodec.AV_PKT_DATA_DOVI_CONF;
import static org.bytedeco.ffmpeg.global.avcodec.av_packet_side_data_get;

import java.nio.ByteBuffer;
import java.util.Optional;
import org.bytedeco.ffmpeg.avcodec.AVCodecParameters;
import org.bytedeco.ffmpeg.avcodec.AVPacketSideData;

/**
 * What a file tells of Dolby Vision. Most of its profiles are HDR10, HLG or SDR with something beside; those without such
 * a base (5 in HEVC, 10.0 in AV1) have colours of their own (IPT), bent anew for each picture, which only displays and
 * programs with Dolby's mathematics show right. Stateless.
 */
final class DolbyVision {
    private static final int PROFILE_AT = 2;
    private static final int COMPATIBILITY_AT = 7;
    private static final int BYTES = 8;

    private DolbyVision() {}

    /** A sentence, if what is made of it has other colours than it. */
    static Optional<String> warning(AVCodecParameters codec) {
        if (codec.nb_coded_side_data() == 0) {
            return Optional.empty();
        }
        AVPacketSideData data =
                av_packet_side_data_get(codec.coded_side_data(), codec.nb_coded_side_data(), AV_PKT_DATA_DOVI_CONF);
        if (Calls.isNull(data) || data.size() < BYTES) {
            return Optional.empty();
        }
        ByteBuffer told = data.data().capacity(BYTES).asByteBuffer();
        int profile = told.get(PROFILE_AT);
        return told.get(COMPATIBILITY_AT) == 0 && (profile == 5 || profile == 10)
                ? Optional.of(
                        "Its colours are wrong, green and purple for the most part: Dolby Vision of profile " + profile
                                + " has colours of its own, which cannot be converted here; export it as HDR10 or SDR")
                : Optional.empty();
    }
}
