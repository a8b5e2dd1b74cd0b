package io.vitascope.catalog;

import static org.assertj.core.api.Assertions.assertThat;

import io.vitascope.catalog.LiveEvent.Kind;
import io.vitascope.kernel.VideoId;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class WatcherTest {

    private static final long SECOND = 1_000_000_000L;

    private final VideoId one = VideoId.create(1);
    private final VideoId other = VideoId.create(2);
    private final List<String> heard = new ArrayList<>();
    private int demand;

    private final Watcher.Sink sink = new Watcher.Sink() {
        @Override
        public boolean isReady() {
            return demand > 0;
        }

        @Override
        public void send(LiveEvent event) {
            demand--;
            heard.add(event.kind().word() + " " + event.json());
        }

        @Override
        public void beat() {
            demand--;
            heard.add("beat");
        }

        @Override
        public void end() {
            heard.add("closed");
        }

        @Override
        public void breakOff() {
            heard.add("broken off");
        }
    };

    private final Watcher watcher = new Watcher(Optional.empty(), sink, 0);

    @Test
    void aClientThatKeepsUpHearsEverythingInOrder() {
        demand = 10;
        tell(Kind.VIDEO, one, "a");
        tell(Kind.PROGRESS, one, "b");
        tell(Kind.PROGRESS, one, "c");
        assertThat(heard).containsExactly("video a", "progress b", "progress c");
    }

    @Test
    void aSlowClientMissesStepsButNotThePresent() {
        tell(Kind.VIDEO, one, "a");
        for (int step = 0; step < 1_000; step++) {
            tell(Kind.PROGRESS, one, "step " + step);
            tell(Kind.PROGRESS, other, "other " + step);
        }
        tell(Kind.VIDEO, one, "ready");
        demand = 10;
        watcher.moreWanted(SECOND);
        assertThat(heard).containsExactly("progress other 999", "video ready");
    }

    @Test
    void theEndComesAfterWhatStillWaits() {
        Watcher single = new Watcher(Optional.of(one), sink, 0);
        single.offer(event(Kind.VIDEO, one, 3, "ready"), 0);
        single.offer(event(Kind.END, one, 3, "bye"), 0);
        single.offer(event(Kind.PROGRESS, one, 3, "late"), 0);
        demand = 1;
        single.moreWanted(SECOND);
        assertThat(heard).containsExactly("video ready");
        demand = 1;
        single.moreWanted(SECOND);
        assertThat(heard).containsExactly("video ready", "end bye", "closed");
    }

    @Test
    void anOlderStateThatComesLateIsNotTold() {
        Watcher single = new Watcher(Optional.of(one), sink, 0);
        demand = 10;
        single.offer(event(Kind.VIDEO, one, 5, "new"), 0);
        single.offer(event(Kind.VIDEO, one, 4, "old"), 0);
        assertThat(heard).containsExactly("video new");
    }

    @Test
    void whoIsSilentForLongIsToldThatTheConnectionLives() {
        demand = 10;
        watcher.beat(15 * SECOND, 14 * SECOND);
        assertThat(heard).isEmpty();
        watcher.beat(15 * SECOND, 15 * SECOND);
        watcher.beat(15 * SECOND, 16 * SECOND);
        assertThat(heard).containsExactly("beat");
    }

    @Test
    void whoTakesNothingIsStuck() {
        tell(Kind.VIDEO, one, "a");
        assertThat(watcher.isStuck(60 * SECOND, 59 * SECOND)).isFalse();
        assertThat(watcher.isStuck(60 * SECOND, 60 * SECOND)).isTrue();
        watcher.breakOff();
        assertThat(watcher.hasEnded()).isTrue();
        assertThat(heard).containsExactly("broken off");
    }

    private void tell(Kind kind, VideoId id, String json) {
        watcher.offer(event(kind, id, 1, json), 0);
    }

    private static LiveEvent event(Kind kind, VideoId id, long revision, String json) {
        return new LiveEvent(kind, id, revision, "", json);
    }
}
