package io.vitascope.platform.http;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;

import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import io.restassured.response.Response;
import io.vitascope.TightLimits;
import org.junit.jupiter.api.Test;

/** Where the origins are named whose pages may read. */
@QuarkusTest
@TestProfile(TightLimits.class)
class OwnOriginsTest {

    @Test
    void aCacheIsToldThatTheOriginMatters() {
        Response own = given().header("Origin", "https://own.example").get("/api/trial/playlist");
        assertThat(own.header("Access-Control-Allow-Origin")).isEqualTo("https://own.example");
        Response nobody = given().get("/api/trial/playlist");
        assertThat(nobody.statusCode()).isEqualTo(200);
        Response other = given().header("Origin", "https://other.example").get("/api/trial/playlist");
        assertThat(other.statusCode()).isEqualTo(403);
        for (Response answer : new Response[] {own, nobody, other}) {
            assertThat(answer.headers().getValues("Vary")).contains("Origin");
        }
        assertThat(own.headers().getValues("Vary")).contains("Accept-Encoding");
    }

    @Test
    void onlyPagesOfTheOriginThatIsNamedMayChangeAnything() {
        String video = "/api/v1/videos/01890a5d-ac96-774b-bcce-b302099a8057";
        assertThat(given().header("Origin", "https://own.example").delete(video).statusCode())
                .isEqualTo(404);
        Response other = given().header("Origin", "https://other.example").delete(video);
        assertThat(other.statusCode()).isEqualTo(403);
        assertThat(other.<String>path("code")).isEqualTo("platform/other-origin");
        assertThat(other.<String>path("setting")).isEqualTo("quarkus.http.cors.origins");
        assertThat(other.headers().getValues("Vary")).contains("Origin");
    }
}
