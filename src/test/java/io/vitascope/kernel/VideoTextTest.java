package io.vitascope.kernel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.Test;

class VideoTextTest {

    @Test
    void titlesAreOneLineWithoutControlCharacters() {
        assertThat(new VideoText("  A\u0007 \n tale\tof ", "", List.of()).title())
                .isEqualTo("A tale of");
    }

    @Test
    void tagsAreLowerCaseAndUnique() {
        VideoText text = new VideoText("t", "", List.of("Cats", "cats ", "", "DOGS", "a,b"));
        assertThat(text.tags()).containsExactly("cats", "dogs", "a b");
    }

    @Test
    void aTitleThatIsTooLongIsRefusedWithLimitAndLength() {
        assertThatThrownBy(() -> new VideoText("x".repeat(201), "", List.of()))
                .hasMessage("The title can have at most 200 characters; it has 201.");
    }

    @Test
    void charactersOutsideTheBasicPlaneCountOnce() {
        assertThat(new VideoText("\uD83C\uDFAC".repeat(200), "", List.of()).title())
                .hasSize(400);
    }

    @Test
    void halfACharacterIsLeftOut() {
        VideoText text = new VideoText("a\uD83C", "\uDFACb\uD83C\uDFAC", List.of("c\uD83C"));
        assertThat(text.title()).isEqualTo("a");
        assertThat(text.description()).isEqualTo("b\uD83C\uDFAC");
        assertThat(text.tags()).containsExactly("c");
    }

    @Test
    void aBlankTitleIsRefused() {
        assertThatThrownBy(() -> new VideoText(" \n ", "", List.of())).hasMessage("The title must not be blank.");
        assertThatThrownBy(() -> new VideoText("\u200B\u00A0", "", List.of()))
                .hasMessage("The title must not be blank.");
    }

    @Test
    void aFileNameMakesATitle() {
        assertThat(VideoText.titleFrom("C:\\films\\My holiday.final.mp4")).isEqualTo("My holiday.final");
        assertThat(VideoText.titleFrom("/tmp/.mp4")).isEqualTo(".mp4");
        assertThat(VideoText.titleFrom("")).isEqualTo("Untitled");
        assertThat(VideoText.titleFrom("n".repeat(300))).hasSize(200);
    }
}
