package io.vitascope.processing.ffmpeg;

import static org.bytedeco.ffmpeg.global.avutil.av_dict_get;
import static org.bytedeco.ffmpeg.global.avutil.av_dict_set;

import io.vitascope.kernel.LanguageTag;
import org.bytedeco.ffmpeg.avformat.AVStream;
import org.bytedeco.ffmpeg.avutil.AVDictionary;
import org.bytedeco.ffmpeg.avutil.AVDictionaryEntry;

/**
 * What is spoken in a sound, as the media header of an MP4 has it (ISO/IEC 14496-12, section 8.4.2): three letters of ISO
 * 639-2/T, where Matroska and broadcasts have ISO 639-2/B or BCP 47.
 *
 * @param code {@code und} where the file does not tell
 */
record SpokenLanguage(String code) {
    private static final String KEY = "language";

    static SpokenLanguage of(AVStream sound) {
        AVDictionaryEntry entry = av_dict_get(sound.metadata(), KEY, null, 0);
        String told = Calls.isNull(entry) ? "" : entry.value().getString();
        return new SpokenLanguage(
                LanguageTag.ofFile(told).map(LanguageTag::threeLetters).orElse("und"));
    }

    /** Before the header of the file is written. */
    void writeTo(AVStream sound) throws FfmpegException {
        AVDictionary metadata = sound.metadata() == null ? new AVDictionary(null) : sound.metadata();
        Calls.check("av_dict_set", av_dict_set(metadata, KEY, code, 0));
        sound.metadata(metadata);
    }
}
