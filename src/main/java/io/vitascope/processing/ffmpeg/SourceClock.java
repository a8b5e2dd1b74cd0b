package io.vitascope.processing.ffmpeg;

import static org.bytedeco.ffmpeg.global.avcodec.AV_PKT_FLAG_DISCARD;
import static org.bytedeco.ffmpeg.global.avcodec.AV_PKT_FLAG_KEY;
import static org.bytedeco.ffmpeg.global.avutil.AV_NOPTS_VALUE;

import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.bytedeco.ffmpeg.avcodec.AVPacket;

/**
 * Moves the packets of a source onto one clock that starts at 0: the earliest of the streams in use is the origin of
 * all, so picture and sound keep their distance. Where a broadcast's clock jumps, the jump is taken out for all streams; where a
 * file begins anew, because somebody has put two in a row, the second follows the first.
 *
 * <p>Confined to one thread. Source of the thresholds: those of FFmpeg's own program.
 */
final class SourceClock {
    private static final long JUMP_US = 10_000_000;
    /** In a broadcast nothing runs back, but where a part ends that another one follows. */
    private static final long BACK_US = 100_000;
    /** How near to its beginning a stream that begins anew is, and how far at least that is behind where it was. */
    private static final long ANEW_US = 500_000;

    private final Map<Integer, Long> nextUs = new HashMap<>();
    /** Where the streams begin on the file's own clock. */
    private final Map<Integer, Long> firstUs = new HashMap<>();

    private final boolean clockMayJump;
    /** How far this clock is ahead of the file's, for each file of those that lie in a row. */
    private final List<Long> shiftsUs = new ArrayList<>();
    /** Which of these files a stream is in: one may be read further than another. */
    private final Map<Integer, Integer> parts = new HashMap<>();

    private int jumps;

    SourceClock(Input input, Set<Integer> streams) {
        clockMayJump = input.clockMayJump();
        shiftsUs.add(-streams.stream().mapToLong(input::startUs).min().orElse(0));
    }

    /** How far this clock is ahead of the file's, negative if the file starts late. */
    long shiftUs() {
        return shiftsUs.get(shiftsUs.size() - 1);
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

    /** In a container without jumps; one picture before another in decoding order is no keyframe. */
    private boolean beginsAnew(AVPacket packet, long fileUs, long us, long expectedUs) {
        return !clockMayJump
                && (packet.flags() & AV_PKT_FLAG_KEY) != 0
                && us < expectedUs - ANEW_US
                && fileUs < firstUs.getOrDefault(packet.stream_index(), fileUs) + ANEW_US;
    }

    void move(AVPacket packet, TimeBase ticks) {
        if (clockMayJump && isTorn(packet, ticks)) {
            packet.pts(AV_NOPTS_VALUE); // what follows from its neighbours is nearer
        }
        long dts = packet.dts() == AV_NOPTS_VALUE ? packet.pts() : packet.dts();
        if (dts != AV_NOPTS_VALUE) {
            long fileUs = ticks.toUs(dts);
            int part = parts.computeIfAbsent(packet.stream_index(), stream -> shiftsUs.size() - 1);
            long us = fileUs + shiftsUs.get(part);
            Long expected = nextUs.get(packet.stream_index());
            firstUs.putIfAbsent(packet.stream_index(), fileUs);
            if (expected != null && beginsAnew(packet, fileUs, us, expected)) {
                part++;
                parts.put(packet.stream_index(), part);
                if (part == shiftsUs.size()) {
                    shiftsUs.add(Collections.max(nextUs.values()) - fileUs);
                    jumps++;
                }
                us = fileUs + shiftsUs.get(part);
            } else if (expected != null) {
                long aheadUs = us - expected;
                long backUs = clockMayJump ? BACK_US : JUMP_US;
                if (aheadUs < -backUs || (clockMayJump && aheadUs > JUMP_US)) {
                    shiftsUs.set(part, shiftsUs.get(part) - aheadUs);
                    us = expected;
                    jumps++;
                }
            }
            nextUs.put(packet.stream_index(), us + ticks.toUs(Math.max(0, packet.duration())));
        }
        int part = parts.getOrDefault(packet.stream_index(), shiftsUs.size() - 1);
        if (part > 0) {
            packet.flags(packet.flags() & ~AV_PKT_FLAG_DISCARD); // by an edit list that speaks of the first file
        }
        long shiftTicks = ticks.fromUs(shiftsUs.get(part));
        if (packet.pts() != AV_NOPTS_VALUE) {
            packet.pts(packet.pts() + shiftTicks);
        }
        if (packet.dts() != AV_NOPTS_VALUE) {
            packet.dts(packet.dts() + shiftTicks);
        }
    }
}
