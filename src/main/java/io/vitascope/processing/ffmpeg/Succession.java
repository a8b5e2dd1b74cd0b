package io.vitascope.processing.ffmpeg;

import static org.bytedeco.ffmpeg.global.avformat.av_find_program_from_stream;
import static org.bytedeco.ffmpeg.global.avutil.AVMEDIA_TYPE_AUDIO;
import static org.bytedeco.ffmpeg.global.avutil.AVMEDIA_TYPE_VIDEO;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.bytedeco.ffmpeg.avformat.AVFormatContext;
import org.bytedeco.ffmpeg.avformat.AVProgram;

/**
 * Which streams of a broadcast go on with which: where another part of it begins, with another programme table, FFmpeg
 * takes its picture and its sound for new streams and leaves the former ones without a programme. Stateless.
 */
final class Succession {
    private Succession() {}

    /** For each stream the one that it goes on with; itself, if it goes on with none. */
    static int[] of(AVFormatContext format) {
        int[] roots = IntStream.range(0, format.nb_streams()).toArray();
        if (format.nb_programs() == 0) {
            return roots;
        }
        List<Integer> pictures = streams(format, AVMEDIA_TYPE_VIDEO);
        List<Integer> sounds = streams(format, AVMEDIA_TYPE_AUDIO);
        int pictureParts = parts(format, pictures);
        int soundParts = parts(format, sounds);
        boolean alike = pictures.isEmpty() || sounds.isEmpty() || pictureParts == soundParts;
        if (alike) { // else a part has more of them than another, and which goes on with which is not known
            link(pictures, pictureParts, roots);
            link(sounds, soundParts, roots);
        }
        return roots;
    }

    private static List<Integer> streams(AVFormatContext format, int type) {
        List<Integer> streams = new ArrayList<>();
        for (int i = 0; i < format.nb_streams(); i++) {
            if (format.streams(i).codecpar().codec_type() == type) {
                streams.add(i);
            }
        }
        return streams;
    }

    /** How many parts with the same streams follow each other; 1 if they do not divide into such parts. */
    private static int parts(AVFormatContext format, List<Integer> streams) {
        int present = 0;
        for (int index : streams) {
            AVProgram programme = av_find_program_from_stream(format, (AVProgram) null, index);
            present += Calls.isNull(programme) ? 0 : 1;
        }
        return present == 0 || streams.size() % present != 0 ? 1 : streams.size() / present;
    }

    private static void link(List<Integer> streams, int parts, int[] roots) {
        int inOnePart = streams.size() / parts;
        for (int i = inOnePart; i < streams.size(); i++) {
            roots[streams.get(i)] = streams.get(i % inOnePart);
        }
    }
}
