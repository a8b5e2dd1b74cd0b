package io.vitascope.delivery;

import static io.restassured.RestAssured.given;
import static org.awaitility.Awaitility.await;
import static org.hamcrest.Matchers.equalTo;

import io.vitascope.contract.processing.BecamePlayable;
import io.vitascope.contract.processing.PosterReady;
import io.vitascope.contract.processing.ProcessingCompleted;
import io.vitascope.contract.processing.ProcessingEvent;
import io.vitascope.contract.processing.ProcessingStarted;
import io.vitascope.contract.processing.Rendition;
import io.vitascope.contract.upload.Media;
import io.vitascope.contract.upload.Upload;
import io.vitascope.contract.upload.UploadCompleted;
import io.vitascope.contract.upload.UploadEvent;
import io.vitascope.contract.upload.VideoTrack;
import io.vitascope.kernel.VideoId;
import java.net.URL;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringSerializer;

/** Tells the catalog, over the real Kafka, what the rooms before it would tell. */
final class CatalogFacts implements AutoCloseable {

    private static final Duration PATIENCE = Duration.ofSeconds(30);

    private final KafkaProducer<String, byte[]> producer;

    private final URL server;

    CatalogFacts(String brokers, URL server) {
        this.server = server;
        this.producer = new KafkaProducer<>(
                Map.of("bootstrap.servers", brokers), new StringSerializer(), new ByteArraySerializer());
    }

    void uploaded(VideoId id, String filename) throws Exception {
        Upload upload = Upload.newBuilder()
                .setVideoId(id.toString())
                .setTitle("Test card")
                .setFilename(filename)
                .setSourceKey("videos/" + id + "/source")
                .setSizeBytes(1_000)
                .setMedia(Media.newBuilder()
                        .setContainer("mov,mp4,m4a,3gp,3g2,mj2")
                        .setDurationUs(PublishedClip.DURATION_MS * 1000)
                        .setVideo(VideoTrack.newBuilder().setWidth(640).setHeight(360)))
                .build();
        send(
                "upload.events",
                id,
                UploadEvent.newBuilder()
                        .setEventId(UUID.randomUUID().toString())
                        .setVideoId(id.toString())
                        .setCompleted(UploadCompleted.newBuilder().setUpload(upload))
                        .build()
                        .toByteArray());
        awaitThat(id, "state", "processing");
    }

    void started(VideoId id, String... renditions) throws Exception {
        ProcessingStarted.Builder started = ProcessingStarted.newBuilder();
        List.of(renditions).forEach(name -> started.addRenditions(rendition(name)));
        send("processing.events", id, event(id).setStarted(started).build().toByteArray());
        awaitThat(id, "renditions.size()", renditions.length);
    }

    void playable(VideoId id) throws Exception {
        BecamePlayable.Builder playable =
                BecamePlayable.newBuilder().setPrefix("videos/" + id + "/g1").addRenditions(rendition("360p"));
        send(
                "processing.events",
                id,
                event(id).setBecamePlayable(playable).build().toByteArray());
        awaitThat(id, "playable", true);
    }

    void completed(VideoId id) throws Exception {
        send(
                "processing.events",
                id,
                event(id)
                        .setPosterReady(PosterReady.newBuilder().setKey("videos/" + id + "/g1/poster.jpg"))
                        .build()
                        .toByteArray());
        ProcessingCompleted.Builder completed = ProcessingCompleted.newBuilder()
                .setPrefix("videos/" + id + "/g1")
                .setDurationUs(PublishedClip.DURATION_MS * 1000)
                .addRenditions(rendition("360p").toBuilder().setProgressiveKey("videos/" + id + "/g1/360p.mp4"));
        send("processing.events", id, event(id).setCompleted(completed).build().toByteArray());
        awaitThat(id, "state", "ready");
    }

    private static Rendition rendition(String name) {
        int height = Integer.parseInt(name.replace("p", ""));
        return Rendition.newBuilder()
                .setName(name)
                .setKind(Rendition.Kind.VIDEO)
                .setWidth(height * 16 / 9)
                .setHeight(height)
                .setFrameRateNum(25)
                .setFrameRateDen(1)
                .build();
    }

    private static ProcessingEvent.Builder event(VideoId id) {
        return ProcessingEvent.newBuilder()
                .setEventId(UUID.randomUUID().toString())
                .setVideoId(id.toString())
                .setGeneration(1);
    }

    private void send(String topic, VideoId id, byte[] payload) throws Exception {
        producer.send(new ProducerRecord<>(topic, id.toString(), payload)).get();
    }

    private void awaitThat(VideoId id, String field, Object value) {
        await().atMost(PATIENCE).untilAsserted(() -> given().port(server.getPort())
                .get("/api/v1/videos/" + id)
                .then()
                .body(field, equalTo(value)));
    }

    @Override
    public void close() {
        producer.close();
    }
}
