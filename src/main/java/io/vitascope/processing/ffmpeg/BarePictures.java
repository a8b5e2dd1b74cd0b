package io.vitascope.processing.ffmpeg;

import static org.bytedeco.ffmpeg.global.avcodec.AV_PKT_FLAG_KEY;
import static org.bytedeco.ffmpeg.global.avcodec.av_packet_unref;
import static org.bytedeco.ffmpeg.global.avformat.AVSEEK_FLAG_BYTE;
import static org.bytedeco.ffmpeg.global.avformat.av_read_frame;
import static org.bytedeco.ffmpeg.global.avformat.av_seek_frame;
import static org.bytedeco.ffmpeg.global.avutil.AV_NOPTS_VALUE;

import java.util.Map;
import java.util.NavigableMap;
import java.util.Set;
import java.util.TreeMap;
import org.bytedeco.ffmpeg.avcodec.AVPacket;
import org.bytedeco.ffmpeg.avformat.AVFormatContext;
import org.bytedeco.ffmpeg.avformat.AVStream;

/**
 * Times the pictures of a stream that lies in a file without a container, one after the other, each as long as its
 * codec's headers say, and finds its keyframes again. Decoders give pictures out in the order of presentation, with the
 * time of the packet that they got last: so the first packet's time is before 0 by as many pictures as they hold back.
 * Confined to one thread.
 */
final class BarePictures {
    private static final Set<String> FORMATS = Set.of("h264", "hevc", "vvc", "mpegvideo");
    /** Pictures per second where no header tells: what FFmpeg's and other programs take such files for. */
    private static final TimeBase USUAL = new TimeBase(1, 25);

    /** Where each begins in the file, in bytes, by its time of decoding. */
    private final NavigableMap<Long, Long> keyframes = new TreeMap<>();

    private long nextTicks = AV_NOPTS_VALUE;
    private boolean known;

    static boolean are(Container container) {
        return FORMATS.contains(container.name());
    }

    void time(AVPacket packet, AVStream stream) {
        if (packet.duration() <= 0) {
            packet.duration(USUAL.rescale(1, TimeBase.of(stream.time_base())));
        }
        if (nextTicks == AV_NOPTS_VALUE) {
            nextTicks = -stream.codecpar().video_delay() * packet.duration();
        }
        packet.dts(nextTicks);
        packet.pts(stream.codecpar().video_delay() == 0 ? nextTicks : AV_NOPTS_VALUE);
        if ((packet.flags() & AV_PKT_FLAG_KEY) != 0 && packet.pos() >= 0) {
            keyframes.put(nextTicks, packet.pos());
        }
        nextTicks += packet.duration();
    }

    /** To the last keyframe not after a time, else to the first; false if there is none. Reads on from where it is. */
    boolean seek(AVFormatContext format, long ticks) throws FfmpegException {
        try (Owned<AVPacket> owned = Owned.packet()) {
            AVPacket packet = owned.get();
            while (!known && (keyframes.isEmpty() || keyframes.lastKey() <= ticks)) {
                known = av_read_frame(format, packet) < 0;
                if (!known) {
                    time(packet, format.streams(packet.stream_index()));
                    av_packet_unref(packet);
                }
            }
        }
        Map.Entry<Long, Long> keyframe = keyframes.floorEntry(ticks);
        keyframe = keyframe == null ? keyframes.firstEntry() : keyframe;
        if (keyframe == null || av_seek_frame(format, -1, keyframe.getValue(), AVSEEK_FLAG_BYTE) < 0) {
            return false;
        }
        nextTicks = keyframe.getKey();
        return true;
    }
}
