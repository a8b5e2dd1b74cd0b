package io.vitascope.processing.ffmpeg;

import static org.bytedeco.ffmpeg.global.avcodec.AV_PKT_FLAG_DISCARD;
import static org.bytedeco.ffmpeg.global.avcodec.AV_PKT_FLAG_KEY;
import static org.bytedeco.ffmpeg.global.avutil.AV_NOPTS_VALUE;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.bytedeco.ffmpeg.avcodec.AVPacket;

/**
 * Moves the packets of a source onto one clock that starts at 0: the earliest of the streams in use is the origin of
 * all, so picture and sound keep their distance. Where a broadcast's clock jumps, the jump is taken out for all
 * streams; where a file begins anew, because somebody has put two in a row, the second follows the first; where a clock
 * stands still, packets follow each other.
 *
 * <p>Confined to one thread. Source of the thresholds: those of FFmpeg's own program.
 */
final class SourceClock {
    private static final long JUMP_US = 10_000_000;
    /** In a broadcast nothing runs back, but where a part ends that another one follows. */
    private static final long BACK_US = 100_000;
    /** How near to its beginning a stream that begins anew is, and how far at least that is behind where it was. */
    private static final long ANEW_US = 500_000;
    /** Packets that last and have the time of the one before: a field, or a picture that is not shown, is one. */
    private static final int STANDING = 2;

    private final Map<Integer, Track> tracks = new HashMap<>();
    private final boolean clockMayJump;
    /** What an edit list leaves out stands still, or runs beside what it shows; its times tell nothing. */
    private final boolean hasEdits;
    /** How far this clock is ahead of the file's, for each part of the file that has a clock of its own. */
    private final List<Long> shiftsUs = new ArrayList<>();

    private int jumps;

    SourceClock(Input input, Timing timing) {
        this(input.container().clockMayJump(), input.isIndexed(), timing.originUs(input));
    }

    /** On the file's own clock; what is not presented, such as the text of a broadcast, may begin long before. */
    static long earliestUs(Input input, Set<Integer> streams) {
        return streams.stream().mapToLong(input::startUs).min().orElse(0);
    }

    /**
     * @param hasEdits whether packets that are to be discarded are so by an edit list
     * @param startUs of the earliest stream
     */
    SourceClock(boolean clockMayJump, boolean hasEdits, long startUs) {
        this.clockMayJump = clockMayJump;
        this.hasEdits = hasEdits;
        shiftsUs.add(-startUs);
    }

    /** Where a stream is; one may be read further than another. */
    private static final class Track {
        /** On the file's own clock. */
        final long firstUs;

        int part;
        /** On the file's own clock; none before the first packet. */
        long lastUs = Long.MIN_VALUE;
        /** Where its next packet is expected. */
        long nextUs;

        int standing;

        Track(long firstUs, int part) {
            this.firstUs = firstUs;
            this.part = part;
        }

        boolean isNew() {
            return lastUs == Long.MIN_VALUE;
        }
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

    void move(AVPacket packet, TimeBase ticks) {
        if (clockMayJump && isTorn(packet, ticks)) {
            packet.pts(AV_NOPTS_VALUE); // what follows from its neighbours is nearer
        }
        long dts = packet.dts() == AV_NOPTS_VALUE ? packet.pts() : packet.dts();
        int newest = shiftsUs.size() - 1;
        if (dts == AV_NOPTS_VALUE || (hasEdits && (packet.flags() & AV_PKT_FLAG_DISCARD) != 0)) {
            Track known = tracks.get(packet.stream_index());
            shift(packet, ticks, known == null ? newest : known.part);
            return;
        }
        long fileUs = ticks.toUs(dts);
        Track track = tracks.computeIfAbsent(packet.stream_index(), index -> new Track(fileUs, newest));
        track.standing = track.lastUs == fileUs && packet.duration() > 0 ? track.standing + 1 : 0;
        if (track.standing >= STANDING) {
            packet.pts(AV_NOPTS_VALUE);
            packet.dts(ticks.fromUs(track.nextUs - shiftsUs.get(track.part)));
        } else {
            if (!track.isNew()) {
                findPart(track, fileUs, (packet.flags() & AV_PKT_FLAG_KEY) != 0);
            }
            track.nextUs = fileUs + shiftsUs.get(track.part);
        }
        track.lastUs = fileUs;
        track.nextUs += ticks.toUs(Math.max(0, packet.duration()));
        shift(packet, ticks, track.part);
    }

    private void shift(AVPacket packet, TimeBase ticks, int part) {
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

    /**
     * Moves a stream to the part that its packet belongs to, where other streams may be already; a new one, if it fits
     * none.
     */
    private void findPart(Track track, long fileUs, boolean key) {
        long aheadUs = fileUs + shiftsUs.get(track.part) - track.nextUs;
        boolean anew = beginsAnew(track, fileUs, aheadUs, key);
        boolean jump = anew || aheadUs < -(clockMayJump ? BACK_US : JUMP_US) || (clockMayJump && aheadUs > JUMP_US);
        if (!jump && Math.abs(aheadUs) <= ANEW_US) {
            return;
        }
        int later = laterPart(track, fileUs);
        if (later >= 0 && (jump || distanceUs(track, fileUs, later) < Math.abs(aheadUs))) {
            track.part = later;
            pushBack(later, track.nextUs - fileUs - shiftsUs.get(later));
        } else if (jump) {
            jumps++;
            if (!anew && Math.abs(aheadUs) <= ANEW_US) {
                shiftsUs.set(track.part, shiftsUs.get(track.part) - aheadUs);
                return;
            }
            shiftsUs.add((anew ? latestUs() : track.nextUs) - fileUs);
            track.part = shiftsUs.size() - 1;
        }
    }

    /** In a container without jumps; one picture before another in decoding order is no keyframe. */
    private boolean beginsAnew(Track track, long fileUs, long aheadUs, boolean key) {
        return !clockMayJump && key && aheadUs < -ANEW_US && fileUs < track.firstUs + ANEW_US;
    }

    /** The one in which the packet is nearest to where it is expected, -1 if there is none. */
    private int laterPart(Track track, long fileUs) {
        int nearest = -1;
        long leastUs = JUMP_US;
        for (int part = track.part + 1; part < shiftsUs.size(); part++) {
            long offUs = distanceUs(track, fileUs, part);
            if (offUs <= leastUs) {
                leastUs = offUs;
                nearest = part;
            }
        }
        return nearest;
    }

    /**
     * From where the stream is, or from where the foremost of all is: a stream may have ended long before its part did.
     */
    private long distanceUs(Track track, long fileUs, int part) {
        long us = fileUs + shiftsUs.get(part);
        return Math.min(Math.abs(us - track.nextUs), Math.abs(us - latestUs()));
    }

    /** A sound that went on longer than the picture before: the next part begins behind both. */
    private void pushBack(int part, long lateUs) {
        if (clockMayJump && lateUs > BACK_US) {
            shiftsUs.set(part, shiftsUs.get(part) + lateUs);
        }
    }

    private long latestUs() {
        return tracks.values().stream().mapToLong(track -> track.nextUs).max().orElse(0);
    }
}
