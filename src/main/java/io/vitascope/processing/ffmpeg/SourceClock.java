package io.vitascope.processing.ffmpeg;

import static org.bytedeco.ffmpeg.global.avutil.AV_NOPTS_VALUE;

import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import org.bytedeco.ffmpeg.avcodec.AVPacket;

/**
 * Moves the packets of a source onto one clock that starts at 0: the earliest of the streams in use is the origin of
 * all, so picture and sound keep their distance. Where a broadcast's clock jumps, the jump is taken out for all streams.
 *
 * <p>Confined to one thread. Source of the thresholds: those of FFmpeg's own program.
 */
final class SourceClock {
    private static final long JUMP_US = 10_000_000;
    /** In a broadcast nothing runs back, but where a part ends that another one follows. */
    private static final long BACK_US = 100_000;

    private final Map<Integer, Long> nextUs = new HashMap<>();
    private final boolean clockMayJump;
    private long shiftUs;
    private int jumps;

    SourceClock(Input input, Set<Integer> streams) {
        clockMayJump = input.clockMayJump();
        shiftUs = -streams.stream().mapToLong(input::startUs).min().orElse(0);
    }

    /** How far this clock is ahead of the file's, negative if the file starts late. */
    long shiftUs() {
        return shiftUs;
    }

    int jumps() {
        return jumps;
    }

    /** Shown hours after it is decoded: a flipped bit, which would be filled up with hours of silence. */
    private static boolean isTorn(AVPacket packet, TimeBase ticks) {
        return packet.pts() != AV_NOPTS_VALUE
                && packet.dts() != AV_NOPTS_VALUE
                && Math.abs(ticks.toUs(packet.pts() - packet.dts())) > JUMP_US;
    }

    void move(AVPacket packet, TimeBase ticks) {
        if (clockMayJump && isTorn(packet, ticks)) {
            packet.pts(AV_NOPTS_VALUE); // what follows from its neighbours is nearer
        }
        long dts = packet.dts() == AV_NOPTS_VALUE ? packet.pts() : packet.dts();
        if (dts != AV_NOPTS_VALUE) {
            long us = ticks.toUs(dts) + shiftUs;
            Long expected = nextUs.get(packet.stream_index());
            if (expected != null) {
                long aheadUs = us - expected;
                long backUs = clockMayJump ? BACK_US : JUMP_US;
                if (aheadUs < -backUs || (clockMayJump && aheadUs > JUMP_US)) {
                    shiftUs -= aheadUs;
                    us = expected;
                    jumps++;
                }
            }
            nextUs.put(packet.stream_index(), us + ticks.toUs(Math.max(0, packet.duration())));
        }
        long shiftTicks = ticks.fromUs(shiftUs);
        if (packet.pts() != AV_NOPTS_VALUE) {
            packet.pts(packet.pts() + shiftTicks);
        }
        if (packet.dts() != AV_NOPTS_VALUE) {
            packet.dts(packet.dts() + shiftTicks);
        }
    }
}
