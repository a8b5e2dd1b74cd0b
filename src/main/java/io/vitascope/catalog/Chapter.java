package io.vitascope.catalog;

import io.quarkus.runtime.annotations.RegisterForReflection;
import io.vitascope.captions.Captions;
import io.vitascope.captions.Cue;
import io.vitascope.captions.CueText;
import java.util.List;
import java.util.UUID;

/** A part of a video with a name. */
@RegisterForReflection
record Chapter(long startMs, long endMs, String title) {

    /** Chapters are cues of their own kind (HTML, section 4.8.11.11.1). */
    static Captioning.Text webVtt(List<Chapter> chapters) {
        byte[] file = new Captions(chapters.stream()
                        .map(chapter -> new Cue(chapter.startMs(), chapter.endMs(), CueText.plain(chapter.title())))
                        .toList())
                .webVtt();
        return new Captioning.Text(file, UUID.nameUUIDFromBytes(file).toString());
    }
}
