package io.vitascope.catalog;

import com.fasterxml.jackson.annotation.JsonProperty;
import io.quarkus.runtime.annotations.RegisterForReflection;
import java.util.Arrays;
import java.util.Optional;

/**
 * Captions of a video in one language.
 *
 * @param language BCP 47; {@code und} when the file they come from does not tell
 * @param label for viewers, one line
 * @param preferred shown unless the viewer does not want it
 * @param key blob of a WebVTT file, which never changes
 */
@RegisterForReflection
record Caption(String language, String label, Kind kind, boolean preferred, String key) {

    enum Kind {
        @JsonProperty("subtitles")
        SUBTITLES("subtitles"),
        /** With all that is to be heard, for those who don't hear. */
        @JsonProperty("captions")
        CAPTIONS("captions"),
        /** Only what is spoken in another language than the sound's. */
        @JsonProperty("forced")
        FORCED("forced");

        private final String word;

        Kind(String word) {
            this.word = word;
        }

        String word() {
            return word;
        }

        static Optional<Kind> of(String word) {
            return Arrays.stream(values())
                    .filter(kind -> kind.word.equals(word))
                    .findFirst();
        }
    }

    Caption called(String newLabel, boolean isPreferred) {
        return new Caption(language, newLabel, kind, isPreferred, key);
    }
}
