package io.vitascope.kernel;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class EntityTagsTest {

    private static final String TAG = "\"7-12\"";

    @ParameterizedTest
    @ValueSource(strings = {"\"7-12\"", " \"7-12\" ", "\"6\", \"7-12\"", "\"6\",\"7-12\",W/\"8\"", "*", " * "})
    void whatNamesTheTagMatchesHoweverItIsCompared(String header) {
        assertThat(EntityTags.match(header, TAG, true)).isTrue();
        assertThat(EntityTags.match(header, TAG, false)).isTrue();
    }

    @ParameterizedTest
    @ValueSource(strings = {"W/\"7-12\"", "\"6\", W/\"7-12\""})
    void aWeakTagMatchesWeaklyOnly(String header) {
        assertThat(EntityTags.match(header, TAG, true)).isTrue();
        assertThat(EntityTags.match(header, TAG, false)).isFalse();
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "\"\"", "7-12", "\"7-12", "\"7\"", "\"7-123\"", "w/\"7-12\"", "\"x\"7-12\"\"", "\"*\""})
    void anythingElseDoesNot(String header) {
        assertThat(EntityTags.match(header, TAG, true)).isFalse();
        assertThat(EntityTags.match(header, TAG, false)).isFalse();
    }
}
