package io.vitascope.processing.ffmpeg;

import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/**
 * Where the presentation of a source begins, for all that is made of it: with the earliest of its streams, or up to half a
 * frame beside that, so that its picture begins on a frame. Else the frames of what is encoded would stand beside the sound,
 * and beside the pictures of what is passed on. Immutable.
 *
 * @param streams the earliest of them is presented at 0
 * @param grid whose frames begin there too; empty for sound alone
 */
public record Timing(Set<Integer> streams, Optional<Grid> grid) {

    /** The frames of one stream. */
    public record Grid(int streamIndex, FrameRate rate) {}

    public Timing {
        streams = Set.copyOf(streams);
    }

    public static Timing of(Integer... streams) {
        return new Timing(Set.of(streams), Optional.empty());
    }

    public Timing onGridOf(int streamIndex, FrameRate rate) {
        return new Timing(streams, Optional.of(new Grid(streamIndex, rate)));
    }

    Timing with(Set<Integer> more) {
        Set<Integer> all = new TreeSet<>(streams);
        all.addAll(more);
        return new Timing(all, grid);
    }

    /** On the file's own clock. */
    long originUs(Input input) {
        long earliestUs = SourceClock.earliestUs(input, streams);
        return grid.map(one -> {
                    long lateUs = input.startUs(one.streamIndex()) - earliestUs;
                    TimeBase frame = one.rate().frameTime();
                    return earliestUs + lateUs - frame.toUs(frame.fromUs(lateUs));
                })
                .orElse(earliestUs);
    }
}
