package io.vitascope.delivery;

import java.util.ArrayList;
import java.util.List;

/** How the bytes of a rendition lie in time. Threads: stateless. */
final class Bitrates {

    /** Of a rendition; more than a picture of it has columns to show them in. */
    static final int MOST_SPANS = 600;

    private Bitrates() {}

    /** What is remembered of a segment when its track is finished. */
    record Segment(long startUs, long durationUs, long sizeBytes) {

        long endUs() {
            return startUs + durationUs;
        }
    }

    /** Segments in a row, as few as {@link #MOST_SPANS} allow. */
    static List<BitratesJson.Span> spans(List<Segment> segments) {
        int together = Math.max(1, (segments.size() + MOST_SPANS - 1) / MOST_SPANS);
        List<BitratesJson.Span> spans = new ArrayList<>();
        for (int first = 0; first < segments.size(); first += together) {
            List<Segment> row = segments.subList(first, Math.min(first + together, segments.size()));
            long startMs = milliseconds(row.get(0).startUs());
            spans.add(new BitratesJson.Span(
                    startMs,
                    milliseconds(row.get(row.size() - 1).endUs()) - startMs,
                    row.stream().mapToLong(Segment::sizeBytes).sum()));
        }
        return spans;
    }

    private static long milliseconds(long microseconds) {
        return Math.round(microseconds / 1e3);
    }
}
