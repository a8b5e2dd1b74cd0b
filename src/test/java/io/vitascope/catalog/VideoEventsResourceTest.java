package io.vitascope.catalog;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.hamcrest.Matchers.equalTo;

import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import io.vitascope.NobodyWorks;
import io.vitascope.kernel.VideoId;
import jakarta.inject.Inject;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** What clients hear of videos that change, from a real Redis. */
@QuarkusTest
@TestProfile(NobodyWorks.class)
class VideoEventsResourceTest {

    private static final Duration PATIENCE = Duration.ofSeconds(20);

    @Inject
    Catalog catalog;

    @Inject
    LiveFeed feed;

    @TestHTTPResource
    URI root;

    private final VideoId id = VideoId.create(System.currentTimeMillis());

    @Test
    void whoWatchesAVideoHearsItsPresentStateEachChangeAndTheEnd() throws Exception {
        arrive(id);
        try (EventStream stream = watch()) {
            assertThat(stream.response().headers().firstValue("Content-Type")).contains("text/event-stream");
            assertThat(stream.response().headers().firstValue("X-Accel-Buffering"))
                    .contains("no");
            assertThat(stream.response().headers().firstValue("Cache-Control")).contains("no-cache");
            awaitState(stream, "processing", false);
            catalog.learned(id, 1, run -> run.becamePlayable("videos/" + id + "/g1", Facts.planned()));
            awaitState(stream, "processing", true);
            complete();
            stream.end().get(PATIENCE.toSeconds(), TimeUnit.SECONDS);
            List<EventStream.Message> heard = stream.heard();
            assertThat(heard.get(heard.size() - 1).name()).isEqualTo("end");
            assertThat(heard.get(heard.size() - 2).data().get("state").asText()).isEqualTo("ready");
        }
    }

    @Test
    void whoComesBackHearsWhatChangedMeanwhileAndNothingWhenAllIsKnown() throws Exception {
        arrive(id);
        complete();
        String last;
        try (EventStream again = watch("Last-Event-ID", "1")) {
            again.end().get(PATIENCE.toSeconds(), TimeUnit.SECONDS);
            assertThat(again.heard()).extracting(EventStream.Message::name).containsExactly("video", "end");
            last = again.heard().get(0).id();
        }
        given().header("Last-Event-ID", last)
                .get("/api/v1/videos/{id}/events", id.toString())
                .then()
                .statusCode(204);
    }

    @Test
    void whoWatchesAnUnknownVideoIsToldSo() {
        given().get("/api/v1/videos/{id}/events", id.toString())
                .then()
                .statusCode(404)
                .contentType("application/problem+json")
                .body("code", equalTo("catalog/video-not-found"));
    }

    @Test
    void whoWatchesAllHearsWhatComesChangesAndGoesAndMissesNothingWhileAway() {
        String last;
        try (EventStream all = EventStream.open(root.resolve("/api/v1/events"))) {
            arrive(id);
            await().atMost(PATIENCE).until(() -> names(all).contains("video"));
            last = of(all).get(0).id();
        }
        complete();
        VideoId gone = VideoId.create(System.currentTimeMillis());
        arrive(gone);
        catalog.delete(gone, Revisions.ANY);
        try (EventStream all = EventStream.open(root.resolve("/api/v1/events"), "Last-Event-ID", last)) {
            await().atMost(PATIENCE).untilAsserted(() -> assertThat(of(all))
                    .anySatisfy(message ->
                            assertThat(message.data().get("state").asText()).isEqualTo("ready")));
            await().atMost(PATIENCE).untilAsserted(() -> assertThat(all.heard()).anySatisfy(message -> assertThat(
                            message.name() + message.data().get("id").asText())
                    .isEqualTo("deleted" + gone)));
        }
        try (EventStream all = EventStream.open(root.resolve("/api/v1/events"), "Last-Event-ID", "1-1")) {
            await().atMost(PATIENCE).untilAsserted(() -> assertThat(all.heard())
                    .extracting(EventStream.Message::name)
                    .contains("reset"));
        }
    }

    @Test
    void whoIsAnsweredHearsWhatChangesFromThenOn() throws Exception {
        arrive(id);
        complete();
        try (EventStream all = EventStream.open(root.resolve("/api/v1/events"))) {
            catalog.delete(id, Revisions.ANY);
            await().atMost(PATIENCE).untilAsserted(() -> assertThat(names(all)).contains("deleted"));
        }
    }

    @Test
    void whoComesWhileNothingHappensKnowsFromWhereToGoOn() {
        String last;
        try (EventStream all = EventStream.open(root.resolve("/api/v1/events"))) {
            await().atMost(PATIENCE).until(() -> all.marks().stream().anyMatch(mark -> !mark.isEmpty()));
            last = all.marks().stream()
                    .filter(mark -> !mark.isEmpty())
                    .findFirst()
                    .orElseThrow();
        }
        arrive(id);
        catalog.delete(id, Revisions.ANY);
        try (EventStream all = EventStream.open(root.resolve("/api/v1/events"), "Last-Event-ID", last)) {
            await().atMost(PATIENCE).untilAsserted(() -> assertThat(names(all)).contains("deleted"));
        }
    }

    @Test
    void whoHasMissedALotIsToldToReadAgainAndNotJustTheBeginning() {
        arrive(id);
        String last;
        try (EventStream all = EventStream.open(root.resolve("/api/v1/events"))) {
            await().atMost(PATIENCE).until(() -> !of(all).isEmpty());
            last = of(all).get(0).id();
        }
        for (int change = 0; change <= 500; change++) {
            Optional<String> title = Optional.of("Take " + change);
            catalog.edit(id, VideoPatch.ofText(title, Optional.empty(), Optional.empty()), Revisions.ANY);
        }
        try (EventStream all = EventStream.open(root.resolve("/api/v1/events"), "Last-Event-ID", last)) {
            await().atMost(PATIENCE).untilAsserted(() -> assertThat(all.heard())
                    .extracting(EventStream.Message::name)
                    .contains("reset"));
        }
    }

    @Test
    void aHundredClientsHearTheSame() throws Exception {
        arrive(id);
        List<EventStream> streams = new ArrayList<>();
        for (int client = 0; client < 100; client++) {
            streams.add(watch());
        }
        complete();
        for (EventStream stream : streams) {
            stream.end().get(PATIENCE.toSeconds(), TimeUnit.SECONDS);
            assertThat(stream.heard()).extracting(EventStream.Message::name).contains("video", "end");
        }
    }

    @Test
    void aVideoThatIsDeletedWhileItIsWatchedEndsTheStream() throws Exception {
        arrive(id);
        try (EventStream stream = watch()) {
            catalog.delete(id, Revisions.ANY);
            stream.end().get(PATIENCE.toSeconds(), TimeUnit.SECONDS);
            assertThat(names(stream)).endsWith("deleted", "end");
        }
    }

    @Test
    void aVideoThatGoesJustBeforeItIsWatchedEndsTheStreamInGoodOrder() {
        arrive(id);
        catalog.delete(id, Revisions.ANY);
        Notes notes = new Notes();
        notes.take(10);
        feed.watch(new Watcher(Optional.of(id), notes, System.nanoTime()), Optional.empty());
        String body = "{\"id\":\"" + id + "\"}";
        await().atMost(PATIENCE).until(() -> notes.heard.contains("closed"));
        assertThat(notes.heard).containsExactly("deleted " + body, "end " + body, "closed");
    }

    private EventStream watch(String... headers) {
        return EventStream.open(root.resolve("/api/v1/videos/" + id + "/events"), headers);
    }

    private void awaitState(EventStream stream, String state, boolean playable) {
        await().atMost(PATIENCE).untilAsserted(() -> assertThat(stream.heard()).anySatisfy(message -> {
            assertThat(message.name()).isEqualTo("video");
            assertThat(message.data().get("state").asText()).isEqualTo(state);
            assertThat(message.data().get("playable").asBoolean()).isEqualTo(playable);
        }));
    }

    private List<EventStream.Message> of(EventStream stream) {
        return stream.heard().stream()
                .filter(message -> message.data().path("id").asText().equals(id.toString()))
                .toList();
    }

    private List<String> names(EventStream stream) {
        return of(stream).stream().map(EventStream.Message::name).toList();
    }

    private void arrive(VideoId video) {
        catalog.arrived(Facts.arrival(video, "Sea", List.of(), Instant.now()));
    }

    private void complete() {
        catalog.learned(id, 1, run -> run.completed("videos/" + id + "/g1", Facts.measured(1), 5_100, List.of()));
    }
}
