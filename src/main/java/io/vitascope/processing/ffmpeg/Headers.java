package io.vitascope.processing.ffmpeg;

import static org.bytedeco.ffmpeg.global.avformat.AVFMT_DURATION_FROM_BITRATE;
import static org.bytedeco.ffmpeg.global.avformat.avformat_index_get_entries_count;
import static org.bytedeco.ffmpeg.global.avformat.avformat_index_get_entry;
import static org.bytedeco.ffmpeg.global.avformat.avio_size;
import static org.bytedeco.ffmpeg.global.avutil.AV_NOPTS_VALUE;

import java.util.Locale;
import java.util.Optional;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.bytedeco.ffmpeg.avformat.AVIndexEntry;
import org.bytedeco.ffmpeg.avformat.AVStream;

/**
 * How far the durations in a file's headers can be believed. An MP4 with an index knows what it holds; one in fragments
 * was often written by somebody who did not know yet, and says 0, an hour, or the length of the first fragment.
 * Stateless.
 */
final class Headers {
    /** Bits per second over the stated duration; a file that claims less has a clock that jumped, or was never told. */
    private static final long DUBIOUS_BIT_RATE = 20_000;

    private static final long LATE_US = 500_000;

    private Headers() {}

    /** Whether what they say about the length needs no proof. */
    static boolean areCredible(Input input, MediaInfo info, MediaLimits limits) {
        if (info.durationUs() <= 0
                || input.isBare()
                || (input.container().mayTellEndForLength() && startUs(input) > LATE_US)) {
            return false;
        }
        if (input.container().isMp4()) {
            IntStream streams = Stream.concat(
                            info.video().stream().map(MediaInfo.VideoStream::index),
                            info.audio().stream().map(MediaInfo.AudioStream::index))
                    .mapToInt(Integer::intValue);
            return streams.allMatch(index -> input.stream(index).nb_frames() > 0);
        }
        return info.durationUs() <= limits.maxDurationUs() && info.bitRate() >= DUBIOUS_BIT_RATE;
    }

    /** The latest beginning of its streams. */
    private static long startUs(Input input) {
        return IntStream.range(0, input.streamCount())
                .mapToLong(input::startUs)
                .max()
                .orElse(0);
    }

    /**
     * A sentence, if a header that is doubted promises much more than there is. Matroska's is written when all else is,
     * so a low bit rate may as well come of an end that is cut off. @param endUs of what there is
     */
    static Optional<String> shortfall(Input input, MediaInfo info, long endUs) {
        boolean promised =
                input.container().isMatroska() && info.durationUs() > 0 && !input.mayCountWrongTimes(info.durationUs());
        return promised && Completeness.share(endUs + startUs(input), info.durationUs()) < Completeness.ENOUGH
                ? Optional.of(String.format(
                        Locale.ROOT,
                        "It lasts %.1f seconds, though its header says %.1f; its end may be missing",
                        endUs / 1e6,
                        info.durationUs() / 1e6))
                : Optional.empty();
    }

    /** A sentence, if single times were wrong. */
    static Optional<String> mended(Input input) {
        return input.mendedTimes() == 0
                ? Optional.empty()
                : Optional.of(input.mendedTimes() + " times lay far ahead of all around them, and were taken back");
    }

    /** How long a stream is by its own header, or by its index where that says less; 0 if neither can be believed. */
    static long lengthUs(Input input, int index) {
        AVStream stream = input.stream(index);
        long ticks = stream.duration();
        if (ticks == AV_NOPTS_VALUE || ticks <= 0 || stream.nb_frames() <= 0) {
            return 0; // where a stream is silent, FFmpeg fills in the length of the whole file
        }
        int entries = avformat_index_get_entries_count(stream);
        if (entries > 1) {
            ticks = Math.min(ticks, shownTicks(stream, entries));
        }
        return input.timeBase(index).toUs(ticks);
    }

    /** Edit lists leave some out, and count among the length the time before the first is shown. */
    private static long shownTicks(AVStream stream, int entries) {
        long first = avformat_index_get_entry(stream, 0).timestamp();
        long last = avformat_index_get_entry(stream, entries - 1).timestamp();
        long after = last + (last - first) / (entries - 1);
        long ticks = 0;
        for (int i = entries - 1; i >= 0; i--) {
            AVIndexEntry entry = avformat_index_get_entry(stream, i);
            boolean shown = (entry.flags() & AVIndexEntry.AVINDEX_DISCARD_FRAME) == 0;
            ticks += shown ? Math.max(0, after - entry.timestamp()) : 0;
            after = entry.timestamp();
        }
        return ticks;
    }

    /** How long the whole is, where it is its pictures and sounds that make it so; 0 if that is not sure. */
    static long credibleLengthUs(Input input, MediaInfo info, MediaLimits limits) {
        boolean others = info.other().stream().anyMatch(stream -> !stream.kind().equals("attachment"));
        return others || isEstimated(input) || !areCredible(input, info, limits) ? 0 : info.durationUs();
    }

    /** From the size of the file and the bit rate of its beginning. */
    private static boolean isEstimated(Input input) {
        return input.context().duration_estimation_method() == AVFMT_DURATION_FROM_BITRATE;
    }

    /**
     * How much is in the file, 0 to 1, of what an MP4's index lists, or of the bytes that headers promise; 1 for files
     * with neither. What FFmpeg lists of fragments are those that it has seen.
     */
    static double presentShare(Input input, int index) {
        PromisedBytes.Kept kept = PromisedBytes.of(input);
        return kept.fragments() && !input.isIndexed()
                ? kept.share()
                : Math.min(kept.share(), listedShare(input, index));
    }

    private static double listedShare(Input input, int index) {
        AVStream stream = input.stream(index);
        int entries = input.container().isMp4() ? avformat_index_get_entries_count(stream) : 0;
        long sizeBytes = avio_size(input.context().pb());
        if (entries == 0 || sizeBytes <= 0) {
            return 1;
        }
        int present = 0;
        for (int i = 0; i < entries; i++) {
            AVIndexEntry entry = avformat_index_get_entry(stream, i);
            present += entry.pos() + entry.size() <= sizeBytes ? 1 : 0;
        }
        return (double) present / entries;
    }
}
