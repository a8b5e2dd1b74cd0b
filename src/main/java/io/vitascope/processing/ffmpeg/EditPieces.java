package io.vitascope.processing.ffmpeg;

import static org.bytedeco.ffmpeg.global.avcodec.AV_PKT_FLAG_DISCARD;
import static org.bytedeco.ffmpeg.global.avcodec.AV_PKT_FLAG_KEY;
import static org.bytedeco.ffmpeg.global.avutil.AV_NOPTS_VALUE;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.bytedeco.ffmpeg.avcodec.AVPacket;

/**
 * Times the pictures of an MP4 whose edit list shows several pieces of it. FFmpeg counts the time of decoding anew from
 * the first packet of a piece that is shown; which one that is depends on how pictures are reordered there, so that
 * each piece is early or late by some pictures of its own, and only the first is put right. Confined to one thread.
 *
 * <p>Source: ISO/IEC 14496-12, section 8.6.6, and what FFmpeg's demuxer does with such a list.
 */
final class EditPieces {
    /**
     * @param startTicks the time of decoding of its first packet
     * @param laterTicks to be added to its times of presentation
     */
    private record Piece(long startTicks, long laterTicks) {}

    private static final int UNKNOWN = -1;

    private final List<Piece> pieces;
    private int current = UNKNOWN;
    private long lastTicks;

    private EditPieces(List<Piece> pieces) {
        this.pieces = List.copyOf(pieces);
    }

    /** Empty where nothing is to be put right: fewer than two pieces, or an empty one between others. */
    static Optional<EditPieces> of(SampleTimes samples) {
        List<SampleTimes.Edit> edits = samples.edits();
        long shownTicks = 0;
        long emptyTicks = 0;
        List<Long> starts = new ArrayList<>();
        List<Long> errors = new ArrayList<>();
        long earliest = Long.MAX_VALUE;
        for (SampleTimes.Edit edit : edits) {
            if (edit.isEmpty() && !starts.isEmpty()) {
                return Optional.empty();
            }
            if (edit.isEmpty()) {
                emptyTicks += edit.lengthTicks();
            } else {
                SampleTimes.Shown shown = samples.shown(edit);
                if (shown.isNothing()) {
                    return Optional.empty();
                }
                starts.add(shownTicks);
                errors.add(edit.fromTicks() - shown.firstDecodeTicks());
                earliest = Math.min(earliest, shownTicks + shown.earliestTicks() - shown.firstDecodeTicks());
            }
            shownTicks += edit.lengthTicks();
        }
        if (starts.size() < 2) {
            return Optional.empty();
        }
        long movedTicks = Math.max(0, earliest - emptyTicks);
        List<Piece> pieces = new ArrayList<>();
        for (int i = 0; i < starts.size(); i++) {
            pieces.add(new Piece(starts.get(i) - movedTicks, i == 0 ? 0 : movedTicks - errors.get(i)));
        }
        return Optional.of(new EditPieces(pieces));
    }

    void time(AVPacket packet) {
        if (packet.dts() == AV_NOPTS_VALUE) {
            return;
        }
        boolean shown = (packet.flags() & AV_PKT_FLAG_DISCARD) == 0;
        if (current != UNKNOWN && (packet.flags() & AV_PKT_FLAG_KEY) != 0 && beginsNext(packet.dts(), shown)) {
            current++;
        }
        lastTicks = packet.dts();
        if (shown && current == UNKNOWN) {
            current = 0;
            while (current + 1 < pieces.size()
                    && packet.dts() >= pieces.get(current + 1).startTicks()) {
                current++;
            }
        }
        if (shown && packet.pts() != AV_NOPTS_VALUE) {
            packet.pts(packet.pts() + pieces.get(current).laterTicks());
        }
    }

    /** With packets that are not shown, which lie beside the end of the piece before, or at its own start. */
    private boolean beginsNext(long dts, boolean shown) {
        boolean exactly = shown
                && current + 1 < pieces.size()
                && dts == pieces.get(current + 1).startTicks();
        return current + 1 < pieces.size() && (dts <= lastTicks || exactly);
    }

    /** What comes next does not follow what came last. */
    void forget() {
        current = UNKNOWN;
    }
}
