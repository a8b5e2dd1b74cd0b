package io.vitascope.captions;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class CaptionsTest {

    @Test
    void cuesAreInOrderAndNoneIsThereTwice() {
        assertThat(cues(new Cue(3_000, 4_000, "b"), new Cue(1_000, 2_000, "a"), new Cue(3_000, 4_000, "b")))
                .containsExactly(new Cue(1_000, 2_000, "a"), new Cue(3_000, 4_000, "b"));
    }

    @Test
    void whatBeginsBeforeTheVideoBeginsWithIt() {
        assertThat(cues(new Cue(-500, 1_000, "a"), new Cue(-500, 0, "gone"))).containsExactly(new Cue(0, 1_000, "a"));
    }

    @Test
    void aCueWithoutAnEndLastsUntilTheNextButNotForEver() {
        assertThat(cues(new Cue(1_000, 1_000, "a"), new Cue(2_000, 1_500, "b"), new Cue(60_000, 61_000, "c")))
                .containsExactly(new Cue(1_000, 2_000, "a"), new Cue(2_000, 6_000, "b"), new Cue(60_000, 61_000, "c"));
    }

    @Test
    void aCueThatRunsIntoTheNextByAHairGivesWay() {
        assertThat(cues(new Cue(1_000, 2_040, "a"), new Cue(2_000, 3_000, "b")))
                .containsExactly(new Cue(1_000, 2_000, "a"), new Cue(2_000, 3_000, "b"));
    }

    @Test
    void twoWhoSpeakAtATimeBothStay() {
        List<Cue> both = List.of(new Cue(1_000, 3_000, "a"), new Cue(1_000, 4_000, "b"), new Cue(2_000, 3_000, "c"));
        assertThat(Captions.of(both).cues()).isEqualTo(both);
    }

    /** Each looked for among all that follow, these would take minutes. */
    @Test
    void anyNumberOfCuesMayBeginAtOnce() {
        List<Cue> crowd = IntStream.rangeClosed(1, 600_000)
                .mapToObj(n -> new Cue(1_000, 10_000 + n, "a"))
                .toList();
        List<Cue> cues = Stream.concat(crowd.stream(), Stream.of(new Cue(1_000, 0, "b"), new Cue(2_000, 3_000, "c")))
                .toList();
        Captions captions = assertTimeoutPreemptively(Duration.ofMinutes(1), () -> Captions.of(cues));
        assertThat(captions.cues().subList(600_000, 600_002))
                .containsExactly(new Cue(1_000, 2_000, "b"), new Cue(2_000, 3_000, "c"));
    }

    @Test
    void timesAreWrittenWithHours() {
        assertThat(new String(
                        Captions.of(List.of(new Cue(3_723_004, 360_000_000, "a")))
                                .webVtt(),
                        StandardCharsets.UTF_8))
                .isEqualTo("WEBVTT\n\n01:02:03.004 --> 100:00:00.000\na\n");
    }

    private static List<Cue> cues(Cue... cues) {
        return Captions.of(List.of(cues)).cues();
    }
}
