package io.vitascope.processing;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.function.ToLongFunction;
import java.util.stream.Collectors;

/**
 * Sounds of which an HLS player takes one, all of about the same kind. Immutable, over tracks that grow.
 *
 * <p>Source: RFC 8216, sections 4.3.4.1.1 (groups of one type have the same members, told apart only by address and
 * channels) and 4.3.4.2.1.
 */
record AudioGroup(String id, List<Track> tracks) {

    private static final String STEREO = "audio";
    private static final String ORIGINAL = "original";

    AudioGroup {
        tracks = List.copyOf(tracks);
    }

    /** All in stereo, and if the main sound is there in its own channels too, the same once more with that. */
    static List<AudioGroup> of(List<Track> sounds) {
        List<Track> mixed =
                sounds.stream().filter(track -> !track.voice().original()).toList();
        Optional<Track> original =
                sounds.stream().filter(track -> track.voice().original()).findFirst();
        List<AudioGroup> groups = new ArrayList<>();
        if (!mixed.isEmpty()) {
            groups.add(new AudioGroup(STEREO, mixed));
        }
        if (original.isPresent()) {
            List<Track> members = new ArrayList<>(mixed);
            members.removeIf(track -> track.voice().main());
            members.add(0, original.get());
            groups.add(new AudioGroup(ORIGINAL, members));
        }
        return groups;
    }

    /** What plays unless the viewer wants another; the first if the main one could not be made. */
    Track main() {
        return tracks.stream().filter(track -> track.voice().main()).findFirst().orElse(tracks.get(0));
    }

    /** The most that one of them takes. */
    long most(ToLongFunction<Track> rate) {
        return tracks.stream().mapToLong(rate).max().orElse(0);
    }

    String codecs() {
        return tracks.stream().map(Track::codecs).distinct().collect(Collectors.joining(","));
    }

    /** The group's tags. */
    String media() {
        Track main = main();
        Set<String> choices = new HashSet<>(Set.of(choice(main)));
        return tracks.stream()
                .map(track -> media(track, track == main, track == main || choices.add(choice(track))))
                .collect(Collectors.joining());
    }

    /** What a player can choose by itself; two that don't differ in it are for the viewer to choose. */
    private static String choice(Track track) {
        return track.voice().language() + " " + track.voice().purpose();
    }

    private String media(Track track, boolean isDefault, boolean isChoice) {
        Voice voice = track.voice();
        String language = voice.language().isEmpty() ? "" : ",LANGUAGE=\"" + voice.language() + "\"";
        String characteristics = voice.purpose() == Voice.Purpose.DESCRIPTION
                ? ",CHARACTERISTICS=\"public.accessibility.describes-video\""
                : "";
        return String.format(
                Locale.ROOT,
                "#EXT-X-MEDIA:TYPE=AUDIO,GROUP-ID=\"%s\",NAME=\"%s\"%s,DEFAULT=%s,AUTOSELECT=%s%s,CHANNELS=\"%d\","
                        + "URI=\"%s/index.m3u8\"\n",
                id,
                quotable(voice.label()),
                language,
                isDefault ? "YES" : "NO",
                isDefault || (isChoice && voice.purpose() != Voice.Purpose.COMMENTARY) ? "YES" : "NO",
                characteristics,
                voice.channels(),
                track.name());
    }

    /** A quoted string has no quotes and no line breaks in it (RFC 8216, section 4.2). */
    private static String quotable(String label) {
        return label.replace('"', '\'').replaceAll("\\p{Cntrl}", " ");
    }
}
