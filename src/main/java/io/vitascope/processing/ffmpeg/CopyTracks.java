package io.vitascope.processing.ffmpeg;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.bytedeco.ffmpeg.avformat.AVStream;
import org.jspecify.annotations.Nullable;

/** The sounds of a source that are passed on as they are, by their streams. Confined to one thread. */
final class CopyTracks implements AutoCloseable {
    private final SegmentGrid grid;
    private final MediaLimits limits;
    private final Output output;
    private final Map<Integer, SoundCopy> tracks = new LinkedHashMap<>();

    CopyTracks(SegmentGrid grid, MediaLimits limits, Output output) {
        this.grid = grid;
        this.limits = limits;
        this.output = output;
    }

    void add(Copier.SoundTrack track, AVStream stream) {
        if (tracks.containsKey(stream.index())) {
            throw new IllegalArgumentException("stream " + stream.index() + " is copied already");
        }
        tracks.put(stream.index(), new SoundCopy(track, stream, grid, limits, output));
    }

    Optional<SoundCopy> of(int index) {
        return Optional.ofNullable(tracks.get(index));
    }

    /** The source is read from its start again: what was passed on until now is not taken again. */
    void again() {
        tracks.values().forEach(SoundCopy::again);
    }

    boolean isEmpty() {
        return tracks.isEmpty();
    }

    /**
     * Ends all segments.
     *
     * @param commonEndUs where the other tracks end
     * @return the end of the longest track in microseconds, 0 without any
     */
    long finish(long commonEndUs) throws FfmpegException {
        long endUs = 0;
        for (SoundCopy track : tracks.values()) {
            endUs = Math.max(endUs, track.finish(commonEndUs));
        }
        return endUs;
    }

    /** Closes all of them, whatever the first failure. */
    @Override
    public void close() throws FfmpegException {
        @Nullable FfmpegException first = null;
        for (SoundCopy track : tracks.values()) {
            try {
                track.close();
            } catch (FfmpegException e) {
                if (first == null) {
                    first = e;
                } else {
                    first.addSuppressed(e);
                }
            }
        }
        tracks.clear();
        if (first != null) {
            throw first;
        }
    }
}
