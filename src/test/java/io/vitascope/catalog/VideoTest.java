package io.vitascope.catalog;

import static org.assertj.core.api.Assertions.assertThat;

import io.vitascope.kernel.VideoText;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;

class VideoTest {

    private static final Failure CRASHED = new Failure("processing/crashed", "The encoder crashed.", true);

    /** A fact of one generation. */
    private record Told(int generation, UnaryOperator<Run> fact) {}

    private static Told started(int generation) {
        return new Told(generation, run -> run.started(Facts.planned()));
    }

    private static Told poster(int generation) {
        return new Told(generation, run -> run.posterReady("g" + generation + "/poster.jpg"));
    }

    private static Told playable(int generation) {
        return new Told(generation, run -> run.becamePlayable("g" + generation, Facts.planned()));
    }

    private static Told completed(int generation) {
        return new Told(
                generation,
                run -> run.completed("g" + generation, Facts.measured(generation), 5_100, List.of("a remark")));
    }

    private static Told failed(int generation) {
        return new Told(generation, run -> run.failed(CRASHED));
    }

    @Test
    void aRunEndsTheSameInWhateverOrderItsFactsCome() {
        Video end = sameInEveryOrder(List.of(started(1), poster(1), playable(1), completed(1)));
        assertThat(end.state()).isEqualTo(Video.State.READY);
        assertThat(end.playable()).isTrue();
        assertThat(end.durationMs()).isEqualTo(5_100);
        assertThat(end.warnings()).containsExactly("a remark");
        assertThat(end.posterKey()).contains("g1/poster.jpg");
        assertThat(end.renditions()).isEqualTo(Facts.measured(1));
    }

    @Test
    void aRunThatFailsEndsTheSameInWhateverOrderItsFactsCome() {
        Video end = sameInEveryOrder(List.of(started(1), poster(1), playable(1), failed(1)));
        assertThat(end.state()).isEqualTo(Video.State.FAILED);
        assertThat(end.failure()).contains(CRASHED);
        assertThat(end.playable()).isFalse();
        assertThat(end.renditions()).isEmpty();
    }

    @Test
    void aRunThatCompletesAfterItWasGivenUpHasCompleted() {
        Video end = sameInEveryOrder(List.of(started(1), poster(1), playable(1), failed(1), completed(1)));
        assertThat(end.state()).isEqualTo(Video.State.READY);
        assertThat(end.failure()).isEmpty();
    }

    @Test
    void twoRunsEndTheSameInWhateverOrderTheirFactsCome() {
        Video end = sameInEveryOrder(List.of(started(1), completed(1), started(2), playable(2), completed(2)));
        assertThat(end.published().map(Run::prefix)).contains("g2");
        assertThat(end.runs()).hasSize(1);
    }

    @Test
    void aSecondRunThatFailsLeavesWhatTheFirstOnePublished() {
        Video end = sameInEveryOrder(List.of(playable(1), completed(1), started(2), playable(2), failed(2)));
        assertThat(end.state()).isEqualTo(Video.State.FAILED);
        assertThat(end.playable()).isTrue();
        assertThat(end.published().map(Run::prefix)).contains("g1");
    }

    @Test
    void whatALostRunHadBegunIsNotOfferedOnceTheRunAfterItHasFailed() {
        Video end = sameInEveryOrder(List.of(started(1), poster(1), playable(1), started(2), failed(2)));
        assertThat(end.state()).isEqualTo(Video.State.FAILED);
        assertThat(end.playable()).isFalse();
        assertThat(end.posterKey()).isEmpty();
        assertThat(tell(end, List.of(started(3))).playable()).isFalse();
        assertThat(tell(end, List.of(playable(3))).published().map(Run::prefix)).contains("g3");
    }

    @Test
    void aNewRunDoesNotReplaceWhatPlaysBeforeItPlaysItself() {
        Video again = tell(Facts.video(), List.of(completed(1), started(2)));
        assertThat(again.state()).isEqualTo(Video.State.PROCESSING);
        assertThat(again.published().map(Run::prefix)).contains("g1");
        assertThat(tell(again, List.of(playable(2))).published().map(Run::prefix))
                .contains("g2");
    }

    @Test
    void anOlderRunIsIgnoredOnceANewerOneHasCompleted() {
        Video ready = tell(Facts.video(), List.of(completed(2)));
        assertThat(tell(ready, List.of(started(1), playable(1), completed(1), failed(1))))
                .isSameAs(ready);
    }

    @Test
    void aChangeIsOneRevisionHoweverManyStepsItTookAndNoneWithoutADifference() {
        Instant later = Facts.NOON.plusSeconds(60);
        VideoText lake = new VideoText("Lake", "", List.of());
        Video video = Facts.video();
        Video changed = tell(video, List.of(started(1))).edited(lake).revised(video, later);
        assertThat(changed.revision()).isEqualTo(2);
        assertThat(changed.updatedAt()).isEqualTo(later);
        Video same = tell(changed, List.of(started(1))).edited(lake);
        assertThat(same.revised(changed, later.plusSeconds(1))).isSameAs(changed);
    }

    @Test
    void endlessFailuresDoNotMakeTheRecordGrow() {
        Video video = tell(Facts.video(), List.of(completed(1)));
        for (int generation = 2; generation < 100; generation++) {
            video = tell(video, List.of(failed(generation)));
        }
        assertThat(video.runs()).hasSizeLessThanOrEqualTo(16);
        assertThat(video.published().map(Run::prefix)).contains("g1");
    }

    @Test
    void aLostEventIsMadeUpForByTheJob() {
        UnaryOperator<Run> job = Facts.job(Job.State.COMPLETED, Optional.of("g1"))::toldTo;
        Video video = Facts.video().learned(1, job);
        assertThat(video.state()).isEqualTo(Video.State.READY);
        assertThat(video.durationMs()).isEqualTo(5_100);
    }

    /** Tells all permutations, once and with every fact told twice, and demands one and the same end. */
    private static Video sameInEveryOrder(List<Told> facts) {
        Set<List<Run>> ends = new HashSet<>();
        Video end = Facts.video();
        for (List<Told> order : permutations(facts)) {
            end = tell(Facts.video(), order);
            ends.add(end.runs());
            ends.add(tell(end, order).runs());
        }
        assertThat(ends).hasSize(1);
        return end;
    }

    private static Video tell(Video video, List<Told> facts) {
        Video next = video;
        for (Told told : facts) {
            next = next.learned(told.generation(), told.fact());
        }
        return next;
    }

    private static <T> List<List<T>> permutations(List<T> items) {
        if (items.isEmpty()) {
            return List.of(List.of());
        }
        List<List<T>> all = new ArrayList<>();
        for (int first = 0; first < items.size(); first++) {
            List<T> rest = new ArrayList<>(items);
            T head = rest.remove(first);
            for (List<T> tail : permutations(rest)) {
                List<T> one = new ArrayList<>(List.of(head));
                one.addAll(tail);
                all.add(one);
            }
        }
        return all;
    }

    @Test
    void aRenditionIsReadyBeforeTheOthersInWhateverOrderThatIsHeard() {
        Skipped larger = new Skipped("1080p", "upscaling", "The source is smaller.", false);
        UnaryOperator<Run> started = run -> run.started(Facts.planned()).without(List.of(larger));
        UnaryOperator<Run> playable = run -> run.becamePlayable("p", Facts.planned());
        UnaryOperator<Run> whole = run -> run.renditionReady(Facts.measured(1).get(0));
        Video forwards = Facts.video().learned(1, started).learned(1, playable).learned(1, whole);
        Video backwards = Facts.video().learned(1, whole).learned(1, playable).learned(1, started);
        for (Video video : List.of(forwards, backwards)) {
            assertThat(video.state()).isEqualTo(Video.State.PROCESSING);
            assertThat(LiveRendition.of(video, Optional.empty()))
                    .extracting(rendition -> rendition.rendition().name() + " "
                            + rendition.state().word())
                    .containsExactly("720p ready", "1080p skipped");
            assertThat(video.renditions().get(0).averageBandwidth()).isEqualTo(900_000);
        }
    }

    @Test
    void whatIsSkippedInTheEndHolds() {
        Skipped larger = new Skipped("1080p", "upscaling", "The source is smaller.", false);
        Skipped silent = new Skipped("audio", "not-decodable", "Nothing of it could be decoded.", true);
        UnaryOperator<Run> started = run -> run.started(Facts.planned()).without(List.of(larger));
        UnaryOperator<Run> completed =
                run -> run.completed("p", Facts.measured(1), 5_100, List.of()).without(List.of(larger, silent));
        Video video = Facts.video().learned(1, started).learned(1, completed).learned(1, started);
        assertThat(LiveRendition.of(video, Optional.empty()))
                .extracting(rendition -> rendition.state().word())
                .containsExactly("ready", "skipped", "failed");
    }

    @Test
    void whatPlaysToItsEndPlaysOnWhenTheRestHasFailed() {
        List<Rendition> finished = Facts.measured(1);
        Told failed = new Told(1, run -> run.failed(CRASHED, Optional.of("g1"), finished));
        Video end = sameInEveryOrder(List.of(started(1), poster(1), playable(1), failed));
        assertThat(end.state()).isEqualTo(Video.State.FAILED);
        assertThat(end.playable()).isTrue();
        assertThat(end.published()).map(Run::complete).hasValue(false);
        assertThat(end.renditions()).isEqualTo(finished);
        assertThat(LiveRendition.of(end, Optional.empty()))
                .extracting(LiveRendition::state)
                .containsExactly(LiveRendition.State.READY);
    }
}
