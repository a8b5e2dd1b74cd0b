package io.vitascope.catalog;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.vitascope.kernel.ProblemException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RevisionsTest {

    @ParameterizedTest
    @ValueSource(strings = {"*", "\"7\"", "\"7-120\"", "\"7-120-ab12\"", "\"5\", \"7\""})
    void aTagOfThisRevisionMayChangeIt(String header) {
        assertThatCode(() -> Revisions.ifMatch(header).require(7)).doesNotThrowAnyException();
    }

    @ParameterizedTest
    @ValueSource(strings = {"\"6\"", "W/\"7\"", "7", "", "\"\"", "\"77\""})
    void anyOtherTagMayNot(String header) {
        assertThatThrownBy(() -> Revisions.ifMatch(header).require(7)).isInstanceOf(ProblemException.class);
    }

    @Test
    void theTagOfAVideoChangesWithItsViews() {
        LiveVideo still = LiveVideo.still(Facts.video());
        LiveVideo watched = new LiveVideo(still.video(), 1, still.progressPercent(), still.job());
        assertThat(VideoTag.of(watched)).isNotEqualTo(VideoTag.of(still));
    }
}
