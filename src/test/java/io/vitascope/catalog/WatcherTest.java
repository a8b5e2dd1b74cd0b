package io.vitascope.catalog;

import static org.assertj.core.api.Assertions.assertThat;

import io.vitascope.catalog.LiveEvent.Kind;
import io.vitascope.kernel.VideoId;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class WatcherTest {

    private static final long SECOND = 1_000_000_000L;

    private final VideoId one = VideoId.create(1);
    private final VideoId other = VideoId.create(2);
    private final Notes notes = new Notes();
    private final Watcher watcher = new Watcher(Optional.empty(), notes, 0);

    @Test
    void aClientThatKeepsUpHearsEverythingInOrder() {
        notes.take(10);
        tell(Kind.VIDEO, one, "a");
        tell(Kind.PROGRESS, one, "b");
        tell(Kind.PROGRESS, one, "c");
        assertThat(notes.heard).containsExactly("video a", "progress b", "progress c");
    }

    @Test
    void aSlowClientMissesStepsButNotThePresent() {
        tell(Kind.VIDEO, one, "a");
        for (int step = 0; step < 1_000; step++) {
            tell(Kind.PROGRESS, one, "step " + step);
            tell(Kind.PROGRESS, other, "other " + step);
        }
        tell(Kind.VIDEO, one, "ready");
        notes.take(10);
        watcher.moreWanted(SECOND);
        assertThat(notes.heard).containsExactly("progress other 999", "video ready");
    }

    @Test
    void theEndComesAfterWhatStillWaits() {
        Watcher single = new Watcher(Optional.of(one), notes, 0);
        single.offer(event(Kind.VIDEO, one, 3, "ready"), 0);
        single.offer(event(Kind.END, one, 3, "bye"), 0);
        single.offer(event(Kind.PROGRESS, one, 3, "late"), 0);
        notes.take(1);
        single.moreWanted(SECOND);
        assertThat(notes.heard).containsExactly("video ready");
        notes.take(1);
        single.moreWanted(SECOND);
        assertThat(notes.heard).containsExactly("video ready", "end bye", "closed");
    }

    @Test
    void anOlderStateThatComesLateIsNotTold() {
        Watcher single = new Watcher(Optional.of(one), notes, 0);
        notes.take(10);
        single.offer(event(Kind.VIDEO, one, 5, "new"), 0);
        single.offer(event(Kind.VIDEO, one, 4, "old"), 0);
        assertThat(notes.heard).containsExactly("video new");
    }

    @Test
    void whoIsToldNothingForLongIsToldThatTheConnectionLivesAndHowFarItReached() {
        notes.take(10);
        watcher.beat(15 * SECOND, 14 * SECOND, "");
        assertThat(notes.heard).isEmpty();
        watcher.beat(15 * SECOND, 15 * SECOND, " 7-0");
        watcher.beat(15 * SECOND, 16 * SECOND, " 7-0");
        assertThat(notes.heard).containsExactly("beat 7-0");
    }

    @Test
    void whoTakesNothingIsStuck() {
        tell(Kind.VIDEO, one, "a");
        assertThat(watcher.isStuck(60 * SECOND, 59 * SECOND)).isFalse();
        assertThat(watcher.isStuck(60 * SECOND, 60 * SECOND)).isTrue();
        watcher.breakOff();
        assertThat(watcher.hasEnded()).isTrue();
        assertThat(notes.heard).containsExactly("broken off");
    }

    private void tell(Kind kind, VideoId id, String json) {
        watcher.offer(event(kind, id, 1, json), 0);
    }

    private static LiveEvent event(Kind kind, VideoId id, long revision, String json) {
        return new LiveEvent(kind, id, revision, "", json);
    }
}
