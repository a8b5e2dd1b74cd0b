package io.vitascope.kernel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class VideoIdTest {

    @Test
    void idsSortByTheMillisecondInWhichTheyWereMade() {
        List<VideoId> made = new ArrayList<>();
        for (long millis = 1_700_000_000_000L; millis < 1_700_000_000_050L; millis++) {
            made.add(VideoId.create(millis));
        }
        assertThat(made).isSorted();
    }

    @Test
    void anIdIsAVersionSevenUuidOfTheIetfVariant() {
        VideoId id = VideoId.create(1_700_000_000_000L);
        assertThat(id.value().version()).isEqualTo(7);
        assertThat(id.value().variant()).isEqualTo(2);
    }

    @Test
    void whatWasPrintedCanBeParsed() {
        VideoId id = VideoId.create(System.currentTimeMillis());
        assertThat(VideoId.parse(id.toString())).isEqualTo(id);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "1-1-1-1-1", "0190F3A0-0000-7000-8000-000000000000", "../../etc/passwd", "x"})
    void whatIsNotCanonicalIsRefused(String text) {
        assertThatThrownBy(() -> VideoId.parse(text)).isInstanceOf(IllegalArgumentException.class);
    }
}
