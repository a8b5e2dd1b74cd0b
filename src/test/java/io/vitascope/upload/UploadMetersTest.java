package io.vitascope.upload;

import static io.restassured.RestAssured.get;
import static org.assertj.core.api.Assertions.assertThat;

import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.net.URI;
import java.nio.file.Files;
import org.junit.jupiter.api.Test;

@QuarkusTest
class UploadMetersTest {

    @TestHTTPResource("/")
    @SuppressWarnings("NullAway.Init")
    URI server;

    @Inject
    UploadMeters meters;

    @Test
    void anUploadCountsFromItsBeginToItsEndWhicheverThatIs() throws Exception {
        TusClient tus = new TusClient(server);
        double before = open();
        String cancelled = tus.create(100);
        byte[] film = Files.readAllBytes(Clip.file());
        String completed = tus.create(film.length);
        assertThat(open()).isEqualTo(before + 2);
        tus.send("DELETE", cancelled);
        assertThat(open()).isEqualTo(before + 1);
        assertThat(tus.patch(completed, 0, film).statusCode()).isEqualTo(204);
        assertThat(open()).isEqualTo(before);
    }

    private double open() {
        meters.look();
        return get("/q/metrics")
                .asString()
                .lines()
                .filter(line -> line.startsWith("vitascope_upload_open "))
                .mapToDouble(line -> Double.parseDouble(line.replaceFirst(".* ", "")))
                .findFirst()
                .orElseThrow();
    }
}
