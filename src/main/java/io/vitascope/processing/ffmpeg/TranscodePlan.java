package io.vitascope.processing.ffmpeg;

import java.util.List;
import java.util.stream.Stream;

/**
 * What becomes of one source.
 *
 * @param videoStreamIndex as {@link MediaInfo.VideoStream#index()} tells it; ignored without video rungs
 * @param segmentDurationUs wished for; segments are as many whole frames as come nearest
 * @param frameRateNum,frameRateDen pictures per second of every video rung, see {@link MediaInfo.VideoStream}
 * @param decoderThreads 0 for one per core
 */
public record TranscodePlan(
        int videoStreamIndex,
        List<VideoRung> video,
        List<AudioRung> audio,
        long segmentDurationUs,
        int frameRateNum,
        int frameRateDen,
        int decoderThreads,
        MediaLimits limits) {
    public TranscodePlan {
        video = List.copyOf(video);
        audio = List.copyOf(audio);
        if (video.isEmpty() && audio.isEmpty()) {
            throw new IllegalArgumentException("a plan needs at least one rung");
        }
        if (segmentDurationUs < 500_000 || frameRateNum <= 0 || frameRateDen <= 0 || decoderThreads < 0) {
            throw new IllegalArgumentException("segment duration, frame rate or threads out of range");
        }
        long names = Stream.concat(
                        video.stream().map(VideoRung::name), audio.stream().map(AudioRung::name))
                .distinct()
                .count();
        if (names != video.size() + audio.size()) {
            throw new IllegalArgumentException("track names must differ");
        }
    }

    /** Frames of one segment, which is one closed group of pictures. */
    int gopFrames() {
        return (int) Math.max(1, Math.round(segmentDurationUs * (double) frameRateNum / frameRateDen / 1e6));
    }

    /** The length of one frame. */
    TimeBase frameTime() {
        return new TimeBase(frameRateDen, frameRateNum);
    }

    /** Where segments begin, the same for every track: on a frame if there is a picture. */
    long segmentStartUs(long index) {
        return video.isEmpty() ? index * segmentDurationUs : frameTime().toUs(index * gopFrames());
    }
}
