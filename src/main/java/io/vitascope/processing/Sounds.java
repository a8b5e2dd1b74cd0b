package io.vitascope.processing;

import io.vitascope.kernel.LanguageTag;
import io.vitascope.processing.ffmpeg.MediaInfo;
import io.vitascope.processing.ffmpeg.MediaInfo.AudioStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/**
 * Chooses the sounds of a run: every one of the source in mono or stereo, the main one first, and the main one once
 * more in its own channels if that costs no encoding. What cannot be decoded is left out, and what belongs to another
 * programme of a broadcast is left to it.
 *
 * <p>Threads: stateless.
 */
final class Sounds {

    /** The main sound's track. */
    static final String MAIN = "audio";

    /** More are film archives; each costs its share of the encoding. */
    private static final int MOST = 8;

    private Sounds() {}

    /** @param copyable streams that players can take as they are */
    static List<Sound> of(MediaInfo info, Set<Integer> copyable) {
        List<AudioStream> streams = info.sounds().stream().limit(MOST).toList();
        if (streams.isEmpty()) {
            return List.of();
        }
        AudioStream main = streams.get(0);
        List<Sound> sounds = new ArrayList<>();
        Set<String> taken = new TreeSet<>(String.CASE_INSENSITIVE_ORDER);
        for (AudioStream stream : streams) {
            int number = sounds.size() + 1;
            String label = unique(label(stream, number), taken);
            boolean copied = copyable.contains(stream.index()) && stream.channels() <= 2;
            String name = number == 1 ? MAIN : MAIN + "-" + number;
            sounds.add(new Sound(
                    name, stream, voice(stream, label, Math.min(2, stream.heardChannels()), number == 1), copied));
        }
        if (main.channels() > 2 && copyable.contains(main.index())) {
            Voice mixed = sounds.get(0).voice();
            Voice own = new Voice(mixed.language(), mixed.label(), main.channels(), true, true, mixed.purpose());
            sounds.add(new Sound(MAIN + "-original", main, own, true));
        }
        return List.copyOf(sounds);
    }

    /** A sentence for each that is left out because nobody can decode it, and for those that are too many. */
    static List<String> missing(MediaInfo info) {
        List<String> sentences = new ArrayList<>();
        info.audio().stream()
                .filter(stream -> !stream.decodable())
                .map(stream -> "A sound of it is missing: its codec, " + stream.codec() + ", cannot be decoded here")
                .forEach(sentences::add);
        int sounds = info.sounds().size();
        if (sounds > MOST) {
            sentences.add(
                    (sounds - MOST) + " of its " + sounds + " sounds are left out: at most " + MOST + " are kept");
        }
        return List.copyOf(sentences);
    }

    private static Voice voice(AudioStream stream, String label, int channels, boolean main) {
        String language =
                LanguageTag.ofFile(stream.language()).map(LanguageTag::value).orElse("");
        return new Voice(language, label, channels, main, false, purpose(stream));
    }

    private static Voice.Purpose purpose(AudioStream stream) {
        if (stream.descriptive()) {
            return Voice.Purpose.DESCRIPTION;
        }
        return stream.commentary() ? Voice.Purpose.COMMENTARY : Voice.Purpose.SPEECH;
    }

    private static String label(AudioStream stream, int number) {
        if (!stream.title().isBlank()) {
            return stream.title();
        }
        Optional<String> language = LanguageTag.ofFile(stream.language()).map(LanguageTag::ownName);
        String label = language.orElse(number == 1 ? "Audio" : "Audio " + number);
        Voice.Purpose purpose = purpose(stream);
        return purpose == Voice.Purpose.SPEECH
                ? label
                : label + " (" + purpose.name().toLowerCase(Locale.ROOT) + ")";
    }

    /** Names within a group must differ (RFC 8216, section 4.3.4.1). */
    private static String unique(String label, Set<String> taken) {
        String candidate = label;
        for (int number = 2; !taken.add(candidate); number++) {
            candidate = label + " " + number;
        }
        return candidate;
    }
}
