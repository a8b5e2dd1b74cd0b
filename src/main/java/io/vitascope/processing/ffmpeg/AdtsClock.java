package io.vitascope.processing.ffmpeg;

import static org.bytedeco.ffmpeg.global.avutil.AV_NOPTS_VALUE;

import java.util.Optional;
import org.bytedeco.ffmpeg.avcodec.AVPacket;

/**
 * Times the blocks of a bare AAC file by their own headers: FFmpeg counts them as if all had the sampling rate of the
 * first, and a recording of a radio changes it with its programmes. Confined to one thread.
 */
final class AdtsClock {
    private long nextTicks = AV_NOPTS_VALUE;

    void time(AVPacket packet, TimeBase ticks) {
        Optional<Adts> header = Adts.of(packet);
        if (nextTicks == AV_NOPTS_VALUE) {
            nextTicks = packet.pts() == AV_NOPTS_VALUE ? 0 : packet.pts();
        }
        packet.pts(nextTicks);
        packet.dts(nextTicks);
        header.flatMap(told -> told.durationTicks(ticks)).ifPresent(packet::duration);
        nextTicks += Math.max(0, packet.duration());
    }

    /** What comes next does not follow what came last. */
    void forget() {
        nextTicks = AV_NOPTS_VALUE;
    }
}
