package io.vitascope.processing.ffmpeg;

import static org.bytedeco.ffmpeg.global.avcodec.av_packet_move_ref;
import static org.bytedeco.ffmpeg.global.avutil.AVMEDIA_TYPE_AUDIO;
import static org.bytedeco.ffmpeg.global.avutil.AVMEDIA_TYPE_VIDEO;
import static org.bytedeco.ffmpeg.global.avutil.AV_NOPTS_VALUE;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.function.ToIntFunction;
import org.bytedeco.ffmpeg.avcodec.AVPacket;
import org.bytedeco.ffmpeg.avformat.AVFormatContext;
import org.bytedeco.ffmpeg.avformat.AVStream;

/**
 * Finds packets whose times lie far ahead of all around them, as a flipped bit in one of them makes it, or in the clock
 * of a Matroska cluster, and moves them to where they belong: else the picture would stand still up to there, be it for
 * hours.
 *
 * <p>A packet that is far ahead is held, and all behind it. If its stream comes back, for longer than pictures are
 * reordered, its time is wrong. If it goes on from there for longer than any cluster lasts, that is a pause, and stays.
 * Confined to one thread.
 */
final class WrongTimes implements AutoCloseable {
    static final long FAR_US = 10_000_000;
    /** A cluster counts by 16 bits, in milliseconds as a rule. */
    private static final long LONGEST_CLUSTER_US = 33_000_000;
    /** What goes back so far from where it was is another file behind this one. */
    private static final long ANEW_US = 500_000;
    /** Slides that stay for minutes are not further ahead of each other than usual. */
    private static final int USUAL_STEPS = 20;
    /** Part by which a large step is forgotten with each packet. */
    private static final int FORGETTING = 16;

    private static final int MOST_HELD = 8_000;
    private static final long MOST_HELD_BYTES = 64L << 20;

    /** Of one stream, up to the packet that was passed on last. */
    private static final class Track {
        long latestUs;
        long usualStepUs;
        long decodedTicks = AV_NOPTS_VALUE;
        long durationTicks;
        /** By how much the packets that are read now are too late; 0 if they are right. */
        long wrongTicks;

        Track(long latestUs) {
            this.latestUs = latestUs;
        }

        void reach(long us) {
            long stepUs = us - latestUs;
            usualStepUs = Math.max(stepUs, usualStepUs - usualStepUs / FORGETTING);
            if (stepUs > 0 || stepUs < -FAR_US) {
                latestUs = us; // further back than that, it begins anew
            }
        }

        boolean isFarFrom(long us) {
            return us - latestUs > Math.max(FAR_US, USUAL_STEPS * usualStepUs);
        }
    }

    private final AVFormatContext format;
    private final ToIntFunction<AVPacket> reader;
    private final Map<Integer, Track> tracks = new HashMap<>();
    private final Deque<Owned<AVPacket>> held = new ArrayDeque<>();
    private long heldBytes;
    private int end;
    private int mended;
    private long wrongUntilUs;

    /** @param reader reads the next packet of the file into an empty one; its answer is negative at the end */
    WrongTimes(AVFormatContext format, ToIntFunction<AVPacket> reader) {
        this.format = format;
        this.reader = reader;
    }

    /** As the reader does, with times that can be believed. */
    int read(AVPacket packet) {
        if (!held.isEmpty()) {
            av_packet_move_ref(packet, held.getFirst().get());
            held.removeFirst().close();
            heldBytes -= packet.size();
        } else {
            int result = end < 0 ? end : reader.applyAsInt(packet);
            if (result < 0) {
                return result;
            }
        }
        if (isTimed(packet)) {
            Track track = tracks.computeIfAbsent(packet.stream_index(), index -> new Track(us(packet)));
            mend(packet, track);
            track.reach(us(packet));
            track.decodedTicks = packet.dts();
            track.durationTicks = Math.max(0, packet.duration());
        }
        return 0;
    }

    /** How many times were wrong. */
    int mended() {
        return mended;
    }

    /** The latest of the times that were wrong. */
    long wrongUntilUs() {
        return wrongUntilUs;
    }

    /** Texts are often far from each other. */
    private boolean isTimed(AVPacket packet) {
        int type = stream(packet).codecpar().codec_type();
        return (type == AVMEDIA_TYPE_VIDEO || type == AVMEDIA_TYPE_AUDIO) && ticks(packet) != AV_NOPTS_VALUE;
    }

    private AVStream stream(AVPacket packet) {
        return format.streams(packet.stream_index());
    }

    private static long ticks(AVPacket packet) {
        return packet.pts() == AV_NOPTS_VALUE ? packet.dts() : packet.pts();
    }

    private long us(AVPacket packet) {
        return TimeBase.of(stream(packet).time_base()).toUs(ticks(packet));
    }

    private boolean isFarAhead(Track track, long us) {
        return track.isFarFrom(us) && tracks.values().stream().allMatch(other -> us - other.latestUs > FAR_US);
    }

    /** Looks at what follows, as far as it has to. */
    private boolean isLeftAlone(AVPacket packet, Track track) {
        long us = us(packet);
        int reordered = Math.max(0, stream(packet).codecpar().video_delay());
        int back = 0;
        Iterator<Owned<AVPacket>> known = List.copyOf(held).iterator();
        while (known.hasNext() || hold()) {
            AVPacket next = (known.hasNext() ? known.next() : held.getLast()).get();
            if (next.stream_index() != packet.stream_index() || !isTimed(next)) {
                continue;
            }
            long nextUs = us(next);
            if (nextUs > us + LONGEST_CLUSTER_US || nextUs < track.latestUs - ANEW_US) {
                return false;
            }
            back = nextUs < us - FAR_US ? back + 1 : 0;
            if (back > reordered) {
                return true;
            }
        }
        return false;
    }

    /** Reads one more packet; false at the end, or where enough are held. */
    private boolean hold() {
        if (end < 0 || held.size() >= MOST_HELD || heldBytes >= MOST_HELD_BYTES) {
            return false;
        }
        try {
            Owned<AVPacket> next = Owned.packet();
            end = Math.min(0, reader.applyAsInt(next.get()));
            if (end < 0) {
                next.close();
                return false;
            }
            held.add(next);
            heldBytes += next.get().size();
            return true;
        } catch (FfmpegException noMemory) {
            return false;
        }
    }

    private void mend(AVPacket packet, Track track) {
        TimeBase ticks = TimeBase.of(stream(packet).time_base());
        long far = ticks.fromUs(FAR_US);
        boolean ahead = isFarAhead(track, us(packet));
        if (!ahead) {
            track.wrongTicks = 0;
            return;
        }
        boolean likeTheOneBefore = track.wrongTicks > 0 && !track.isFarFrom(us(packet) - ticks.toUs(track.wrongTicks));
        if (!likeTheOneBefore) {
            track.wrongTicks = isLeftAlone(packet, track) ? wrongTicks(packet, track, ticks) : 0;
        }
        if (track.wrongTicks == 0) {
            return;
        }
        mended++;
        wrongUntilUs = Math.max(wrongUntilUs, us(packet));
        if (packet.pts() != AV_NOPTS_VALUE) {
            packet.pts(packet.pts() - track.wrongTicks);
        }
        // FFmpeg may have guessed it from the times of pictures before.
        if (packet.dts() != AV_NOPTS_VALUE
                && (track.decodedTicks == AV_NOPTS_VALUE || packet.dts() - track.decodedTicks > far)) {
            packet.dts(packet.dts() - track.wrongTicks);
        }
    }

    /** By when it is decoded, if that is wrong as well: pictures may be shown in another order. */
    private static long wrongTicks(AVPacket packet, Track track, TimeBase ticks) {
        boolean decodedLate = packet.dts() != AV_NOPTS_VALUE
                && track.decodedTicks != AV_NOPTS_VALUE
                && packet.dts() - track.decodedTicks > ticks.fromUs(FAR_US);
        return decodedLate
                ? packet.dts() - track.decodedTicks - track.durationTicks
                : ticks(packet) - ticks.fromUs(track.latestUs) - track.durationTicks;
    }

    /** What comes next does not follow what came last. */
    void forget() {
        close();
        tracks.clear();
        end = 0;
    }

    @Override
    public void close() {
        held.forEach(Owned::close);
        held.clear();
        heldBytes = 0;
    }
}
