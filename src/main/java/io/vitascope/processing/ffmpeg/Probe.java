package io.vitascope.processing.ffmpeg;

import static org.bytedeco.ffmpeg.global.avcodec.AV_PKT_FLAG_DISCARD;
import static org.bytedeco.ffmpeg.global.avcodec.av_packet_unref;
import static org.bytedeco.ffmpeg.global.avutil.AV_NOPTS_VALUE;

import java.nio.file.Path;
import java.util.Arrays;
import java.util.Set;
import org.bytedeco.ffmpeg.avcodec.AVPacket;
import org.bytedeco.ffmpeg.avutil.AVFrame;

/**
 * Tells what a file holds, after proving that it can be played: at least one picture, or for sound alone one block of
 * samples, has been decoded.
 */
public final class Probe {
    /** Packets of the picture whose times are enough to know its rate. */
    private static final int RATE_PACKETS = 300;
    /** A file that decodes nothing by then never will. */
    private static final int MAX_PROOF_PACKETS = 5_000;

    /** Bits per second over the stated duration; a stream that claims less has a clock that jumped. */
    private static final long DUBIOUS_BIT_RATE = 20_000;

    private Probe() {}

    /**
     * Reads headers, the first seconds, and, only where no header tells a credible duration, the rest without decoding.
     *
     * @throws FfmpegException NOT_MEDIA, NO_STREAMS, UNSUPPORTED, TOO_LARGE or DAMAGED, with a sentence for the sender
     */
    public static MediaInfo probe(Path file, MediaLimits limits) throws FfmpegException {
        try (Input input = Input.open(file, limits)) {
            MediaInfo headers = StreamReader.describe(input, StreamReader.Seen.NOTHING);
            requireWithin(headers, limits);
            MediaInfo info = StreamReader.describe(input, look(input, headers, limits));
            if (info.durationUs() > limits.maxDurationUs()) {
                throw new FfmpegException(
                        FfmpegException.Reason.TOO_LARGE,
                        "The file is too long: " + info.durationUs() / 1_000_000 + " seconds");
            }
            return info;
        }
    }

    /** Whether the header's duration is missing, or comes from a clock that jumps and cannot be true. */
    private static boolean mustMeasure(Input input, MediaInfo headers, MediaLimits limits) {
        boolean dubious = input.clockMayJump()
                && (headers.durationUs() > limits.maxDurationUs() || headers.bitRate() < DUBIOUS_BIT_RATE);
        return headers.durationUs() <= 0 || dubious;
    }

    static void requireWithin(MediaInfo info, MediaLimits limits) throws FfmpegException {
        if (info.video().isEmpty() && info.audio().isEmpty()) {
            throw new FfmpegException(
                    FfmpegException.Reason.NO_STREAMS, "The file contains neither a picture nor a sound");
        }
        for (MediaInfo.VideoStream stream : info.video()) {
            long pixels = (long) stream.codedWidth() * stream.codedHeight();
            if (pixels > limits.maxPixels()) {
                throw new FfmpegException(
                        FfmpegException.Reason.TOO_LARGE,
                        "The picture is too large: " + stream.codedWidth() + " x " + stream.codedHeight());
            }
        }
    }

    private static StreamReader.Seen look(Input input, MediaInfo headers, MediaLimits limits) throws FfmpegException {
        int videoIndex = headers.mainVideo().map(MediaInfo.VideoStream::index).orElse(-1);
        int provenIndex = videoIndex >= 0
                ? videoIndex
                : headers.mainAudio().map(MediaInfo.AudioStream::index).orElse(-1);
        if (provenIndex < 0) {
            throw new FfmpegException(
                    FfmpegException.Reason.NO_STREAMS, "The file contains only a still picture and no sound");
        }
        long[] timesUs = new long[RATE_PACKETS];
        int timed = 0;
        boolean[] interlaced = {false};
        long endUs = MediaInfo.UNKNOWN;
        boolean wholeFile = mustMeasure(input, headers, limits);
        SourceClock clock = new SourceClock(input, Set.of(provenIndex));
        try (Decoder decoder = Decoder.open(input.stream(provenIndex), 1, limits);
                Owned<AVPacket> owned = Owned.packet()) {
            AVPacket packet = owned.get();
            FrameSink note = frame -> interlaced[0] |= (frame.flags() & AVFrame.AV_FRAME_FLAG_INTERLACED) != 0;
            int proofPackets = 0;
            while (true) {
                boolean proven = decoder.frames() > 0;
                boolean timesKnown = videoIndex < 0 || timed == RATE_PACKETS;
                if ((proven && timesKnown && !wholeFile) || (!proven && proofPackets > MAX_PROOF_PACKETS)) {
                    break;
                }
                if (!input.read(packet)) {
                    break;
                }
                TimeBase ticks = input.timeBase(packet.stream_index());
                clock.move(packet, ticks);
                long pts = packet.pts();
                if (packet.stream_index() == provenIndex && !proven) {
                    proofPackets++;
                    decoder.decode(packet, note);
                }
                boolean shown = pts != AV_NOPTS_VALUE && (packet.flags() & AV_PKT_FLAG_DISCARD) == 0;
                if (shown && packet.stream_index() == videoIndex && timed < RATE_PACKETS) {
                    timesUs[timed++] = ticks.toUs(pts);
                }
                if (shown) {
                    endUs = Math.max(endUs, ticks.toUs(pts + Math.max(0, packet.duration())));
                }
                av_packet_unref(packet);
            }
            if (decoder.frames() == 0) {
                decoder.decode(null, note);
            }
            if (decoder.frames() == 0) {
                throw new FfmpegException(
                        FfmpegException.Reason.DAMAGED,
                        videoIndex >= 0 ? "No frame of it can be decoded" : "No sound of it can be decoded");
            }
        }
        long lengthUs = wholeFile && endUs > 0 ? endUs : MediaInfo.UNKNOWN;
        return new StreamReader.Seen(videoIndex, Arrays.copyOf(timesUs, timed), interlaced[0], lengthUs);
    }
}
