package io.vitascope.processing.ffmpeg;

import static org.bytedeco.ffmpeg.global.avcodec.AV_PKT_FLAG_KEY;
import static org.bytedeco.ffmpeg.global.avutil.AV_PICTURE_TYPE_I;
import static org.bytedeco.ffmpeg.global.avutil.AV_PICTURE_TYPE_NONE;

import java.nio.file.Path;
import java.util.OptionalLong;
import org.bytedeco.ffmpeg.avcodec.AVPacket;
import org.bytedeco.ffmpeg.avutil.AVFrame;
import org.jspecify.annotations.Nullable;

/**
 * How many bits a second the pictures of a source want at a size and a quality, if nothing holds them back.
 *
 * <p>Told by a few samples of a second, decoded from a keyframe on and encoded quickly: each takes about a quarter of a
 * second of one core for a 1080p source and a rung of 360 lines. For upright sources of square pixels. Threads:
 * confined to the caller.
 */
public final class ComplexityProbe implements AutoCloseable {
    /** In a sample every group of pictures is a second long, in a rendition four. */
    private static final double GROUP_SECONDS = 4;

    private static final long NO_CAP = 200_000_000;
    private static final int MAX_PACKETS = 2_000;

    private final Input input;
    private final Decoder decoder;
    private final MediaInfo.VideoStream stream;
    private final VideoRung rung;
    private @Nullable FilterGraph scaling;
    private @Nullable Encoder encoder;
    private long keyBytes;
    private long keyframes;
    private long otherBytes;
    private long others;

    private ComplexityProbe(Input input, Decoder decoder, MediaInfo.VideoStream stream, VideoRung rung) {
        this.input = input;
        this.decoder = decoder;
        this.stream = stream;
        this.rung = rung;
    }

    /**
     * In bits per second; empty if too little of the source could be looked at.
     *
     * @param rung its size and quality count
     * @param samples spread evenly over the source, whose duration must be known
     */
    public static OptionalLong of(Path source, MediaInfo info, VideoRung rung, int samples, MediaLimits limits)
            throws FfmpegException {
        MediaInfo.VideoStream stream = info.mainVideo().orElseThrow();
        VideoRung quick = new VideoRung(
                rung.name(),
                rung.width(),
                rung.height(),
                rung.crf(),
                NO_CAP,
                VideoEncoder.software(),
                Quality.SPEED,
                1);
        try (Input input = Input.open(source, limits);
                Decoder decoder = Decoder.open(input.stream(stream.index()), 1, limits);
                ComplexityProbe probe = new ComplexityProbe(input, decoder, stream, quick)) {
            input.keepOnly(index -> index == stream.index());
            for (int i = 0; i < samples; i++) {
                probe.sample(info.durationUs() * (2L * i + 1) / (2L * samples));
            }
            return probe.bitRate();
        }
    }

    private void sample(long timeUs) throws FfmpegException {
        if (!input.seek(stream.index(), input.startUs(stream.index()) + timeUs)) {
            return;
        }
        decoder.flush();
        int wanted = (int) Math.max(2, Math.round(stream.frameRate().perSecond()));
        int[] frames = {0};
        try (Packets packets = input.packets()) {
            for (int i = 0; i < MAX_PACKETS && frames[0] < wanted && packets.next(); i++) {
                if (packets.get().stream_index() == stream.index()) {
                    decoder.decode(packets.get(), frame -> {
                        if (frames[0] < wanted) {
                            scale(frame, frames[0]++);
                        }
                    });
                }
            }
        }
        if (encoder != null) {
            encoder.encode(null, this::count);
            encoder.close();
            encoder = null;
        }
    }

    private void scale(AVFrame frame, int place) throws FfmpegException {
        FilterGraph current = scaling;
        if (current == null || !current.accepts(frame)) {
            if (current != null) {
                current.close();
            }
            current = new VideoChain(Orientation.UPRIGHT, false)
                    .open(frame, stream.frameRate().frameTime(), rung.width(), rung.height(), VideoChain.Target.H264);
            scaling = current;
        }
        frame.pts(place);
        current.filter(frame, scaled -> encode(scaled, place));
    }

    private void encode(AVFrame frame, int place) throws FfmpegException {
        Encoder current = encoder;
        if (current == null) {
            current = Encoder.video(rung.encoder(), frame, rung, stream.frameRate(), Short.MAX_VALUE, true);
            encoder = current;
        }
        frame.pts(place);
        frame.pict_type(place == 0 ? AV_PICTURE_TYPE_I : AV_PICTURE_TYPE_NONE);
        current.encode(frame, this::count);
    }

    private void count(AVPacket packet) {
        if ((packet.flags() & AV_PKT_FLAG_KEY) != 0) {
            keyBytes += packet.size();
            keyframes++;
        } else {
            otherBytes += packet.size();
            others++;
        }
    }

    private OptionalLong bitRate() {
        if (keyframes == 0 || others == 0) {
            return OptionalLong.empty();
        }
        double perSecond = stream.frameRate().perSecond();
        double key = (double) keyBytes / keyframes / GROUP_SECONDS;
        double other = (double) otherBytes / others * (perSecond - 1 / GROUP_SECONDS);
        return OptionalLong.of(Math.round(8 * (key + other)));
    }

    @Override
    public void close() {
        if (encoder != null) {
            encoder.close();
        }
        if (scaling != null) {
            scaling.close();
        }
    }
}
