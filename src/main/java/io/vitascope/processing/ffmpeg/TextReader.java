package io.vitascope.processing.ffmpeg;

import static org.bytedeco.ffmpeg.global.avcodec.AV_PKT_DATA_WEBVTT_SETTINGS;
import static org.bytedeco.ffmpeg.global.avcodec.av_packet_get_side_data;
import static org.bytedeco.ffmpeg.global.avutil.AV_NOPTS_VALUE;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.bytedeco.ffmpeg.avcodec.AVPacket;
import org.bytedeco.javacpp.BytePointer;
import org.bytedeco.javacpp.SizeTPointer;

/**
 * Takes the subtitles of a source out of it, as they are written there: nothing is decoded, for all that FFmpeg's
 * decoders would do is to rewrite one text into another. Stateless.
 */
public final class TextReader {
    private static final long MOST_BYTES = 8 << 20;
    private static final int MOST_CUES = 50_000;
    private static final int LONGEST_CUE_BYTES = 64 << 10;

    private TextReader() {}

    /**
     * One cue.
     *
     * @param startMs from the beginning of the presentation; {@code endMs} is the same where the file does not tell it
     * @param text as the codec of the stream writes it
     * @param settings of WebVTT, empty without any
     */
    public record Cue(int streamIndex, long startMs, long endMs, byte[] text, String settings) {}

    /**
     * Reads the whole file.
     *
     * @param timing of all that is made of the source
     * @return in the order of the file; what exceeds some megabytes is left out
     */
    public static List<Cue> read(Path source, Set<Integer> streams, Timing timing, MediaLimits limits)
            throws FfmpegException {
        List<Cue> cues = new ArrayList<>();
        Map<Integer, Long> bytes = new HashMap<>();
        try (Input input = Input.open(source, limits);
                Packets packets = input.packetsOf(streams::contains)) {
            long shiftUs = new SourceClock(input, timing).shiftUs();
            input.keepOnly(streams::contains);
            while (packets.next()) {
                AVPacket packet = packets.get();
                long size = bytes.merge(packet.stream_index(), (long) packet.size(), Long::sum);
                boolean readable = packet.pts() != AV_NOPTS_VALUE && packet.size() <= LONGEST_CUE_BYTES;
                if (readable && size <= MOST_BYTES && cues.size() < MOST_CUES) {
                    cues.add(cue(packet, input.timeBase(packet.stream_index()), shiftUs));
                }
            }
        }
        return cues;
    }

    private static Cue cue(AVPacket packet, TimeBase ticks, long shiftUs) {
        byte[] text = new byte[packet.size()];
        if (text.length > 0) {
            packet.data().get(text);
        }
        long startMs = (ticks.toUs(packet.pts()) + shiftUs) / 1_000;
        long lengthMs = ticks.toUs(Math.max(0, packet.duration())) / 1_000;
        return new Cue(packet.stream_index(), startMs, startMs + lengthMs, text, settings(packet));
    }

    private static String settings(AVPacket packet) {
        try (SizeTPointer size = new SizeTPointer(1)) {
            BytePointer data = av_packet_get_side_data(packet, AV_PKT_DATA_WEBVTT_SETTINGS, size);
            if (Calls.isNull(data)) {
                return "";
            }
            byte[] written = new byte[(int) Math.min(LONGEST_CUE_BYTES, size.get())];
            data.get(written);
            return new String(written, StandardCharsets.UTF_8);
        }
    }
}
