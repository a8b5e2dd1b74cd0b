package io.vitascope.processing;

import static org.assertj.core.api.Assertions.assertThat;

import io.vitascope.processing.ffmpeg.MediaInfo;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Which sounds of a source a video has. */
class SoundsTest {
    private static MediaInfo film(int sounds) {
        List<MediaInfo.AudioStream> streams = IntStream.range(0, sounds)
                .mapToObj(index -> new MediaInfo.AudioStream(
                        index,
                        "aac",
                        2,
                        "stereo",
                        48_000,
                        0,
                        "und",
                        index == 0,
                        "",
                        false,
                        false,
                        true,
                        0,
                        MediaInfo.AudioStream.NO_RIGHT))
                .toList();
        return new MediaInfo("matroska", 1_000_000, 0, List.of(), streams, List.of(), List.of(), List.of());
    }

    @Test
    void thoseThatAreTooManyAreLeftOutAndMissed() {
        assertThat(Sounds.of(film(8), Set.of())).hasSize(8);
        assertThat(Sounds.missing(film(8))).isEmpty();
        assertThat(Sounds.of(film(10), Set.of())).hasSize(8);
        assertThat(Sounds.missing(film(10))).singleElement().asString().startsWith("2 of its 10 sounds");
    }
}
