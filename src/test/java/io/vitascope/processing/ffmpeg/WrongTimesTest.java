package io.vitascope.processing.ffmpeg;

import static org.assertj.core.api.Assertions.assertThat;
import static org.bytedeco.ffmpeg.global.avcodec.av_packet_unref;
import static org.bytedeco.ffmpeg.global.avformat.avformat_alloc_context;
import static org.bytedeco.ffmpeg.global.avformat.avformat_free_context;
import static org.bytedeco.ffmpeg.global.avformat.avformat_new_stream;
import static org.bytedeco.ffmpeg.global.avutil.AVERROR_EOF;
import static org.bytedeco.ffmpeg.global.avutil.AVMEDIA_TYPE_AUDIO;
import static org.bytedeco.ffmpeg.global.avutil.AVMEDIA_TYPE_VIDEO;

import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.function.UnaryOperator;
import java.util.stream.LongStream;
import org.bytedeco.ffmpeg.avcodec.AVPacket;
import org.bytedeco.ffmpeg.avformat.AVFormatContext;
import org.bytedeco.ffmpeg.avformat.AVStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** Packets of 40 ms, in milliseconds. */
@ExtendWith(NoLivingHandles.class)
class WrongTimesTest {
    private static final int PICTURE = 0;
    private static final int SOUND = 1;
    private static final long HOURS = 1 << 24;

    private record Packet(int stream, long ms) {}

    private AVFormatContext format;

    @BeforeEach
    void makeStreams() throws FfmpegException {
        Ffmpeg.load();
        format = avformat_alloc_context();
        for (int type : new int[] {AVMEDIA_TYPE_VIDEO, AVMEDIA_TYPE_AUDIO}) {
            AVStream stream = avformat_new_stream(format, null);
            stream.codecpar().codec_type(type);
            new TimeBase(1, 1_000).writeTo(stream.time_base());
        }
    }

    @AfterEach
    void freeStreams() {
        avformat_free_context(format);
    }

    private List<Packet> read(List<Packet> packets) throws FfmpegException {
        Iterator<Packet> file = packets.iterator();
        List<Packet> seen = new ArrayList<>();
        try (Owned<AVPacket> owned = Owned.packet();
                WrongTimes times = new WrongTimes(format, packet -> next(file, packet))) {
            while (times.read(owned.get()) >= 0) {
                seen.add(new Packet(owned.get().stream_index(), owned.get().pts()));
                av_packet_unref(owned.get());
            }
        }
        return seen;
    }

    private static int next(Iterator<Packet> file, AVPacket packet) {
        if (!file.hasNext()) {
            return AVERROR_EOF;
        }
        Packet next = file.next();
        packet.stream_index(next.stream());
        packet.pts(next.ms());
        packet.dts(next.ms());
        packet.duration(40);
        return 0;
    }

    private static List<Packet> pictures(long fromMs, long untilMs) {
        return LongStream.iterate(fromMs, ms -> ms < untilMs, ms -> ms + 40)
                .mapToObj(ms -> new Packet(PICTURE, ms))
                .toList();
    }

    /** Of both streams. */
    private static List<Packet> all(long fromMs, long untilMs) {
        return pictures(fromMs, untilMs).stream()
                .flatMap(packet -> List.of(packet, new Packet(SOUND, packet.ms())).stream())
                .toList();
    }

    private static List<Packet> with(List<Packet> packets, UnaryOperator<Packet> change) {
        return packets.stream().map(change).toList();
    }

    @Test
    void aPacketThatIsHoursAheadOfAllOthersIsWhereItBelongs() throws FfmpegException {
        List<Packet> right = all(0, 10_000);
        List<Packet> wrong = with(
                right,
                packet -> packet.equals(new Packet(PICTURE, 4_800)) || packet.equals(new Packet(SOUND, 8_000))
                        ? new Packet(packet.stream(), packet.ms() + HOURS)
                        : packet);

        assertThat(read(wrong)).isEqualTo(right);
    }

    @Test
    void aClusterThatIsHoursAheadOfAllOthersIsWhereItBelongs() throws FfmpegException {
        List<Packet> right = all(0, 20_000);
        List<Packet> wrong = with(
                right,
                packet -> packet.ms() >= 5_000 && packet.ms() < 10_000
                        ? new Packet(packet.stream(), packet.ms() + HOURS)
                        : packet);

        assertThat(read(wrong)).isEqualTo(right);
    }

    @Test
    void aPauseIsNotShortened() throws FfmpegException {
        List<Packet> packets = new ArrayList<>(all(0, 2_000));
        packets.addAll(all(60_000, 100_000));
        packets.addAll(all(200_000, 200_200));

        assertThat(read(packets)).isEqualTo(packets);
    }

    @Test
    void aPictureThatPausesBesideItsSoundKeepsItsTime() throws FfmpegException {
        List<Packet> packets = new ArrayList<>(all(0, 2_000));
        packets.addAll(with(pictures(2_000, 30_000), packet -> new Packet(SOUND, packet.ms())));
        packets.addAll(all(30_000, 32_000));

        assertThat(read(packets)).isEqualTo(packets);
    }

    @Test
    void slidesThatAreReorderedKeepTheirTimes() throws FfmpegException {
        format.streams(PICTURE).codecpar().video_delay(2);
        List<Packet> packets = new ArrayList<>();
        for (long group = 0; group < 900_000; group += 90_000) {
            for (long ms : new long[] {90_000, 60_000, 30_000}) {
                packets.add(new Packet(PICTURE, group + ms));
            }
        }

        assertThat(read(packets)).isEqualTo(packets);
    }

    @Test
    void aSecondFileInTheSameOneIsLeftAsItIs() throws FfmpegException {
        List<Packet> packets = new ArrayList<>(all(0, 2_000));
        packets.addAll(all(40_000, 42_000));
        packets.addAll(all(0, 10_000));

        assertThat(read(packets)).endsWith(all(0, 10_000).toArray(new Packet[0]));
    }
}
