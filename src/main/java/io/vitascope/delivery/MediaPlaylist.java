package io.vitascope.delivery;

import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The segments of one track, as its playlist lists them.
 *
 * @param initUri address of the initialization segment, relative to the playlist
 * @param complete whether no segment will be added
 */
record MediaPlaylist(String initUri, List<Segment> segments, boolean complete) {

    private static final Pattern MAP = Pattern.compile("#EXT-X-MAP:(?:.*,)?URI=\"([^\"]*)\".*");

    /** One segment; it begins where the durations before it add up to. */
    record Segment(String uri, long startUs, long durationUs) {}

    MediaPlaylist {
        segments = List.copyOf(segments);
    }

    /** Reads what Vitascope writes; source: RFC 8216, section 4.3. */
    static MediaPlaylist parse(String text) {
        String initUri = "";
        boolean complete = false;
        long startUs = 0;
        long durationUs = 0;
        List<Segment> segments = new ArrayList<>();
        for (String line : text.lines().toList()) {
            Matcher map = MAP.matcher(line);
            if (map.matches()) {
                initUri = map.group(1);
            } else if (line.startsWith("#EXTINF:")) {
                durationUs = microseconds(line.substring("#EXTINF:".length()).split(",", 2)[0]);
            } else if (line.equals("#EXT-X-ENDLIST")) {
                complete = true;
            } else if (!line.isBlank() && !line.startsWith("#")) {
                segments.add(new Segment(line.strip(), startUs, durationUs));
                startUs += durationUs;
            }
        }
        return new MediaPlaylist(initUri, segments, complete);
    }

    long durationUs() {
        return segments.stream().mapToLong(Segment::durationUs).sum();
    }

    /** Index of the last segment that starts at or before {@code timeUs}; 0 when none does. */
    int indexAt(long timeUs) {
        int index = 0;
        while (index + 1 < segments.size() && segments.get(index + 1).startUs() <= timeUs) {
            index++;
        }
        return index;
    }

    private static long microseconds(String seconds) {
        return new BigDecimal(seconds.strip()).movePointRight(6).longValue();
    }
}
