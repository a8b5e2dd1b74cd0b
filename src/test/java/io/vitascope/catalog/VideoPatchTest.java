package io.vitascope.catalog;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.InstanceOfAssertFactories.type;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.vitascope.kernel.ProblemException;
import io.vitascope.kernel.VideoText;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class VideoPatchTest {

    private static final VideoText TEXT = new VideoText("Sea", "Waves.", List.of("water"));

    @Test
    void whatIsAbsentStays() {
        assertThat(patch("{\"title\": \"Lake\"}")).isEqualTo(new VideoText("Lake", "Waves.", List.of("water")));
        assertThat(patch("{}")).isEqualTo(TEXT);
    }

    @Test
    void nullEmptiesDescriptionAndTags() {
        assertThat(patch("{\"description\": null, \"tags\": null}")).isEqualTo(new VideoText("Sea", "", List.of()));
    }

    @Test
    void membersThatCannotBeSetAreNamed() {
        assertThatThrownBy(() -> patch("{\"title\": \"x\", \"views\": 5, \"state\": \"ready\"}"))
                .asInstanceOf(type(ProblemException.class))
                .satisfies(problem -> assertThat(problem.code()).isEqualTo(CatalogError.MEMBER_REFUSED))
                .satisfies(problem -> assertThat(problem.facts()).containsEntry("members", "state, views"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "[]",
                "\"text\"",
                "null",
                "{\"title\": null}",
                "{\"title\": 5}",
                "{\"description\": []}",
                "{\"tags\": \"a,b\"}",
                "{\"tags\": [1]}",
                "{\"tags\": {\"a\": \"b\"}}",
                "{\"title\": \"  \"}"
            })
    void whatHasTheWrongShapeIsRefused(String json) {
        assertThatThrownBy(() -> patch(json)).isInstanceOf(ProblemException.class);
    }

    private static VideoText patch(String json) {
        try {
            return VideoPatch.parse(new ObjectMapper().readTree(json)).applyTo(TEXT);
        } catch (JsonProcessingException e) {
            throw new AssertionError(e);
        }
    }
}
