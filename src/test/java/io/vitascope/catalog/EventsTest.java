package io.vitascope.catalog;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.hamcrest.Matchers.equalTo;

import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.Timestamp;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import io.vitascope.NobodyWorks;
import io.vitascope.contract.catalog.CatalogEvent;
import io.vitascope.contract.processing.BecamePlayable;
import io.vitascope.contract.processing.ProcessingCompleted;
import io.vitascope.contract.processing.ProcessingEvent;
import io.vitascope.contract.processing.ProcessingFailed;
import io.vitascope.contract.processing.ProcessingStarted;
import io.vitascope.contract.processing.Rendition;
import io.vitascope.contract.processing.RenditionReady;
import io.vitascope.contract.upload.Media;
import io.vitascope.contract.upload.Upload;
import io.vitascope.contract.upload.UploadCompleted;
import io.vitascope.contract.upload.UploadEvent;
import io.vitascope.contract.upload.VideoTrack;
import io.vitascope.kernel.VideoId;
import jakarta.inject.Inject;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What becomes of events from a real Kafka. */
@QuarkusTest
@TestProfile(NobodyWorks.class)
class EventsTest {

    private static final Duration PATIENCE = Duration.ofSeconds(30);
    private static final Rendition RENDITION = Rendition.newBuilder()
            .setName("720p")
            .setKind(Rendition.Kind.VIDEO)
            .setWidth(1280)
            .setHeight(720)
            .setFrameRateNum(30_000)
            .setFrameRateDen(1_001)
            .build();

    @Inject
    Catalog catalog;

    @Inject
    @ConfigProperty(name = "kafka.bootstrap.servers")
    String brokers;

    private KafkaProducer<String, byte[]> producer;
    private final VideoId id = VideoId.create(System.currentTimeMillis());

    @BeforeEach
    void open() {
        producer = new KafkaProducer<>(
                Map.of("bootstrap.servers", brokers), new StringSerializer(), new ByteArraySerializer());
    }

    @AfterEach
    void close() {
        producer.close();
    }

    @Test
    void aVideoGoesFromUploadToReadyAndTellsEachStepOnce() throws Exception {
        send("upload.events", uploaded());
        awaitState("processing");
        given().get("/api/v1/videos/{id}", id.toString())
                .then()
                .body("title", equalTo("Sea"))
                .body("duration_ms", equalTo(4_000));
        send("processing.events", started(1));
        send("processing.events", playable(1));
        await().atMost(PATIENCE).untilAsserted(() -> given().get("/api/v1/videos/{id}", id.toString())
                .then()
                .body("playable", equalTo(true))
                .body("renditions[0].state", equalTo("encoding"))
                .body("renditions[0].frame_rate", equalTo(29.97f)));
        send("processing.events", renditionReady(1));
        await().atMost(PATIENCE).untilAsserted(() -> given().get("/api/v1/videos/{id}", id.toString())
                .then()
                .body("state", equalTo("processing"))
                .body("renditions[0].state", equalTo("ready"))
                .body("renditions[0].progress", equalTo(100f))
                .body("renditions[0].average_bandwidth", equalTo(900_000)));
        send("processing.events", completed(1));
        awaitState("ready");
        assertThat(told(6))
                .containsExactly(
                        CatalogEvent.EventCase.CREATED,
                        CatalogEvent.EventCase.UPDATED, // renditions are planned
                        CatalogEvent.EventCase.BECAME_PLAYABLE,
                        CatalogEvent.EventCase.UPDATED, // one of them is ready
                        CatalogEvent.EventCase.READY);
    }

    @Test
    void aPosterAndWordsThatAreFoundAndANewRunAreToldToo() throws Exception {
        send("upload.events", uploaded());
        awaitState("processing");
        send("processing.events", completed(1));
        awaitState("ready");
        catalog.learned(id, 1, run -> run.posterReady("videos/" + id + "/g1/poster.jpg"));
        catalog.learned(id, 1, run -> run.posterReady("videos/" + id + "/g1/poster.jpg"));
        SourceText text = new SourceText(List.of(), List.of(new Chapter(0, 4_000, "Sea")));
        catalog.learned(id, 1, run -> run.textReady(text));
        send("processing.events", started(2));
        awaitState("processing");
        assertThat(told(7))
                .endsWith(
                        CatalogEvent.EventCase.READY,
                        CatalogEvent.EventCase.UPDATED,
                        CatalogEvent.EventCase.UPDATED,
                        CatalogEvent.EventCase.UPDATED);
    }

    @Test
    void eventsThatComeTwiceAndBackwardsEndTheSame() throws Exception {
        send("upload.events", uploaded());
        awaitState("processing");
        for (int round = 0; round < 2; round++) {
            send("processing.events", completed(1));
            send("processing.events", playable(1));
            send("processing.events", started(1));
            send("upload.events", uploaded());
        }
        awaitState("ready");
        given().get("/api/v1/videos/{id}", id.toString())
                .then()
                .body("playable", equalTo(true))
                .body("duration_ms", equalTo(4_100));
    }

    @Test
    void aFailureIsShownWithItsReason() throws Exception {
        send("upload.events", uploaded());
        awaitState("processing");
        send("processing.events", failed(1));
        awaitState("failed");
        given().get("/api/v1/videos/{id}", id.toString())
                .then()
                .body("playable", equalTo(false))
                .body("failure.code", equalTo("processing/crashed"))
                .body("failure.retryable", equalTo(true));
    }

    @Test
    void aSecondRunThatFailsLeavesTheVideoPlayable() throws Exception {
        send("upload.events", uploaded());
        awaitState("processing");
        send("processing.events", completed(1));
        awaitState("ready");
        send("processing.events", failed(2));
        awaitState("failed");
        given().get("/api/v1/videos/{id}", id.toString()).then().body("playable", equalTo(true));
    }

    @Test
    void whatCannotBeReadGoesToTheDeadLettersAndHoldsNobodyUp() throws Exception {
        byte[] poison = ("poison " + id).getBytes(StandardCharsets.UTF_8);
        send("upload.events", poison);
        send("processing.events", poison);
        send("upload.events", uploaded());
        awaitState("processing");
        send("processing.events", completed(1));
        awaitState("ready");
        assertThat(read("upload.events.catalog.dead-letter")).contains(poison);
        assertThat(read("processing.events.catalog.dead-letter")).contains(poison);
        assertThat(given().get("/q/metrics").asString())
                .containsPattern(
                        "vitascope_outbox_dead_letters_total\\{topic=\"upload.events.catalog.dead-letter\",?} [1-9]");
    }

    private void awaitState(String state) {
        await().atMost(PATIENCE).untilAsserted(() -> given().get("/api/v1/videos/{id}", id.toString())
                .then()
                .statusCode(200)
                .body("state", equalTo(state)));
    }

    private byte[] uploaded() {
        Upload upload = Upload.newBuilder()
                .setVideoId(id.toString())
                .setTitle("Sea")
                .setFilename("sea.mp4")
                .setSourceKey("videos/" + id + "/source")
                .setSizeBytes(1_000)
                .setCompletedAt(Timestamp.newBuilder().setSeconds(1_772_000_000))
                .setMedia(Media.newBuilder()
                        .setDurationUs(4_000_000)
                        .setVideo(VideoTrack.newBuilder().setWidth(1280).setHeight(720)))
                .build();
        return UploadEvent.newBuilder()
                .setEventId(UUID.randomUUID().toString())
                .setVideoId(id.toString())
                .setCompleted(UploadCompleted.newBuilder().setUpload(upload))
                .build()
                .toByteArray();
    }

    private byte[] started(int generation) {
        return event(generation)
                .setStarted(ProcessingStarted.newBuilder().addRenditions(RENDITION))
                .build()
                .toByteArray();
    }

    private byte[] playable(int generation) {
        return event(generation)
                .setBecamePlayable(BecamePlayable.newBuilder()
                        .setPrefix("videos/" + id + "/g" + generation)
                        .addRenditions(RENDITION))
                .build()
                .toByteArray();
    }

    private byte[] renditionReady(int generation) {
        return event(generation)
                .setRenditionReady(RenditionReady.newBuilder()
                        .setRendition(RENDITION.toBuilder().setAverageBandwidth(900_000)))
                .build()
                .toByteArray();
    }

    private byte[] completed(int generation) {
        return event(generation)
                .setCompleted(ProcessingCompleted.newBuilder()
                        .setPrefix("videos/" + id + "/g" + generation)
                        .setDurationUs(4_100_000)
                        .addRenditions(RENDITION))
                .build()
                .toByteArray();
    }

    private byte[] failed(int generation) {
        return event(generation)
                .setFailed(ProcessingFailed.newBuilder()
                        .setCode("processing/crashed")
                        .setDetail("The encoder crashed.")
                        .setRetryable(true))
                .build()
                .toByteArray();
    }

    private ProcessingEvent.Builder event(int generation) {
        return ProcessingEvent.newBuilder()
                .setEventId(UUID.randomUUID().toString())
                .setVideoId(id.toString())
                .setGeneration(generation);
    }

    private void send(String topic, byte[] payload) throws InterruptedException, ExecutionException {
        producer.send(new ProducerRecord<>(topic, id.toString(), payload)).get();
    }

    /** What catalog.events says about this test's video, once nothing more than that comes. */
    private List<CatalogEvent.EventCase> told(int atMost) {
        List<CatalogEvent.EventCase> cases = new ArrayList<>();
        for (byte[] payload : read("catalog.events")) {
            try {
                CatalogEvent event = CatalogEvent.parseFrom(payload);
                if (event.getVideoId().equals(id.toString())) {
                    cases.add(event.getEventCase());
                }
            } catch (InvalidProtocolBufferException e) {
                throw new AssertionError(e);
            }
        }
        assertThat(cases).hasSizeLessThan(atMost);
        return cases;
    }

    /** All that lies on a topic; waits until the first records are there and none have come for a while. */
    private List<byte[]> read(String topic) {
        try (KafkaConsumer<String, byte[]> consumer = new KafkaConsumer<>(
                Map.of("bootstrap.servers", brokers), new StringDeserializer(), new ByteArrayDeserializer())) {
            consumer.assign(consumer.partitionsFor(topic).stream()
                    .map(info -> new org.apache.kafka.common.TopicPartition(info.topic(), info.partition()))
                    .toList());
            consumer.seekToBeginning(consumer.assignment());
            List<byte[]> payloads = new ArrayList<>();
            long end = System.nanoTime() + PATIENCE.toNanos();
            while (System.nanoTime() < end) {
                int before = payloads.size();
                consumer.poll(Duration.ofSeconds(2)).forEach(record -> payloads.add(record.value()));
                if (!payloads.isEmpty() && payloads.size() == before) {
                    break;
                }
            }
            return payloads;
        }
    }
}
