package io.vitascope.platform.http;

import static io.restassured.RestAssured.get;
import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import java.net.Socket;
import java.net.URL;
import java.nio.charset.StandardCharsets;
import java.util.Set;
import java.util.UUID;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** Whoever asks for many addresses, or makes some up, does not make as many time series. */
@QuarkusTest
class RequestMetricsTest {

    private static final Pattern SERIES =
            Pattern.compile("http_server_requests_seconds_count\\{.*?method=\"(\\w+)\".*?uri=\"(.*?)\".*");

    @TestHTTPResource
    @SuppressWarnings("NullAway.Init")
    URL server;

    @Test
    void whatIsNotFoundIsOneSeriesHoweverItIsWritten() throws Exception {
        try (Socket socket = new Socket(server.getHost(), server.getPort())) {
            socket.getOutputStream()
                    .write("GET //made/up HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n"
                            .getBytes(StandardCharsets.US_ASCII));
            assertThat(new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8))
                    .startsWith("HTTP/1.1 404");
        }
        await().untilAsserted(
                        () -> assertThat(series()).contains("GET NOT_FOUND").noneMatch(name -> name.contains("made")));
    }

    @Test
    void requestsAreCountedByTheRouteAndNotByTheAddress() {
        UUID id = UUID.randomUUID();
        get("/watch/" + id).then().statusCode(200);
        given().request("BREW", "/api/v1/videos/" + id + "/stream").then().statusCode(405);
        given().delete("/api/v1/videos/" + id + "/poster.jpg").then().statusCode(405);
        given().contentType("text/plain")
                .body("x")
                .patch("/api/v1/videos/" + id)
                .then()
                .statusCode(415);
        given().delete("/api/v1/tags").then().statusCode(405);
        get("/api/v1/videos/" + id).then().statusCode(404);

        await().untilAsserted(() -> {
            Set<String> series = series();
            assertThat(series)
                    .contains(
                            "GET /watch/{id}",
                            "OTHER /api/v1/videos/{id}/stream",
                            "DELETE /api/v1/videos/{id}/poster.{extension: jpg|webp}",
                            "PATCH /api/v1/videos/{id}",
                            "DELETE /api/v1/tags")
                    .noneMatch(name -> name.contains(id.toString()));
        });
    }

    private static Set<String> series() {
        return get("/q/metrics")
                .asString()
                .lines()
                .map(SERIES::matcher)
                .filter(java.util.regex.Matcher::matches)
                .map(matcher -> matcher.group(1) + " " + matcher.group(2))
                .collect(Collectors.toSet());
    }
}
