package io.vitascope.catalog;

import io.quarkus.runtime.annotations.RegisterForReflection;
import java.util.List;

/** What a run found in the uploaded file as text; the captions in the order of the file. */
@RegisterForReflection
record SourceText(List<Caption> captions, List<Chapter> chapters) {

    static final SourceText NONE = new SourceText(List.of(), List.of());

    SourceText {
        captions = captions == null ? List.of() : List.copyOf(captions);
        chapters = chapters == null ? List.of() : List.copyOf(chapters);
    }
}
