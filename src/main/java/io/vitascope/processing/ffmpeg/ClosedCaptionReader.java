package io.vitascope.processing.ffmpeg;

import static org.bytedeco.ffmpeg.global.avutil.AV_FRAME_DATA_A53_CC;
import static org.bytedeco.ffmpeg.global.avutil.AV_NOPTS_VALUE;
import static org.bytedeco.ffmpeg.global.avutil.av_frame_get_side_data;
import static org.bytedeco.ffmpeg.global.avutil.av_frame_remove_side_data;

import java.nio.file.Path;
import java.util.Optional;
import org.bytedeco.ffmpeg.avcodec.AVPacket;
import org.bytedeco.ffmpeg.avutil.AVFrame;
import org.bytedeco.ffmpeg.avutil.AVFrameSideData;

/**
 * Reads the captions that lie in the pictures of a source. A pass that copies or decodes them finds these on its way;
 * this is for a run in which there is none, since all renditions were finished before. Stateless.
 */
public final class ClosedCaptionReader {
    private ClosedCaptionReader() {}

    /**
     * Decodes all pictures, no better than is needed.
     *
     * @param timing of all that is made of the source
     * @param threads of the decoder, 0 for one per core
     * @param listener is told how far it is
     */
    public static void read(
            Path source,
            int streamIndex,
            Timing timing,
            int threads,
            MediaLimits limits,
            ClosedCaptionSink captions,
            TranscodeListener listener)
            throws FfmpegException {
        try (Input input = Input.open(source, limits);
                Packets packets = input.packetsOf(index -> index == streamIndex);
                Decoder decoder =
                        Decoder.open(input.stream(streamIndex), threads, limits).unseen()) {
            SourceClock clock = new SourceClock(input, timing);
            TimeBase ticks = input.timeBase(streamIndex);
            FrameSink sink = frame -> {
                Optional<byte[]> data = take(frame);
                if (data.isPresent() && frame.best_effort_timestamp() != AV_NOPTS_VALUE) {
                    captions.captions(ticks.toUs(frame.best_effort_timestamp()), data.get());
                }
            };
            input.keepOnly(index -> index == streamIndex);
            ReadingProgress progress = new ReadingProgress(listener);
            while (packets.next()) {
                AVPacket packet = packets.get();
                clock.move(packet, ticks);
                decoder.follow(input.codec(), sink);
                decoder.decode(packet, sink);
                progress.passed(packet, ticks);
            }
            decoder.decode(null, sink);
            input.requireNoFailedRead();
        }
    }

    /** What lies in a picture, which has none afterwards. */
    static Optional<byte[]> take(AVFrame frame) {
        AVFrameSideData found = av_frame_get_side_data(frame, AV_FRAME_DATA_A53_CC);
        if (Calls.isNull(found)) {
            return Optional.empty();
        }
        byte[] data = new byte[(int) found.size()];
        found.data().get(data);
        av_frame_remove_side_data(frame, AV_FRAME_DATA_A53_CC);
        return Optional.of(data);
    }
}
