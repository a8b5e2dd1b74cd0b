package io.vitascope.delivery;

import static org.assertj.core.api.Assertions.assertThat;

import io.vitascope.delivery.Conditions.Outcome;
import io.vitascope.kernel.ByteRange;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ConditionsTest {

    private static final Instant MODIFIED = Instant.parse("2026-03-01T10:00:00.750Z");
    private static final String SAME = "Sun, 01 Mar 2026 10:00:00 GMT";
    private static final String EARLIER = "Sun, 01 Mar 2026 09:59:59 GMT";
    private static final String LATER = "Sun, 01 Mar 2026 10:00:01 GMT";

    @Test
    void withoutConditionsEverythingIsSent() {
        assertThat(get("", "", "", "", "", "")).isEqualTo(new Outcome.Whole());
    }

    @ParameterizedTest
    @CsvSource({"bytes=0-0,0,1", "bytes=2-,2,10", "bytes=-3,7,10", "bytes=8-99,8,10"})
    void aRangeIsSentInPart(String range, long start, long end) {
        assertThat(get("", "", "", "", range, "")).isEqualTo(new Outcome.Part(new ByteRange(start, end)));
    }

    @ParameterizedTest
    @ValueSource(strings = {"bytes=10-", "bytes=-0", "bytes=99-100"})
    void aRangeOutsideIsUnsatisfiable(String range) {
        assertThat(get("", "", "", "", range, "")).isEqualTo(new Outcome.Unsatisfiable());
    }

    @ParameterizedTest
    @ValueSource(strings = {"bytes=0-1,4-5", "seconds=1-2", "bytes=5-2", "bytes=a-b"})
    void aRangeThatIsNotUnderstoodIsIgnored(String range) {
        assertThat(get("", "", "", "", range, "")).isEqualTo(new Outcome.Whole());
    }

    @Test
    void headHasNoRanges() {
        Conditions head = new Conditions(false, "", "", "", "", "bytes=0-1", "");
        assertThat(head.against("tag", Optional.of(MODIFIED), 10)).isEqualTo(new Outcome.Whole());
    }

    @ParameterizedTest
    @ValueSource(strings = {"\"tag\"", "W/\"tag\"", "\"x\", \"tag\"", "*"})
    void whatTheClientHasIsNotSentAgain(String ifNoneMatch) {
        assertThat(get("", "", ifNoneMatch, "", "bytes=0-1", "")).isEqualTo(new Outcome.NotModified());
    }

    @Test
    void anEntityTagOutweighsADate() {
        assertThat(get("", "", "\"other\"", LATER, "", "")).isEqualTo(new Outcome.Whole());
        assertThat(get("", "", "", LATER, "", "")).isEqualTo(new Outcome.NotModified());
        assertThat(get("", "", "", SAME, "", "")).isEqualTo(new Outcome.NotModified());
        assertThat(get("", "", "", EARLIER, "", "")).isEqualTo(new Outcome.Whole());
        assertThat(get("", "", "", "yesterday", "", "")).isEqualTo(new Outcome.Whole());
    }

    @ParameterizedTest
    @ValueSource(strings = {"\"tag\"", SAME})
    void aDownloadIsResumedIfItIsTheSameFile(String ifRange) {
        assertThat(get("", "", "", "", "bytes=4-", ifRange)).isEqualTo(new Outcome.Part(new ByteRange(4, 10)));
    }

    @ParameterizedTest
    @ValueSource(strings = {"\"other\"", "W/\"tag\"", EARLIER, LATER, "nonsense"})
    void aDownloadStartsAgainIfItIsNot(String ifRange) {
        assertThat(get("", "", "", "", "bytes=99-", ifRange)).isEqualTo(new Outcome.Whole());
    }

    @Test
    void aConditionThatFailsComesBeforeAllElse() {
        assertThat(get("\"other\"", "", "\"tag\"", "", "", "")).isEqualTo(new Outcome.Failed());
        assertThat(get("W/\"tag\"", "", "", "", "", "")).isEqualTo(new Outcome.Failed());
        assertThat(get("\"tag\"", EARLIER, "", "", "", "")).isEqualTo(new Outcome.Whole());
        assertThat(get("", EARLIER, "", "", "", "")).isEqualTo(new Outcome.Failed());
        assertThat(get("", SAME, "", "", "", "")).isEqualTo(new Outcome.Whole());
    }

    @Test
    void withoutADateOfItsOwnNoDateDecides() {
        for (Conditions conditions : List.of(
                new Conditions(true, "", EARLIER, "", "", "", ""),
                new Conditions(true, "", "", "", LATER, "", ""),
                new Conditions(true, "", "", "", "", "bytes=4-", SAME))) {
            assertThat(conditions.against("tag", Optional.empty(), 10)).isEqualTo(new Outcome.Whole());
        }
    }

    private static Outcome get(
            String ifMatch,
            String ifUnmodifiedSince,
            String ifNoneMatch,
            String ifModifiedSince,
            String range,
            String ifRange) {
        return new Conditions(true, ifMatch, ifUnmodifiedSince, ifNoneMatch, ifModifiedSince, range, ifRange)
                .against("tag", Optional.of(MODIFIED), 10);
    }
}
