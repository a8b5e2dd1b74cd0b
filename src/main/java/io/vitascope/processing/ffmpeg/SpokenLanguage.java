package io.vitascope.processing.ffmpeg;

import static org.bytedeco.ffmpeg.global.avutil.av_dict_get;
import static org.bytedeco.ffmpeg.global.avutil.av_dict_set;

import java.util.regex.Pattern;
import org.bytedeco.ffmpeg.avformat.AVStream;
import org.bytedeco.ffmpeg.avutil.AVDictionary;
import org.bytedeco.ffmpeg.avutil.AVDictionaryEntry;

/**
 * What is spoken in a sound, as the media header of an MP4 has it.
 *
 * <p>Source: ISO/IEC 14496-12, section 8.4.2. Immutable.
 *
 * @param code three letters of ISO 639-2/T; {@code und} where nobody knows
 */
public record SpokenLanguage(String code) {
    private static final Pattern SHAPE = Pattern.compile("[a-z]{3}");
    private static final String KEY = "language";

    public static final SpokenLanguage UNKNOWN = new SpokenLanguage("und");

    public SpokenLanguage {
        if (!SHAPE.matcher(code).matches()) {
            throw new IllegalArgumentException("not three letters: " + code);
        }
    }

    /** What an MP4 that this package has written tells. */
    static SpokenLanguage of(AVStream sound) {
        AVDictionaryEntry entry = av_dict_get(sound.metadata(), KEY, null, 0);
        return Calls.isNull(entry) ? UNKNOWN : new SpokenLanguage(entry.value().getString());
    }

    /** Before the header of the file is written. */
    void writeTo(AVStream sound) throws FfmpegException {
        AVDictionary metadata = sound.metadata() == null ? new AVDictionary(null) : sound.metadata();
        Calls.check("av_dict_set", av_dict_set(metadata, KEY, code, 0));
        sound.metadata(metadata);
    }
}
