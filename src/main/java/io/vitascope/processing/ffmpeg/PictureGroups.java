package io.vitascope.processing.ffmpeg;

import static org.bytedeco.ffmpeg.global.avcodec.AV_PKT_FLAG_CORRUPT;
import static org.bytedeco.ffmpeg.global.avcodec.AV_PKT_FLAG_DISCARD;
import static org.bytedeco.ffmpeg.global.avcodec.av_packet_move_ref;
import static org.bytedeco.ffmpeg.global.avutil.AV_NOPTS_VALUE;

import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Deque;
import java.util.NavigableMap;
import java.util.TreeMap;
import org.bytedeco.ffmpeg.avcodec.AVPacket;

/**
 * Gathers the packets of a picture, as they come from a source, into closed groups: an IDR picture and all that refers
 * to it. Fills in the times that some containers leave out, and takes out the captions that lie in the pictures:
 * players would offer them beside the same as text.
 *
 * <p>Errors: NOT_COPYABLE for whatever players would stumble over. Confined to one thread.
 */
final class PictureGroups implements AutoCloseable {
    /** A group that is held until it is whole, at several times the highest rate that is passed on. */
    private static final long MOST_BYTES = 128L << 20;

    /** Takes one whole group. Packets that it leaves in the queue are freed after the call. */
    @FunctionalInterface
    interface Sink {
        /**
         * @param start presentation time of the first picture
         * @param end where the next group begins, or the picture ends
         */
        void accept(Deque<Owned<AVPacket>> packets, long start, long end) throws FfmpegException;
    }

    private final NalUnits nal;
    private final long longest;
    private final long usualTicks;
    private final Sink sink;
    private final ClosedCaptionSink captions;
    private final TimeBase ticks;
    /** Of the group that is held, by the times of its pictures. */
    private final NavigableMap<Long, byte[]> taken = new TreeMap<>();

    private final Deque<Owned<AVPacket>> held = new ArrayDeque<>();
    private long heldBytes;
    private long start;
    private long lastShown;
    private long end;

    /**
     * @param usualTicks how long a picture lasts that does not tell
     * @param captions takes those that lie in the packets, which have none afterwards
     */
    PictureGroups(NalUnits nal, TimeBase ticks, long usualTicks, Sink sink, ClosedCaptionSink captions) {
        this.nal = nal;
        this.ticks = ticks;
        this.captions = captions;
        this.longest = SegmentCuts.longest(ticks);
        this.usualTicks = Math.max(1, usualTicks);
        this.sink = sink;
    }

    /** Takes a packet, in decoding order, on the presentation's clock; it is empty afterwards. */
    void add(AVPacket packet) throws FfmpegException {
        if (packet.pts() == AV_NOPTS_VALUE) {
            throw Copier.unfit("its packets have no times");
        }
        if ((packet.flags() & (AV_PKT_FLAG_CORRUPT | AV_PKT_FLAG_DISCARD)) != 0) {
            throw Copier.unfit("parts of it are damaged, or not to be shown");
        }
        switch (nal.look(packet)) {
            case IDR -> {
                passOn(packet.pts(), packet.dts());
                start = packet.pts();
                lastShown = start;
                end = start;
            }
            case OTHER -> {
                if (held.isEmpty()) {
                    throw Copier.unfit("it does not begin with a keyframe");
                }
            }
            case NEW_SETTINGS -> throw Copier.unfit("its codec changes its settings on the way");
            case UNREADABLE -> throw Copier.unfit("a packet of it holds no picture");
        }
        hold(packet);
    }

    private void hold(AVPacket packet) throws FfmpegException {
        if (packet.pts() < start) {
            throw Copier.unfit("its groups of pictures are open");
        }
        if (packet.pts() - start > longest) {
            throw SegmentCuts.tooLong();
        }
        if (packet.duration() <= 0) {
            packet.duration(usualTicks);
        }
        if (packet.pts() >= lastShown) {
            lastShown = packet.pts();
            end = lastShown + packet.duration();
        }
        CaptionUnits.take(packet, nal).ifPresent(data -> taken.put(packet.pts(), data));
        heldBytes += packet.size();
        if (heldBytes > MOST_BYTES) {
            throw Copier.unfit("a group of its pictures is " + heldBytes + " bytes");
        }
        Owned<AVPacket> copy = Owned.packet();
        av_packet_move_ref(copy.get(), packet);
        held.add(copy);
    }

    /** Passes the last group on. */
    void finish() throws FfmpegException {
        passOn(end, AV_NOPTS_VALUE);
    }

    private void passOn(long next, long nextDts) throws FfmpegException {
        if (held.isEmpty()) {
            return;
        }
        if (next <= lastShown) {
            throw Copier.unfit("its groups of pictures overlap");
        }
        fillDecodingTimes();
        endBeforeNext(next);
        AVPacket last = held.getLast().get();
        if (nextDts != AV_NOPTS_VALUE && nextDts > last.dts()) {
            last.duration(nextDts - last.dts()); // so that segments follow each other without a gap
        }
        taken.forEach((pts, data) -> captions.captions(ticks.toUs(pts), data));
        try {
            sink.accept(held, start, next);
        } finally {
            close();
        }
    }

    /**
     * No picture lasts beyond the one that is shown next: MP4 tells how long they take to decode, so that a pause is
     * told of a picture behind it. The last one to be decoded fills its segment.
     */
    private void endBeforeNext(long next) {
        long[] shown =
                held.stream().mapToLong(packet -> packet.get().pts()).sorted().toArray();
        for (Owned<AVPacket> owned : held) {
            AVPacket packet = owned.get();
            int after = Arrays.binarySearch(shown, packet.pts()) + 1;
            long room = (after < shown.length ? shown[after] : next) - packet.pts();
            if (owned != held.getLast() && room > 0 && packet.duration() > room) {
                packet.duration(room);
            }
        }
    }

    /** Matroska tells no decoding times, and FFmpeg knows them only after the first pictures. */
    private void fillDecodingTimes() throws FfmpegException {
        int unknown = 0;
        for (Owned<AVPacket> packet : held) {
            if (packet.get().dts() != AV_NOPTS_VALUE) {
                break;
            }
            unknown++;
        }
        long known = start;
        int index = 0;
        for (Owned<AVPacket> packet : held) {
            known = index == unknown ? packet.get().dts() : known;
            index++;
        }
        index = 0;
        for (Owned<AVPacket> packet : held) {
            if (index < unknown) {
                packet.get().dts(known - (unknown - index) * usualTicks);
            }
            index++;
        }
    }

    @Override
    public void close() {
        held.forEach(Owned::close);
        held.clear();
        taken.clear();
        heldBytes = 0;
    }
}
