package io.vitascope;

import static io.restassured.RestAssured.get;
import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.google.protobuf.ByteString;
import io.opentelemetry.proto.trace.v1.Span;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import io.vitascope.processing.ffmpeg.TestClips;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a collector gets of one video. */
@QuarkusTest
@TestProfile(InABucket.class)
class TracesTest {

    private static final Duration PATIENCE = Duration.ofMinutes(2);

    @TempDir
    Path folder;

    @Test
    void oneTraceLeadsFromTheUploadThroughKafkaAndTheChildToTheFirstSegment() throws Exception {
        Path clip = TestClips.in(folder, "clip.mp4").frames(50, 25).audio(2, 2).make();
        String id = given().multiPart("video", clip.toFile(), "video/mp4")
                .post("/upload")
                .path("video_id");
        await().atMost(PATIENCE)
                .until(() -> get("/api/v1/videos/" + id).path("state").equals("ready"));
        Span run = await("the run's span")
                .atMost(PATIENCE)
                .until(
                        () -> TraceCollector.spans().stream()
                                .filter(span -> span.getName().equals("transcode") && isOf(span, id))
                                .findFirst()
                                .orElse(Span.getDefaultInstance()),
                        span -> !span.getTraceId().isEmpty());
        await().atMost(PATIENCE).untilAsserted(() -> {
            List<Span> trace = TraceCollector.spans().stream()
                    .filter(span -> span.getTraceId().equals(run.getTraceId()))
                    .toList();
            assertThat(trace)
                    .extracting(Span::getName)
                    .contains("POST /upload", "transcode", "first segment", "rendition audio")
                    .anyMatch(name -> name.contains("upload.events"))
                    .anyMatch(name -> name.contains("processing.tasks"))
                    .anyMatch(name -> name.contains("processing.events"));
            Map<ByteString, Span> byId = trace.stream().collect(Collectors.toMap(Span::getSpanId, span -> span));
            assertThat(trace)
                    .filteredOn(span -> !byId.containsKey(span.getParentSpanId()))
                    .extracting(Span::getName)
                    .containsExactly("POST /upload");
        });
    }

    private static boolean isOf(Span span, String id) {
        return span.getAttributesList().stream()
                .anyMatch(attribute -> attribute.getValue().getStringValue().equals(id));
    }
}
