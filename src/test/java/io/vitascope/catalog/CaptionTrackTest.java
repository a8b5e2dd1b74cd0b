package io.vitascope.catalog;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import java.util.List;
import org.junit.jupiter.api.Test;

/** Which captions players get of those that a file carries and those that people have uploaded. */
class CaptionTrackTest {

    @Test
    void whatIsUploadedTakesThePlaceOfAllThatAFileHasInItsLanguage() {
        List<Caption> extracted = List.of(caption("de", "Deutsch"), caption("de", "SDH"), caption("fr", "Français"));
        assertThat(CaptionTrack.of(extracted, List.of(caption("de", "Mein Deutsch"))))
                .extracting(CaptionTrack::id, CaptionTrack::uploaded, track -> track.caption()
                        .label())
                .containsExactly(tuple("fr", false, "Français"), tuple("de", true, "Mein Deutsch"));
    }

    @Test
    void everyTrackHasAnIdAndALabelOfItsOwn() {
        List<Caption> extracted = List.of(caption("de", "Text"), caption("de", "text"), caption("und", "Text"));
        assertThat(CaptionTrack.of(extracted, List.of()))
                .extracting(CaptionTrack::id, track -> track.caption().label())
                .containsExactly(tuple("de", "Text"), tuple("de.2", "text 2"), tuple("und", "Text 3"));
    }

    @Test
    void oneAtMostIsPreferredAndThatOfAPersonFirst() {
        List<Caption> extracted = List.of(preferred("de"), preferred("fr"));
        assertThat(CaptionTrack.of(extracted, List.of(caption("en", "English"))))
                .filteredOn(track -> track.caption().preferred())
                .extracting(CaptionTrack::id)
                .containsExactly("de");
        assertThat(CaptionTrack.of(extracted, List.of(preferred("en"))))
                .filteredOn(track -> track.caption().preferred())
                .extracting(CaptionTrack::id)
                .containsExactly("en");
    }

    @Test
    void aNewRunChangesNothingOfWhatWasUploaded() {
        Caption mine = caption("de", "Deutsch");
        Video video = Facts.video()
                .captioned(mine)
                .learned(1, run -> run.textReady(new SourceText(List.of(caption("fr", "Français")), List.of()))
                        .completed("videos/x/g1", Facts.measured(1), 5_000, List.of()))
                .learned(2, run -> run);
        assertThat(video.captionTracks()).extracting(CaptionTrack::id).containsExactly("fr", "de");
        assertThat(video.withoutCaptions("de").captionTracks())
                .extracting(CaptionTrack::id)
                .containsExactly("fr");
        assertThat(video.withoutCaptions("en")).isSameAs(video);
    }

    private static Caption caption(String language, String label) {
        return new Caption(language, label, Caption.Kind.SUBTITLES, false, "videos/x/" + language + label.length());
    }

    private static Caption preferred(String language) {
        return caption(language, language).called(language, true);
    }
}
