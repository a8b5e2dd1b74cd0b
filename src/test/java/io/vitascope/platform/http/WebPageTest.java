package io.vitascope.platform.http;

import static io.restassured.RestAssured.given;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.not;

import io.quarkus.test.junit.QuarkusTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Tests are built without the page, as on a machine without Node. */
@QuarkusTest
class WebPageTest {

    @ParameterizedTest
    @ValueSource(strings = {"/", "/uploads", "/activity", "/watch/01890a5d-ac96-774b-bcce-b302099a8057"})
    void withoutNodeThePagesPlaceSaysWhatToInstall(String address) {
        given().accept("text/html")
                .get(address)
                .then()
                .statusCode(200)
                .contentType("text/html")
                .header("Content-Security-Policy", containsString("frame-ancestors 'none'"))
                .body(containsString("install Node 20.19 or newer"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"/api/nothing", "/api/v1/videos/nothing/else", "/assets/missing.js", "/nothing"})
    void whatIsNotThePagesIsStillNotFound(String address) {
        given().accept("application/json")
                .get(address)
                .then()
                .statusCode(404)
                .contentType("application/problem+json")
                .header("Cache-Control", not(containsString("immutable")));
    }

    @Test
    void noAnswerIsTakenForWhatItDoesNotSayItIs() {
        given().get("/api/v1/videos").then().header("X-Content-Type-Options", equalTo("nosniff"));
    }

    @Test
    void theFormStillTakesUploadsWhereThePageHasNoScreen() {
        given().post("/upload").then().statusCode(415).contentType("application/problem+json");
    }
}
