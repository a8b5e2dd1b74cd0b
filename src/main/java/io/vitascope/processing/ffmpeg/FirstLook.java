package io.vitascope.processing.ffmpeg;

import static org.bytedeco.ffmpeg.global.avcodec.AV_PKT_FLAG_DISCARD;
import static org.bytedeco.ffmpeg.global.avcodec.AV_PKT_FLAG_KEY;
import static org.bytedeco.ffmpeg.global.avformat.avio_size;
import static org.bytedeco.ffmpeg.global.avutil.AV_NOPTS_VALUE;

import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.bytedeco.ffmpeg.avcodec.AVPacket;
import org.bytedeco.ffmpeg.avutil.AVFrame;

/**
 * Reads the first packets of a file, decodes until one frame has come out, and notes what headers do not tell or tell
 * wrong. Used once, on one thread.
 */
final class FirstLook {
    /** Packets of the picture whose times are enough to know its rate, if they come fast. */
    private static final int RATE_PACKETS = 300;
    /** Pictures a second; where fewer come, nothing may have moved yet. */
    private static final double FAST = 20;
    /** A file that decodes nothing by then never will. */
    private static final int MAX_PROOF_PACKETS = 5_000;
    /** Bits a second of a file that may be held to too few, if its keyframes are rare. */
    private static final long FEW_BITS = 1_000_000;
    /** As far apart as renditions have them. */
    private static final long OFTEN_US = 4_000_000;
    /** Of a broadcast, enough to know its bit rate, give or take {@value #MUCH_MORE} times. */
    private static final long RATE_US = 2_000_000;

    private static final double MUCH_MORE = 2;

    /** For what is worth less than the length: a frame rate, and how many bits will do. */
    private static final Duration LITTLE_PATIENCE = Duration.ofSeconds(5);

    private final Input input;
    private final long headerBitRate;
    private final int videoIndex;
    private final int provenIndex;
    private final boolean listed;
    private final boolean jumpy;
    private final long sizeBytes;
    private final Duration patience;
    private final PictureTally pictures = new PictureTally();
    private boolean wholeFile;
    private boolean interlaced;
    /** Whether the header of a broadcast may turn out to tell a length that is none. */
    private boolean mayDoubt;
    /** Whether all pictures are to be counted. */
    private boolean seeksAll;

    private boolean ended;
    private double firstPerSecond;
    private Optional<Orientation> orientation = Optional.empty();
    private Optional<Colours> colours = Optional.empty();
    /** Of each stream, the latest time of its packets, and where that one ends. */
    private final Map<Integer, Long> shownTicks = new HashMap<>();

    private final Map<Integer, Long> endsUs = new HashMap<>();

    /**
     * @param headers their main picture is looked at, or their main sound where there is none, of which a frame must be
     *     decoded
     * @param wholeFile whether to read to the end, to learn where that is
     * @param patience after which no more is read for that
     */
    FirstLook(Input input, MediaInfo headers, boolean wholeFile, Duration patience) {
        this.input = input;
        this.headerBitRate = headers.bitRate();
        this.videoIndex = headers.mainVideo().map(MediaInfo.VideoStream::index).orElse(-1);
        this.provenIndex = provenIndex(headers);
        this.listed = videoIndex >= 0 && PictureTally.isListed(input, videoIndex);
        this.jumpy = input.container().clockMayJump();
        this.mayDoubt = jumpy;
        this.sizeBytes =
                input.context().pb() == null ? 0 : avio_size(input.context().pb());
        this.wholeFile = wholeFile;
        this.patience = patience;
    }

    /** The stream of which a frame must be decoded, -1 if there is none that could be. */
    static int provenIndex(MediaInfo headers) {
        return headers.mainVideo()
                .map(MediaInfo.VideoStream::index)
                .or(() -> headers.mainAudio().map(MediaInfo.AudioStream::index))
                .orElse(-1);
    }

    /** Errors: DAMAGED if nothing decodes, TOO_LARGE if there are more pictures a second than is allowed. */
    StreamReader.Seen take(MediaLimits limits) throws FfmpegException {
        SourceClock clock = new SourceClock(input, Timing.of(provenIndex));
        try (Decoder decoder = Decoder.open(input.stream(provenIndex), 1, limits);
                Packets packets = input.packets()) {
            int proofPackets = 0;
            long begunNanos = System.nanoTime();
            while (isCurious(decoder, proofPackets, Duration.ofNanos(System.nanoTime() - begunNanos))) {
                if (!packets.next()) {
                    ended = true;
                    break;
                }
                AVPacket packet = packets.get();
                clock.move(packet, input.timeBase(packet.stream_index()));
                if (packet.stream_index() == provenIndex && decoder.frames() == 0) {
                    proofPackets++;
                    decoder.decode(packet, this::note);
                }
                noteTimes(packet);
                doubtHeader(clock);
            }
            if (decoder.frames() == 0) {
                decoder.decode(null, this::note);
            }
            if (decoder.frames() == 0) {
                throw new FfmpegException(
                        FfmpegException.Reason.DAMAGED,
                        (videoIndex >= 0 ? "Not one frame of its picture" : "No moment of its sound")
                                + " can be decoded; export the file again.");
            }
        }
        requireSaneRate(limits);
        PictureTally known = listed ? PictureTally.ofIndex(input, videoIndex) : pictures;
        return new StreamReader.Seen(
                videoIndex,
                known,
                ended || listed,
                interlaced,
                orientation,
                colours,
                wholeFile ? length() : StreamReader.Length.UNKNOWN);
    }

    private boolean isCurious(Decoder decoder, int proofPackets, Duration since) {
        if (decoder.frames() == 0) {
            return proofPackets <= MAX_PROOF_PACKETS;
        }
        if (videoIndex >= 0 && pictures.count() < RATE_PACKETS) {
            return true;
        }
        boolean seeksEnd = wholeFile && since.compareTo(patience) < 0;
        boolean wantsMore = (mayDoubt || seeksAll) && since.compareTo(LITTLE_PATIENCE) < 0;
        return seeksEnd || wantsMore;
    }

    private void note(AVFrame frame) {
        interlaced |= (frame.flags() & AVFrame.AV_FRAME_FLAG_INTERLACED) != 0;
        if (orientation.isEmpty() && videoIndex >= 0) {
            orientation = Orientation.of(frame);
            colours = Optional.of(Colours.of(frame));
        }
    }

    private void noteTimes(AVPacket packet) {
        long pts = packet.pts() == AV_NOPTS_VALUE ? packet.dts() : packet.pts();
        if (pts == AV_NOPTS_VALUE || (packet.flags() & AV_PKT_FLAG_DISCARD) != 0) {
            return;
        }
        TimeBase ticks = input.timeBase(packet.stream_index());
        if (packet.stream_index() == videoIndex) {
            pictures.add(ticks.toUs(pts), packet.size(), (packet.flags() & AV_PKT_FLAG_KEY) != 0);
            if (pictures.count() == RATE_PACKETS) {
                noteFirstPictures();
            }
        }
        if (pts >= shownTicks.getOrDefault(packet.stream_index(), Long.MIN_VALUE)) {
            // Of those before it the next is the end; in the order of decoding their lengths are those of others.
            shownTicks.put(packet.stream_index(), pts);
            endsUs.put(packet.stream_index(), ticks.toUs(pts + Math.max(0, packet.duration())));
        }
    }

    /** What no index tells, and may be otherwise further on, can be read fast: such files are small. */
    private void noteFirstPictures() {
        firstPerSecond = FrameRates.measureUs(pictures.timesUs());
        boolean slow = firstPerSecond < FAST;
        boolean rare = headerBitRate < FEW_BITS && pictures.keyframes().everyUs() > OFTEN_US;
        seeksAll = !listed && (slow || rare);
    }

    private long endUs() {
        return endsUs.values().stream().mapToLong(Long::longValue).max().orElse(0);
    }

    /** Where a broadcast's clock jumps ahead, its header counts that as length, and tells far too few bits a second. */
    private void doubtHeader(SourceClock clock) {
        long lengthUs = endUs();
        if (mayDoubt && lengthUs >= RATE_US && (videoIndex < 0 || pictures.count() >= RATE_PACKETS)) {
            mayDoubt = false;
            wholeFile |= readShare() * sizeBytes * 8e6 / lengthUs > MUCH_MORE * headerBitRate;
        }
        wholeFile |= jumpy && clock.jumps() > 0;
    }

    /** How much of the file lies before what was read last, 0 to 1; 0 if that is not known. */
    private double readShare() {
        return sizeBytes <= 0 ? 0 : Math.min(1, (double) Math.max(0, input.readUntil()) / sizeBytes);
    }

    private StreamReader.Length length() {
        long endUs = endUs();
        return endUs > 0 ? new StreamReader.Length(endUs, ended ? 1 : readShare()) : StreamReader.Length.UNKNOWN;
    }

    private void requireSaneRate(MediaLimits limits) throws FfmpegException {
        if (firstPerSecond > limits.maxFrameRate() * 1.01) {
            throw MediaLimits.beyond(
                    "It has " + Math.round(firstPerSecond) + " pictures a second",
                    limits.maxFrameRate() + " are",
                    "Export it again with fewer.");
        }
    }
}
