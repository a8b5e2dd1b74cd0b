package io.vitascope.processing.ffmpeg;

import static org.bytedeco.ffmpeg.global.avutil.AV_CHANNEL_ORDER_AMBISONIC;
import static org.bytedeco.ffmpeg.global.avutil.av_channel_layout_ambisonic_order;

import java.util.Optional;
import org.bytedeco.ffmpeg.avutil.AVChannelLayout;

/**
 * The sound of a whole sphere, as cameras for 360 degrees take it, in the order and measure that files have it in (ACN,
 * SN3D): first the sum of all directions, then left minus right. Two microphones (cardioids) that look to the left and to
 * the right are half their sum and half their difference. Stateless.
 */
final class Ambisonics {
    private Ambisonics() {}

    /** A filter that mixes it down, with what is to be heard unturned if there are two channels of that; else empty. */
    static Optional<String> downmix(AVChannelLayout layout, int channels) {
        if (layout.order() != AV_CHANNEL_ORDER_AMBISONIC) {
            return Optional.empty();
        }
        int order = Math.max(0, av_channel_layout_ambisonic_order(layout));
        int unturned = (order + 1) * (order + 1);
        boolean beside = layout.nb_channels() - unturned == 2;
        if (channels == 1) {
            return Optional.of("pan=mono|c0=c0");
        }
        return Optional.of("pan=stereo"
                + "|c0=" + (order == 0 ? "c0" : "0.5*c0+0.5*c1") + (beside ? "+c" + unturned : "")
                + "|c1=" + (order == 0 ? "c0" : "0.5*c0-0.5*c1") + (beside ? "+c" + (unturned + 1) : ""));
    }
}
