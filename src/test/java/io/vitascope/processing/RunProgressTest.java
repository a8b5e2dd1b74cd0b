package io.vitascope.processing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.vitascope.contract.processing.Planned;
import io.vitascope.contract.processing.PlannedTrack;
import io.vitascope.processing.RenditionProgress.State;
import org.junit.jupiter.api.Test;

class RunProgressTest {

    private static final long SECOND = 1_000_000;

    private final RunProgress progress = new RunProgress();

    @Test
    void percentSpeedAndTimeLeftComeFromTheSegmentsThatArePublished() {
        progress.planned(plan(100, encoded("720p"), sound()), at(0));
        for (int segment = 1; segment <= 10; segment++) {
            progress.published("720p", segment * 4 * SECOND, at(2 * segment));
        }
        RenditionProgress picture = rendition("720p", 20);
        assertThat(picture.state()).isEqualTo(State.ENCODING);
        assertThat(picture.percent()).contains(40.0);
        assertThat(picture.speed()).isCloseTo(2, within(0.01));
        assertThat(picture.etaSeconds()).isEqualTo(30);
        assertThat(rendition("audio", 20).percent()).contains(0.0);
        assertThat(progress.at(at(20)).percent().orElseThrow()).isBetween(35.0, 40.0);
    }

    @Test
    void betweenTwoSegmentsTheTimeLeftIsCountedDownAndWhenNoneComesTheSpeedFalls() {
        progress.planned(plan(100, encoded("720p")), at(0));
        progress.published("720p", 10 * SECOND, at(10));
        progress.published("720p", 20 * SECOND, at(20));
        assertThat(rendition("720p", 25).etaSeconds()).isEqualTo(75);
        assertThat(rendition("720p", 120).speed()).isLessThan(0.25);
    }

    @Test
    void aCopyIsReadyWhenItIsWholeAndOnlyThenTheOthersBegin() {
        progress.planned(plan(100, copied("1080p"), encoded("720p")), at(0));
        progress.published("1080p", 60 * SECOND, at(0.5));
        assertThat(rendition("720p", 0.5).state()).isEqualTo(State.QUEUED);
        assertThat(progress.at(at(0.5)).etaSeconds()).isZero();
        progress.published("1080p", 100 * SECOND, at(1));
        progress.ended("1080p", at(1));
        assertThat(rendition("1080p", 1).state()).isEqualTo(State.READY);
        assertThat(rendition("1080p", 1).percent()).contains(100.0);
        assertThat(rendition("720p", 1).state()).isEqualTo(State.ENCODING);
        progress.published("720p", 10 * SECOND, at(6));
        assertThat(rendition("720p", 6).speed()).isCloseTo(2, within(0.01));
        assertThat(progress.at(at(6)).etaSeconds()).isEqualTo(45);
    }

    @Test
    void ofAFileThatDoesNotTellItsDurationThereIsNoPercent() {
        progress.planned(plan(0, encoded("720p")), at(0));
        progress.published("720p", 10 * SECOND, at(5));
        RenditionProgress picture = rendition("720p", 5);
        assertThat(picture.percent()).isEmpty();
        assertThat(picture.etaSeconds()).isZero();
        assertThat(picture.speed()).isCloseTo(2, within(0.01));
        assertThat(progress.at(at(5)).percent()).isEmpty();
    }

    @Test
    void aDurationThatTurnsOutTooShortIsNoLongerBelieved() {
        progress.planned(plan(10, encoded("720p")), at(0));
        progress.published("720p", 11 * SECOND, at(5));
        assertThat(rendition("720p", 5).percent()).contains(99.0);
        progress.published("720p", 60 * SECOND, at(30));
        assertThat(rendition("720p", 30).percent()).isEmpty();
        assertThat(progress.at(at(30)).percent()).isEmpty();
        progress.ended("720p", at(31));
        assertThat(rendition("720p", 31).percent()).contains(100.0);
    }

    @Test
    void progressIsNeverTakenBack() {
        progress.planned(plan(100, encoded("720p"), encoded("360p")), at(0));
        double last = 0;
        for (int segment = 1; segment <= 25; segment++) {
            progress.published(segment % 2 == 0 ? "720p" : "360p", segment * 4 * SECOND, at(segment));
            progress.published("720p", 4 * SECOND, at(segment)); // told again, out of order
            double now = progress.at(at(segment)).percent().orElseThrow();
            assertThat(now).isBetween(last, 99.0);
            last = now;
        }
    }

    private RenditionProgress rendition(String name, double seconds) {
        return progress.at(at(seconds)).renditions().stream()
                .filter(rendition -> rendition.name().equals(name))
                .findFirst()
                .orElseThrow();
    }

    private static Planned plan(long seconds, PlannedTrack.Builder... tracks) {
        Planned.Builder plan = Planned.newBuilder().setDurationUs(seconds * SECOND);
        for (PlannedTrack.Builder track : tracks) {
            plan.addTracks(track);
        }
        return plan.build();
    }

    private static PlannedTrack.Builder encoded(String name) {
        return PlannedTrack.newBuilder().setName(name).setWidth(1280).setHeight(720);
    }

    private static PlannedTrack.Builder copied(String name) {
        return encoded(name).setCopied(true);
    }

    private static PlannedTrack.Builder sound() {
        return PlannedTrack.newBuilder().setName("audio").setAudio(true);
    }

    private static long at(double seconds) {
        return Math.round(seconds * 1e9);
    }
}
