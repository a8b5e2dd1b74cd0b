package io.vitascope.processing.ffmpeg;

import static org.bytedeco.ffmpeg.global.avutil.AV_NOPTS_VALUE;
import static org.bytedeco.ffmpeg.global.avutil.av_channel_layout_default;

import java.util.List;
import java.util.Optional;
import org.bytedeco.ffmpeg.avformat.AVStream;
import org.bytedeco.ffmpeg.avutil.AVFrame;
import org.jspecify.annotations.Nullable;

/**
 * One sound of two streams: editors and cameras write left and right as tracks of their own, and players play both.
 * Confined to one thread.
 */
final class StereoPair implements AutoCloseable {
    /** As FFmpeg describes streams of one channel that have a place. */
    private static final String LEFT = "1 channels (FL)";

    private static final String RIGHT = "1 channels (FR)";

    private final AudioRendition rendition;
    private final int leftIndex;
    private final int rightIndex;
    private final TimeBase leftTime;
    private final TimeBase rightTime;
    private @Nullable FilterGraph graph;

    StereoPair(AudioRendition rendition, AudioRung rung, Input input) {
        this.rendition = rendition;
        leftIndex = rung.streamIndex();
        rightIndex = rung.rightIndex();
        leftTime = input.timeBase(leftIndex);
        rightTime = input.timeBase(rightIndex);
    }

    /**
     * The first stream with the second as its right side, if they are PCM of one kind and length in a file as editors
     * write it, and nothing tells that they are two sounds: not both of them are switched on, or there are single ones
     * beside them.
     */
    static Optional<MediaInfo.AudioStream> find(Input input, List<MediaInfo.AudioStream> audio) {
        if (audio.size() < 2 || !input.container().isOfEditors()) {
            return Optional.empty();
        }
        MediaInfo.AudioStream left = audio.get(0);
        MediaInfo.AudioStream right = audio.get(1);
        boolean sides = left.layout().equals(LEFT) && right.layout().equals(RIGHT);
        boolean anywhere = !left.layout().equals(LEFT)
                && left.layout().equals(right.layout())
                && left.isDefault() == right.isDefault()
                && audio.stream().filter(sound -> sound.channels() == 1).count() % 2 == 0;
        boolean alike = left.channels() == 1
                && right.channels() == 1
                && left.codec().startsWith("pcm_")
                && left.codec().equals(right.codec())
                && left.sampleRate() == right.sampleRate()
                && left.decodable();
        boolean unnamed = left.title().equals(right.title()) && left.language().equals(right.language());
        return alike && unnamed && (sides || anywhere) && areOfOneLength(input, left.index(), right.index())
                ? Optional.of(left.withRight(right))
                : Optional.empty();
    }

    private static boolean areOfOneLength(Input input, int left, int right) {
        long lengthUs = lengthUs(input, left);
        return lengthUs > 0
                && Math.abs(lengthUs - lengthUs(input, right)) <= TranscodePlan.EARLY_US
                && Math.abs(input.startUs(left) - input.startUs(right)) <= TranscodePlan.EARLY_US;
    }

    private static long lengthUs(Input input, int index) {
        AVStream stream = input.stream(index);
        return stream.duration() == AV_NOPTS_VALUE ? 0 : input.timeBase(index).toUs(stream.duration());
    }

    /** The clock of what the rendition is given. */
    static TimeBase timeBase(Input input, AudioRung rung) {
        return new TimeBase(1, input.stream(rung.streamIndex()).codecpar().sample_rate());
    }

    /** Frames of other streams are not taken. One of another kind than the first is left out: silence takes its place. */
    void put(int index, AVFrame frame) throws FfmpegException {
        if (index != leftIndex && index != rightIndex) {
            return;
        }
        av_channel_layout_default(frame.ch_layout(), 1);
        if (graph == null) {
            graph = FilterGraph.stereo(frame, leftTime, rightTime);
        }
        if (graph.accepts(frame)) {
            graph.filterSide(index == leftIndex, frame, rendition::put);
        }
    }

    /** Gives out what is left inside. */
    void finish() throws FfmpegException {
        if (graph != null) {
            graph.filterSide(true, null, rendition::put);
            graph.filterSide(false, null, rendition::put);
        }
    }

    @Override
    public void close() {
        if (graph != null) {
            graph.close();
        }
    }
}
