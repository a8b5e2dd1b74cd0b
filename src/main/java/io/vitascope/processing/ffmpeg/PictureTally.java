package io.vitascope.processing.ffmpeg;

import static org.bytedeco.ffmpeg.global.avformat.avformat_index_get_entries_count;
import static org.bytedeco.ffmpeg.global.avformat.avformat_index_get_entry;

import java.util.Arrays;
import org.bytedeco.ffmpeg.avformat.AVIndexEntry;
import org.bytedeco.ffmpeg.avformat.AVStream;

/**
 * What can be told of pictures without decoding them: when they are shown, how many bytes they are, and which of them
 * are keyframes. Confined to one thread.
 */
final class PictureTally {
    /** Of so many the times are kept; a day at twenty a second. */
    private static final int MOST_TIMES = 2_000_000;
    /** Fewer keyframes may all be of another scene than the one that needs most. */
    private static final int MANY_KEYFRAMES = 4;

    private static final double NEARLY_ALL = 0.9;

    private long[] timesUs = new long[512];
    private int[] keyframeBytes = new int[16];
    private int count;
    private int keyframes;
    private int largestBytes;
    private long firstUs = Long.MAX_VALUE;
    private long lastUs = Long.MIN_VALUE;
    private long firstKeyUs = Long.MAX_VALUE;
    private long lastKeyUs = Long.MIN_VALUE;

    /** Whether an MP4 lists all of a stream's pictures in front. */
    static boolean isListed(Input input, int index) {
        return input.container().isMp4() && input.stream(index).nb_frames() > 0;
    }

    /** All that the index of an MP4 lists and shows. */
    static PictureTally ofIndex(Input input, int index) {
        PictureTally tally = new PictureTally();
        AVStream stream = input.stream(index);
        TimeBase ticks = input.timeBase(index);
        int entries = avformat_index_get_entries_count(stream);
        for (int i = 0; i < entries; i++) {
            AVIndexEntry entry = avformat_index_get_entry(stream, i);
            int flags = entry.flags();
            if ((flags & AVIndexEntry.AVINDEX_DISCARD_FRAME) == 0) {
                boolean key = (flags & AVIndexEntry.AVINDEX_KEYFRAME) != 0;
                tally.add(ticks.toUs(entry.timestamp()), entry.size(), key);
            }
        }
        return tally;
    }

    void add(long timeUs, int bytes, boolean key) {
        if (count < MOST_TIMES) {
            if (count == timesUs.length) {
                timesUs = Arrays.copyOf(timesUs, 2 * count);
            }
            timesUs[count] = timeUs;
        }
        count++;
        largestBytes = Math.max(largestBytes, bytes);
        firstUs = Math.min(firstUs, timeUs);
        lastUs = Math.max(lastUs, timeUs);
        if (key) {
            if (keyframes == keyframeBytes.length) {
                keyframeBytes = Arrays.copyOf(keyframeBytes, 2 * keyframes);
            }
            keyframeBytes[keyframes++] = bytes;
            firstKeyUs = Math.min(firstKeyUs, timeUs);
            lastKeyUs = Math.max(lastKeyUs, timeUs);
        }
    }

    int count() {
        return count;
    }

    /** Of the first ones, any order. */
    long[] timesUs() {
        return Arrays.copyOf(timesUs, Math.min(count, MOST_TIMES));
    }

    /** A picture that is coded as differences to another one may show a new scene, and be as large as a keyframe. */
    MediaInfo.Keyframes keyframes() {
        if (keyframes == 0) {
            return MediaInfo.Keyframes.UNKNOWN;
        }
        int[] sorted = Arrays.copyOf(keyframeBytes, keyframes);
        Arrays.sort(sorted);
        int bytes = keyframes < MANY_KEYFRAMES ? largestBytes : sorted[(int) (NEARLY_ALL * (keyframes - 1))];
        long everyUs = (lastUs - firstUs) / keyframes;
        if (keyframes > 1) {
            everyUs = Math.max(everyUs, (lastKeyUs - firstKeyUs) / (keyframes - 1));
        }
        return new MediaInfo.Keyframes(bytes * 8L, everyUs);
    }
}
