package io.vitascope.processing.ffmpeg;

import static org.bytedeco.ffmpeg.global.avcodec.AV_PKT_FLAG_KEY;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.zip.CRC32;
import org.bytedeco.ffmpeg.avcodec.AVPacket;
import org.bytedeco.ffmpeg.avutil.AVFrame;

/** A file decoded again by the chamber, to see with the viewer's eyes what was made. */
public final class DecodedFile {
    /**
     * One picture: when, how large, a checksum of all its samples, and the colours (Y, Cb, Cr) in the middle of its
     * four quarters, row by row.
     */
    public record Picture(
            long timeUs,
            int width,
            int height,
            long checksum,
            int[] topLeft,
            int[] topRight,
            int[] bottomLeft,
            int[] bottomRight) {}

    public final List<Picture> pictures = new ArrayList<>();
    /** Loudness, 0 to 1, of each five milliseconds from time 0. */
    public final List<Double> loudness = new ArrayList<>();

    public long firstSoundUs = -1;
    long keyPackets;
    /** The left channel, as it was decoded, from {@link #firstSoundUs} on. */
    private final List<Float> left = new ArrayList<>();
    /** The same of the right one, if there is one. */
    private final List<Float> right = new ArrayList<>();

    private double squares;
    private int samples;

    public static DecodedFile of(Path file) throws FfmpegException {
        return of(file, picture -> {});
    }

    /** @param pictures is lent each of them, for what a summary does not tell */
    static DecodedFile of(Path file, FrameSink pictures) throws FfmpegException {
        DecodedFile result = new DecodedFile();
        List<Decoder> decoders = new ArrayList<>();
        try (Input input = Input.open(file, MediaLimits.defaults());
                Packets packets = input.packets()) {
            for (int i = 0; i < input.streamCount(); i++) {
                decoders.add(Decoder.open(input.stream(i), 1, MediaLimits.defaults()));
            }
            while (packets.next()) {
                AVPacket packet = packets.get();
                int index = packet.stream_index();
                boolean key = (packet.flags() & AV_PKT_FLAG_KEY) != 0;
                result.keyPackets += key && input.stream(index).codecpar().width() > 0 ? 1 : 0;
                decoders.get(index).decode(packet, frame -> result.add(frame, input.timeBase(index), pictures));
            }
            for (int i = 0; i < input.streamCount(); i++) {
                TimeBase ticks = input.timeBase(i);
                decoders.get(i).decode(null, frame -> result.add(frame, ticks, pictures));
            }
        } finally {
            decoders.forEach(Decoder::close);
        }
        return result;
    }

    private void add(AVFrame frame, TimeBase ticks, FrameSink lent) throws FfmpegException {
        long us = ticks.toUs(frame.best_effort_timestamp());
        if (frame.width() > 0) {
            lent.accept(frame);
            int w = frame.width();
            int h = frame.height();
            pictures.add(new Picture(
                    us,
                    w,
                    h,
                    checksum(frame),
                    colour(frame, w / 4, h / 4),
                    colour(frame, w * 3 / 4, h / 4),
                    colour(frame, w / 4, h * 3 / 4),
                    colour(frame, w * 3 / 4, h * 3 / 4)));
            return;
        }
        firstSoundUs = firstSoundUs < 0 ? us : firstSoundUs;
        ByteBuffer pcm =
                frame.data(0).capacity(frame.nb_samples() * 4L).asByteBuffer().order(ByteOrder.nativeOrder());
        if (frame.ch_layout().nb_channels() == 2) {
            ByteBuffer other = frame.data(1)
                    .capacity(frame.nb_samples() * 4L)
                    .asByteBuffer()
                    .order(ByteOrder.nativeOrder());
            for (int i = 0; i < frame.nb_samples(); i++) {
                right.add(other.getFloat(i * 4));
            }
        }
        for (int i = 0; i < frame.nb_samples(); i++) {
            float value = pcm.getFloat(i * 4);
            left.add(value);
            squares += value * value;
            if (++samples == 240) {
                loudness.add(Math.sqrt(squares / samples));
                squares = 0;
                samples = 0;
            }
        }
    }

    /** The left channel on the file's own clock, from time 0: silent before the first sound. */
    public float[] sound() {
        return fromTheStart(left);
    }

    /** The right channel likewise. */
    public float[] rightSound() {
        return fromTheStart(right);
    }

    private float[] fromTheStart(List<Float> samplesOfOne) {
        int silent = (int) Math.max(0, Math.round(firstSoundUs * 0.048));
        float[] sound = new float[silent + samplesOfOne.size()];
        for (int i = 0; i < samplesOfOne.size(); i++) {
            sound[silent + i] = samplesOfOne.get(i);
        }
        return sound;
    }

    private static long checksum(AVFrame frame) {
        CRC32 crc = new CRC32();
        for (int plane = 0; plane < 3; plane++) {
            int width = plane == 0 ? frame.width() : (frame.width() + 1) / 2;
            int height = plane == 0 ? frame.height() : (frame.height() + 1) / 2;
            byte[] row = new byte[width];
            for (int y = 0; y < height; y++) {
                frame.data(plane).position((long) y * frame.linesize(plane)).get(row);
                crc.update(row);
            }
            frame.data(plane).position(0);
        }
        return crc.getValue();
    }

    private static int[] colour(AVFrame frame, int x, int y) {
        return new int[] {sample(frame, 0, x, y), sample(frame, 1, x / 2, y / 2), sample(frame, 2, x / 2, y / 2)};
    }

    private static int sample(AVFrame frame, int plane, int x, int y) {
        return Byte.toUnsignedInt(frame.data(plane).get((long) y * frame.linesize(plane) + x));
    }

    /** The time, in microseconds, of the first picture whose upper left corner has that colour. */
    long firstUs(int[] colour) {
        return pictures.stream()
                .filter(picture -> near(picture.topLeft(), colour))
                .findFirst()
                .orElseThrow()
                .timeUs();
    }

    /** The first time, in microseconds, at which the sound is louder than a whisper. */
    public long firstLoudUs() {
        for (int i = 0; i < loudness.size(); i++) {
            if (loudness.get(i) > 0.05) {
                return firstSoundUs + i * 5_000L;
            }
        }
        return -1;
    }

    static boolean near(int[] actual, int[] expected) {
        return Math.abs(actual[0] - expected[0]) < 25
                && Math.abs(actual[1] - expected[1]) < 25
                && Math.abs(actual[2] - expected[2]) < 25;
    }
}
