package io.vitascope.processing;

import io.quarkus.runtime.annotations.RegisterForReflection;
import java.util.List;

/** What a source carries as text, once it is published; the captions in the order of the file. */
@RegisterForReflection
record SourceText(List<ExtractedCaptions> captions, List<Chapter> chapters) {

    SourceText {
        captions = captions == null ? List.of() : List.copyOf(captions);
        chapters = chapters == null ? List.of() : List.copyOf(chapters);
    }

    /**
     * Subtitles as WebVTT.
     *
     * @param language BCP 47; {@code und} when the file does not tell
     * @param kind {@code subtitles}, {@code captions} or {@code forced}
     */
    @RegisterForReflection
    record ExtractedCaptions(String key, String language, String label, String kind, boolean preferred) {}

    @RegisterForReflection
    record Chapter(long startMs, long endMs, String title) {}
}
