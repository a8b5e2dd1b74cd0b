package io.vitascope.processing.ffmpeg;

import static org.bytedeco.ffmpeg.global.avutil.AV_DICT_IGNORE_SUFFIX;
import static org.bytedeco.ffmpeg.global.avutil.av_dict_free;
import static org.bytedeco.ffmpeg.global.avutil.av_dict_get;
import static org.bytedeco.ffmpeg.global.avutil.av_dict_set;

import org.bytedeco.ffmpeg.avutil.AVDictionary;
import org.bytedeco.ffmpeg.avutil.AVDictionaryEntry;
import org.bytedeco.javacpp.Pointer;

/**
 * Options for one call. FFmpeg takes out what it understood, so what remains afterwards was a mistake of ours. Confined
 * to one method.
 */
final class Options implements AutoCloseable {
    /** Holds the address that FFmpeg changes with every entry; null while empty. */
    private final AVDictionary entries = new AVDictionary((Pointer) null);

    Options set(String name, String value) throws FfmpegException {
        Calls.check("av_dict_set " + name, av_dict_set(entries, name, value, 0));
        return this;
    }

    Options set(String name, long value) throws FfmpegException {
        return set(name, Long.toString(value));
    }

    AVDictionary pointer() {
        return entries;
    }

    /** For options that are all our own choice: a name that was not understood is a bug, not a file's fault. */
    void requireAllUsed(String call) {
        AVDictionaryEntry unused = av_dict_get(entries, "", null, AV_DICT_IGNORE_SUFFIX);
        if (!Calls.isNull(unused)) {
            throw new IllegalStateException(
                    call + " does not know the option " + unused.key().getString());
        }
    }

    @Override
    public void close() {
        av_dict_free(entries);
    }
}
