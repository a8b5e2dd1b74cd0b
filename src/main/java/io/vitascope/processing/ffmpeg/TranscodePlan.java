package io.vitascope.processing.ffmpeg;

import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.LongUnaryOperator;
import java.util.stream.Stream;

/**
 * What becomes of one source.
 *
 * @param picture empty if only sound is made
 * @param grid where segments should begin; they begin on the frame that comes nearest
 * @param timing of all that is made of the source; streams that are encoded need not be named in it
 */
public record TranscodePlan(
        Optional<Picture> picture, List<AudioRung> audio, SegmentGrid grid, Timing timing, MediaLimits limits) {
    /** A track that ends so much before the others is filled up. */
    static final long EARLY_US = 500_000;

    /**
     * What becomes of its picture.
     *
     * @param streamIndex as {@link MediaInfo.VideoStream#index()} tells it
     * @param frameRate of every rung, see {@link MediaInfo.VideoStream}
     * @param rungs the largest first, at least one
     * @param sparse encode a picture only where a new one or a segment begins, not at every place of the frame rate
     * @param decoderThreads 0 for one per core
     */
    public record Picture(
            int streamIndex, FrameRate frameRate, List<VideoRung> rungs, boolean sparse, int decoderThreads) {
        public Picture {
            rungs = List.copyOf(rungs);
            if (streamIndex < 0 || !frameRate.isKnown() || rungs.isEmpty() || decoderThreads < 0) {
                throw new IllegalArgumentException("stream, frame rate, rungs or threads out of range");
            }
        }

        /** With a picture at every place of the frame rate, decoded by one thread. */
        public Picture(int streamIndex, FrameRate frameRate, List<VideoRung> rungs) {
            this(streamIndex, frameRate, rungs, false, 1);
        }

        /** The length of one frame. */
        TimeBase frameTime() {
            return frameRate.frameTime();
        }
    }

    public TranscodePlan {
        audio = List.copyOf(audio);
        if (picture.isEmpty() && audio.stream().allMatch(AudioRung::isCopy)) {
            throw new IllegalArgumentException("a plan needs at least one rung to encode");
        }
        List<String> names = Stream.concat(
                        picture.stream().flatMap(one -> one.rungs().stream()).map(VideoRung::name),
                        audio.stream().map(AudioRung::name))
                .toList();
        if (Set.copyOf(names).size() != names.size()) {
            throw new IllegalArgumentException("track names must differ");
        }
    }

    /** Its pictures, the largest first; none if only sound is made. */
    public List<VideoRung> video() {
        return picture.map(Picture::rungs).orElse(List.of());
    }

    /** The same for some of its rungs, of which one at least is to be encoded. */
    public TranscodePlan withRungs(List<VideoRung> video, List<AudioRung> sounds) {
        Optional<Picture> less = picture.filter(whole -> !video.isEmpty())
                .map(whole -> new Picture(
                        whole.streamIndex(), whole.frameRate(), video, whole.sparse(), whole.decoderThreads()));
        return new TranscodePlan(less, sounds, grid, timing, limits);
    }

    /** Where segments begin, the same for every track: on a frame if there is a picture. */
    LongUnaryOperator segmentStartUs() {
        if (picture.isEmpty()) {
            return grid::startUs;
        }
        TimeBase frameTime = picture.get().frameTime();
        SegmentPlaces places = new SegmentPlaces(grid, frameTime);
        return index -> frameTime.toUs(places.start(index));
    }
}
