package io.vitascope.processing.ffmpeg;

import java.util.List;
import java.util.Set;
import java.util.function.LongUnaryOperator;
import java.util.stream.Stream;

/**
 * What becomes of one source.
 *
 * @param videoStreamIndex as {@link MediaInfo.VideoStream#index()} tells it; ignored without video rungs
 * @param grid where segments should begin; they begin on the frame that comes nearest
 * @param frameRateNum,frameRateDen pictures per second of every video rung, see {@link MediaInfo.VideoStream}
 * @param sparse encode a picture only where a new one or a segment begins, not at every place of the frame rate
 * @param decoderThreads 0 for one per core
 * @param clockStreams besides those that are encoded: the earliest of all is presented at 0
 */
public record TranscodePlan(
        int videoStreamIndex,
        List<VideoRung> video,
        List<AudioRung> audio,
        SegmentGrid grid,
        int frameRateNum,
        int frameRateDen,
        boolean sparse,
        int decoderThreads,
        Set<Integer> clockStreams,
        MediaLimits limits) {
    /** A track that ends so much before the others is filled up. */
    static final long EARLY_US = 500_000;

    public TranscodePlan {
        video = List.copyOf(video);
        audio = List.copyOf(audio);
        clockStreams = Set.copyOf(clockStreams);
        if (video.isEmpty() && audio.stream().allMatch(AudioRung::isCopy)) {
            throw new IllegalArgumentException("a plan needs at least one rung to encode");
        }
        if (frameRateNum <= 0 || frameRateDen <= 0 || decoderThreads < 0) {
            throw new IllegalArgumentException("frame rate or threads out of range");
        }
        long names = Stream.concat(
                        video.stream().map(VideoRung::name), audio.stream().map(AudioRung::name))
                .distinct()
                .count();
        if (names != video.size() + audio.size()) {
            throw new IllegalArgumentException("track names must differ");
        }
    }

    /** With a picture at every place of the frame rate. */
    public TranscodePlan(
            int videoStreamIndex,
            List<VideoRung> video,
            List<AudioRung> audio,
            SegmentGrid grid,
            int frameRateNum,
            int frameRateDen,
            int decoderThreads,
            Set<Integer> clockStreams,
            MediaLimits limits) {
        this(
                videoStreamIndex,
                video,
                audio,
                grid,
                frameRateNum,
                frameRateDen,
                false,
                decoderThreads,
                clockStreams,
                limits);
    }

    SegmentPlaces places() {
        return new SegmentPlaces(grid, frameTime());
    }

    /** The length of one frame. */
    TimeBase frameTime() {
        return new TimeBase(frameRateDen, frameRateNum);
    }

    /** Where segments begin, the same for every track: on a frame if there is a picture. */
    LongUnaryOperator segmentStartUs() {
        if (video.isEmpty()) {
            return grid::startUs;
        }
        SegmentPlaces places = places();
        return index -> frameTime().toUs(places.start(index));
    }
}
