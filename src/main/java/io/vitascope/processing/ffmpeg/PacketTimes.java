package io.vitascope.processing.ffmpeg;

import static org.bytedeco.ffmpeg.global.avutil.AVMEDIA_TYPE_AUDIO;
import static org.bytedeco.ffmpeg.global.avutil.AVMEDIA_TYPE_VIDEO;
import static org.bytedeco.ffmpeg.global.avutil.AV_NOPTS_VALUE;

import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.bytedeco.ffmpeg.avcodec.AVCodecParameters;
import org.bytedeco.ffmpeg.avcodec.AVPacket;
import org.bytedeco.ffmpeg.avformat.AVFormatContext;
import org.bytedeco.ffmpeg.avformat.AVStream;

/** Gives packets the times that their container does not tell, or tells of something else. Confined to one thread. */
final class PacketTimes {
    private final AVFormatContext format;
    private final boolean inDecodingOrder;
    private final boolean numbered;
    private final boolean sparse;
    /** Of a file that is nothing but AAC. */
    private final Optional<AdtsClock> blocks;

    private final Optional<BarePictures> bare;
    /** Of sparse streams: when the packet after the one that was read last is to be decoded. */
    private final Map<Integer, Long> nextTicks = new HashMap<>();

    /** Of streams that an edit list shows in several pieces. */
    private final Map<Integer, EditPieces> pieces = new HashMap<>();

    PacketTimes(AVFormatContext format, Container container) {
        this.format = format;
        numbered = container.numbersPackets();
        inDecodingOrder = container.isInDecodingOrder();
        sparse = container.clockMayJump();
        blocks = container.isBareAac() ? Optional.of(new AdtsClock()) : Optional.empty();
        bare = BarePictures.are(container) ? Optional.of(new BarePictures()) : Optional.empty();
        if (inDecodingOrder) {
            // FFmpeg would take for the time of a picture that of the next packet, wherever pictures may be reordered.
            format.flags(format.flags() & ~AVFormatContext.AVFMT_FLAG_GENPTS);
        }
    }

    /** Pictures without a container; nothing but their own headers tells anything of them. */
    Optional<BarePictures> bare() {
        return bare;
    }

    /** Of an MP4 that FFmpeg shows as its edit lists say. */
    void followEdits(Path mp4) {
        for (int i = 0; i < format.nb_streams(); i++) {
            int index = i;
            if (format.streams(i).codecpar().codec_type() == AVMEDIA_TYPE_VIDEO) {
                SampleTimes.ofEdited(mp4, format.streams(i).id())
                        .flatMap(EditPieces::of)
                        .ifPresent(found -> pieces.put(index, found));
            }
        }
    }

    void complete(AVPacket packet) {
        AVStream stream = format.streams(packet.stream_index());
        int type = stream.codecpar().codec_type();
        if (type == AVMEDIA_TYPE_AUDIO && blocks.isPresent()) {
            blocks.get().time(packet, TimeBase.of(stream.time_base()));
        }
        if (type != AVMEDIA_TYPE_VIDEO) {
            return;
        }
        bare.ifPresent(pictures -> pictures.time(packet, stream));
        EditPieces edited = pieces.get(packet.stream_index());
        if (edited != null) {
            edited.time(packet);
        }
        if (sparse) {
            fillIn(packet);
        }
        if (packet.pts() == AV_NOPTS_VALUE
                && (sparse || inDecodingOrder)
                && stream.codecpar().video_delay() == 0) {
            packet.pts(packet.dts());
        }
        if (inDecodingOrder) {
            showFromDecodingTime(packet, stream.codecpar());
        }
    }

    /** After one with a time each follows the one before it. */
    private void fillIn(AVPacket packet) {
        int index = packet.stream_index();
        if (packet.dts() == AV_NOPTS_VALUE && packet.pts() == AV_NOPTS_VALUE) {
            packet.dts(nextTicks.getOrDefault(index, AV_NOPTS_VALUE));
        }
        if (packet.dts() == AV_NOPTS_VALUE || packet.duration() <= 0) {
            nextTicks.remove(index);
        } else {
            nextTicks.put(index, packet.dts() + packet.duration());
        }
    }

    /**
     * A picture that waits for others comes out of the decoder some packets after its own, with the later one's time.
     */
    private void showFromDecodingTime(AVPacket packet, AVCodecParameters codec) {
        long delay = numbered ? codec.video_delay() * Math.max(1, packet.duration()) : 0;
        if (packet.pts() != AV_NOPTS_VALUE) {
            packet.pts(packet.pts() - delay);
        }
        if (packet.dts() != AV_NOPTS_VALUE) {
            packet.dts(packet.dts() - delay);
        }
    }

    /** What comes next does not follow what came last. */
    void forget() {
        blocks.ifPresent(AdtsClock::forget);
        nextTicks.clear();
        pieces.values().forEach(EditPieces::forget);
    }
}
