package io.vitascope.processing;

import io.vitascope.contract.upload.Media;
import io.vitascope.contract.upload.Upload;
import io.vitascope.contract.upload.UploadCompleted;
import io.vitascope.contract.upload.UploadEvent;
import io.vitascope.contract.upload.VideoTrack;
import io.vitascope.kernel.VideoId;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringSerializer;

/**
 * What a page of a large catalog costs, by order, filter and search, as a client of the HTTP interface waits for it.
 */
final class CatalogPages {

    private static final int ROUNDS = 20;
    private static final Duration PATIENCE = Duration.ofMinutes(10);

    private final Server server;

    CatalogPages(Server server) {
        this.server = server;
    }

    void report(Report report, String brokers, int videos) throws IOException, InterruptedException {
        fill(brokers, videos);
        awaitAll(videos);
        report.line("| " + videos + " videos, page of 20 | matches | median ms | 95 % ms |");
        report.line("|---|---|---|---|");
        for (String query : List.of(
                "sort=-created_at",
                "sort=title",
                "sort=-views",
                "sort=duration&page=300",
                "sort=-created_at&tag=dense",
                "sort=title&tag=rare",
                "sort=title&tag=dense&tag=rare",
                "sort=-created_at&q=v",
                "sort=title&q=video%2099",
                "sort=-views&tag=dense&q=mp4%20video%209999",
                "sort=title&q=v&page=300")) {
            List<Double> millis = new ArrayList<>();
            for (int round = 0; round < ROUNDS; round++) {
                long begun = System.nanoTime();
                total("&" + query);
                millis.add((System.nanoTime() - begun) / 1e6);
            }
            Figures figures = new Figures(millis);
            report.line("| `" + query + "` | " + total("&" + query) + " | " + Figures.number(figures.median(), 1)
                    + " | " + Figures.number(figures.percentile(0.95), 1) + " |");
        }
    }

    private void awaitAll(int videos) throws IOException, InterruptedException {
        long begun = System.nanoTime();
        for (long listed = total(""); listed < videos; listed = total("")) {
            if (System.nanoTime() - begun > PATIENCE.toNanos()) {
                throw new IllegalStateException(
                        "After " + PATIENCE + " the catalog lists " + listed + " of " + videos + " videos");
            }
            Thread.sleep(200);
        }
    }

    private long total(String query) throws IOException, InterruptedException {
        return server.page("limit=20" + query).path("total_count").asLong();
    }

    /** Told as the upload room tells it; nobody works on them, for the server has only the role {@code web}. */
    private static void fill(String brokers, int videos) {
        try (var producer = new KafkaProducer<>(
                Map.of("bootstrap.servers", brokers), new StringSerializer(), new ByteArraySerializer())) {
            for (int i = 0; i < videos; i++) {
                String id = VideoId.create(System.currentTimeMillis()).toString();
                Upload upload = Upload.newBuilder()
                        .setVideoId(id)
                        .setTitle("Video " + i)
                        .setFilename("clip-" + i + ".mp4")
                        .addAllTags(i % 1_000 == 0 ? List.of("dense", "rare") : List.of("dense"))
                        .setSourceKey("videos/" + id + "/source")
                        .setSizeBytes(1_000 + i)
                        .setMedia(Media.newBuilder()
                                .setContainer("mov,mp4,m4a,3gp,3g2,mj2")
                                .setDurationUs(i % 600 * 1_000_000L)
                                .setVideo(VideoTrack.newBuilder().setWidth(640).setHeight(360)))
                        .build();
                UploadEvent event = UploadEvent.newBuilder()
                        .setEventId(UUID.randomUUID().toString())
                        .setVideoId(id)
                        .setCompleted(UploadCompleted.newBuilder().setUpload(upload))
                        .build();
                producer.send(new ProducerRecord<>("upload.events", id, event.toByteArray()));
            }
        }
    }
}
