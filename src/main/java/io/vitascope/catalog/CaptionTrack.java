package io.vitascope.catalog;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;

/**
 * Captions as players get them.
 *
 * @param id names it among the video's: the language, and a number behind a dot for a further one of that language
 */
record CaptionTrack(String id, boolean uploaded, Caption caption) {

    /**
     * Those of a file, without the languages that somebody has uploaded, and those that were. No two have the same
     * label and one at most is preferred, for players tell them apart by the one and show the other (RFC 8216, section
     * 4.3.4.1.1).
     */
    static List<CaptionTrack> of(List<Caption> extracted, List<Caption> uploaded) {
        Set<String> replaced = uploaded.stream().map(Caption::language).collect(Collectors.toSet());
        List<Caption> all = new ArrayList<>(extracted);
        all.removeIf(caption -> replaced.contains(caption.language()));
        uploaded.stream().sorted(Comparator.comparing(Caption::language)).forEach(all::add);
        Caption preferred = uploaded.stream()
                .filter(Caption::preferred)
                .findFirst()
                .or(() -> all.stream().filter(Caption::preferred).findFirst())
                .orElse(null);
        Set<Caption> mine = new HashSet<>(uploaded);
        Set<String> labels = new TreeSet<>(String.CASE_INSENSITIVE_ORDER);
        Map<String, Integer> counts = new HashMap<>();
        List<CaptionTrack> tracks = new ArrayList<>();
        for (Caption caption : all) {
            int number = counts.merge(caption.language(), 1, Integer::sum);
            String id = number == 1 ? caption.language() : caption.language() + "." + number;
            String label = unique(caption.label(), labels);
            tracks.add(new CaptionTrack(id, mine.contains(caption), caption.called(label, caption.equals(preferred))));
        }
        return List.copyOf(tracks);
    }

    private static String unique(String label, Set<String> taken) {
        String candidate = label;
        for (int number = 2; !taken.add(candidate); number++) {
            candidate = label + " " + number;
        }
        return candidate;
    }
}
