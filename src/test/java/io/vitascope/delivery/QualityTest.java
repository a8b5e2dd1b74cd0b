package io.vitascope.delivery;

import static org.assertj.core.api.Assertions.assertThat;

import io.vitascope.storage.BlobKey;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class QualityTest {

    private static final List<ProgressiveFile> LADDER =
            List.of(file("1080p", 1920), file("720p", 1280), file("480p", 854), file("240p", 426));

    @ParameterizedTest
    @CsvSource({"auto,1080p", "source,1080p", "hd,720p", "sd,480p", "low,240p", "1080p,1080p", "240p,240p"})
    void aClassMeansTheBestRenditionThatDoesNotExceedIt(String asked, String chosen) {
        assertThat(choose(asked, LADDER)).contains(chosen);
    }

    @ParameterizedTest
    @ValueSource(strings = {"hd", "sd", "low"})
    void aVideoThatIsLargerInAllRenditionsIsServedInItsSmallest(String asked) {
        assertThat(choose(asked, List.of(file("2160p", 3840), file("1080p", 1920))))
                .contains("1080p");
    }

    @ParameterizedTest
    @ValueSource(strings = {"hd", "sd", "low", "auto"})
    void aSmallVideoIsServedAsItIs(String asked) {
        assertThat(choose(asked, List.of(file("144p", 256)))).contains("144p");
    }

    @Test
    void aPortraitVideoIsKnownByItsRungRatherThanItsHeight() {
        ProgressiveFile portrait =
                new ProgressiveFile("720p", 720, 1280, Optional.of(new BlobKey("videos/a/g1/720p.mp4")));
        assertThat(choose("hd", List.of(portrait, file("360p", 360)))).contains("720p");
    }

    @Test
    void aNameThatNoRenditionHasIsNotFound() {
        assertThat(choose("4320p", LADDER)).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"HD", "../hd", "hd ", "-1", "720p\n"})
    void whatCanNeverBeANameIsNotUnderstood(String asked) {
        assertThat(Quality.parse(asked)).isEmpty();
    }

    private static Optional<String> choose(String asked, List<ProgressiveFile> files) {
        return Quality.parse(asked).orElseThrow().choose(files).map(ProgressiveFile::rendition);
    }

    private static ProgressiveFile file(String name, int width) {
        int height = Integer.parseInt(name.substring(0, name.length() - 1));
        return new ProgressiveFile(name, width, height, Optional.of(new BlobKey("videos/a/g1/" + name + ".mp4")));
    }
}
