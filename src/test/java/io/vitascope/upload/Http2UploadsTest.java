package io.vitascope.upload;

import static org.assertj.core.api.Assertions.assertThat;

import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.HttpClientRequest;
import io.vertx.core.http.HttpClientResponse;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpVersion;
import io.vertx.core.json.JsonObject;
import io.vitascope.NobodyWorks;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** As behind a proxy that speaks HTTP/2 to the server. */
@QuarkusTest
@TestProfile(NobodyWorks.class)
class Http2UploadsTest {

    private static final int LONGEST_DESCRIPTION = 5_000;

    @TestHTTPResource
    @SuppressWarnings("NullAway.Init")
    private URI server;

    private final Vertx vertx;

    @SuppressWarnings("NullAway.Init")
    private HttpClient client;

    Http2UploadsTest(Vertx vertx) {
        this.vertx = vertx;
    }

    @BeforeEach
    void connect() {
        client = vertx.createHttpClient(new HttpClientOptions()
                .setProtocolVersion(HttpVersion.HTTP_2)
                .setHttp2ClearTextUpgrade(false)
                .setDefaultHost(server.getHost())
                .setDefaultPort(server.getPort()));
    }

    @AfterEach
    void disconnect() throws Exception {
        get(client.close());
    }

    @Test
    void theLongestDescriptionIsTaken() throws Exception {
        String description = "海".repeat(LONGEST_DESCRIPTION);
        HttpClientRequest request = creation(description);
        HttpClientResponse answer = get(request.send());
        assertThat(answer.version()).isEqualTo(HttpVersion.HTTP_2);
        assertThat(answer.statusCode()).isEqualTo(201);
        HttpClientRequest deletion = get(client.request(HttpMethod.DELETE, answer.getHeader("Location")));
        assertThat(get(deletion.putHeader("Tus-Resumable", "1.0.0").send()).statusCode())
                .isEqualTo(204);
    }

    @Test
    void whatIsLongerIsToldWhy() throws Exception {
        Future<Buffer> body =
                creation("海".repeat(LONGEST_DESCRIPTION + 1)).send().compose(HttpClientResponse::body);
        JsonObject problem = get(body).toJsonObject();
        assertThat(problem.getInteger("status")).isEqualTo(422);
        assertThat(problem.getString("code")).isEqualTo("upload/invalid-text");
    }

    private HttpClientRequest creation(String description) throws Exception {
        String words = "description "
                + Base64.getEncoder().encodeToString(description.getBytes(StandardCharsets.UTF_8))
                + ",filename ZmlsbS5tcDQ=";
        return get(client.request(HttpMethod.POST, "/api/v1/uploads"))
                .putHeader("Tus-Resumable", "1.0.0")
                .putHeader("Upload-Length", "1000")
                .putHeader("Upload-Metadata", words);
    }

    private static <T> T get(Future<T> future) throws Exception {
        return future.toCompletionStage().toCompletableFuture().get(1, TimeUnit.MINUTES);
    }
}
