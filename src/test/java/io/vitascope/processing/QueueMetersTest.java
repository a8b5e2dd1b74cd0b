package io.vitascope.processing;

import static io.restassured.RestAssured.get;
import static org.assertj.core.api.Assertions.assertThat;

import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import io.vitascope.NobodyWorks;
import io.vitascope.kernel.VideoId;
import io.vitascope.storage.BlobKey;
import jakarta.inject.Inject;
import org.junit.jupiter.api.Test;

@QuarkusTest
@TestProfile(NobodyWorks.class)
class QueueMetersTest {

    @Inject
    Jobs jobs;

    @Inject
    QueueMeters meters;

    @Test
    void aQueuedJobShowsInTheMetricsThatWorkersAreScaledBy() {
        meters.look();
        double openBefore = metric("vitascope_processing_jobs_open");
        double queuedBefore = metric("vitascope_processing_jobs_queued");
        VideoId id = VideoId.create(System.currentTimeMillis());
        jobs.enqueue(id, BlobKey.ofVideo(id).child("source"));
        meters.look();
        assertThat(metric("vitascope_processing_jobs_open")).isEqualTo(openBefore + 1);
        assertThat(metric("vitascope_processing_jobs_queued")).isEqualTo(queuedBefore + 1);
        assertThat(metric("vitascope_processing_queue_age_seconds")).isNotNegative();
        jobs.forget(id);
        meters.look();
        assertThat(metric("vitascope_processing_jobs_open")).isEqualTo(openBefore);
    }

    private static double metric(String name) {
        return get("/q/metrics")
                .then()
                .statusCode(200)
                .extract()
                .asString()
                .lines()
                .filter(line -> line.startsWith(name + " "))
                .mapToDouble(line -> Double.parseDouble(line.substring(name.length() + 1)))
                .findFirst()
                .orElseThrow();
    }
}
