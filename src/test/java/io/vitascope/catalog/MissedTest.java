package io.vitascope.catalog;

import static org.assertj.core.api.Assertions.assertThat;

import io.vitascope.kernel.VideoId;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class MissedTest {

    private static final VideoId ONE = VideoId.create(1);
    private static final VideoId OTHER = VideoId.create(2);

    private static VideoChanges.Change change(int millis, VideoId id) {
        return new VideoChanges.Change(millis + "-0", id);
    }

    @Test
    void whatWasNotToldWhereTheLineBrokeComesAfterWhatWas() {
        List<VideoChanges.Change> known = List.of(change(1, ONE), change(2, ONE), change(3, OTHER), change(4, ONE));
        assertThat(Missed.since(Optional.of("1-0"), known).orElseThrow())
                .containsExactly(Map.entry(OTHER, "3-0"), Map.entry(ONE, "4-0"));
        assertThat(Missed.since(Optional.of("4-0"), known)).contains(Map.of());
    }

    @Test
    void whoIsNewHasMissedNothing() {
        assertThat(Missed.since(Optional.empty(), List.of(change(1, ONE)))).contains(Map.of());
    }

    @Test
    void whatIsNotKnownAnyMoreIsNotGuessed() {
        assertThat(Missed.since(Optional.of("1-0"), List.of(change(2, ONE)))).isEmpty();
    }

    @Test
    void whoCameBeforeTheFirstChangeHasMissedAllThereWereUnlessTheyAreTooMany() {
        List<VideoChanges.Change> many = IntStream.rangeClosed(1, Missed.MOST + 1)
                .mapToObj(millis -> change(millis, VideoId.create(millis)))
                .toList();
        Optional<String> start = Optional.of(VideoChanges.START);
        assertThat(Missed.since(start, many.subList(0, Missed.MOST)).orElseThrow())
                .hasSize(Missed.MOST);
        assertThat(Missed.since(start, many)).isEmpty();
    }
}
