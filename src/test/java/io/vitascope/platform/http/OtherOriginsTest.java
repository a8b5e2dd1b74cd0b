package io.vitascope.platform.http;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;

import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.Response;
import io.restassured.specification.RequestSpecification;
import java.net.URI;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What pages may do that the server's own is not among; no origin but one is named. */
@QuarkusTest
class OtherOriginsTest {

    private static final String OTHER = "https://other.example";
    private static final String VIDEO = "/api/v1/videos/01890a5d-ac96-774b-bcce-b302099a8057";
    private static final int REFUSED = 403;
    private static final int NO_SUCH_VIDEO = 404;

    @TestHTTPResource
    @SuppressWarnings("NullAway.Init")
    private URI server;

    @ParameterizedTest
    @CsvSource({
        "DELETE, " + VIDEO,
        "PATCH, " + VIDEO,
        "POST, " + VIDEO + "/restore",
        "POST, " + VIDEO + "/retry",
        "POST, " + VIDEO + "/cancel",
        "PUT, " + VIDEO + "/captions/en",
        "DELETE, " + VIDEO + "/captions/en",
        "PUT, " + VIDEO + "/poster",
        "DELETE, " + VIDEO + "/poster",
        "POST, /api/v1/videos/batch",
        "DELETE, /api/v1/videos",
        "POST, /api/v1/uploads/../videos/batch",
        "POST, /api/v1/uploadsx",
        "POST, /api/v1/admin/storage/sweep",
        "POST, /vitascope.video.v1.VideoService/DeleteVideo",
        "POST, /nothing"
    })
    void whatChangesSomethingIsRefusedAndSoIsItsPreflight(String method, String path) {
        given().urlEncodingEnabled(false)
                .header("Origin", OTHER)
                .request(method, path)
                .then()
                .statusCode(REFUSED)
                .contentType("application/problem+json")
                .header("Access-Control-Allow-Origin", equalTo("*"))
                .body("code", equalTo("platform/other-origin"))
                .body("origin", equalTo(OTHER))
                .body("setting", equalTo("vitascope.http.trusted-origins"))
                .body("detail", containsString("vitascope.http.trusted-origins"));
        assertThat(preflight(OTHER, method, path).statusCode()).isEqualTo(REFUSED);
    }

    @ParameterizedTest
    @CsvSource({
        "GET, " + VIDEO,
        "HEAD, " + VIDEO + "/stream",
        "POST, /upload",
        "POST, /api/v1/videos",
        "POST, /api/v1/uploads",
        "HEAD, /api/v1/uploads/x",
        "PATCH, /api/v1/uploads/x",
        "DELETE, /api/v1/uploads/x",
        "POST, /api/v1/direct-uploads",
        "POST, /api/v1/direct-uploads/x/parts",
        "POST, /api/v1/direct-uploads/x/complete",
        "DELETE, /api/v1/direct-uploads/x"
    })
    void readingAndUploadingAreOpenToAll(String method, String path) {
        assertThat(given().header("Origin", OTHER).request(method, path).statusCode())
                .isNotEqualTo(REFUSED);
        Response preflight = preflight(OTHER, method, path);
        assertThat(preflight.statusCode()).isEqualTo(200);
        assertThat(preflight.header("Access-Control-Allow-Origin")).isEqualTo(OTHER);
        assertThat(preflight.header("Access-Control-Allow-Methods").split(","))
                .contains(method)
                .doesNotContain("PUT");
    }

    @Test
    void aPreflightOfReadingAllowsNothingElse() {
        assertThat(preflight(OTHER, "GET", VIDEO).header("Access-Control-Allow-Methods"))
                .isEqualTo("GET,HEAD,OPTIONS");
    }

    @Test
    void whatComesFromTheServersOwnPageOrFromNoPageIsLetThrough() {
        String own = "http://" + server.getAuthority();
        assertDeletes(Map.of(), NO_SUCH_VIDEO);
        assertDeletes(Map.of("Origin", own), NO_SUCH_VIDEO);
        assertDeletes(Map.of("Origin", OTHER, "X-Forwarded-Host", "other.example"), NO_SUCH_VIDEO);
        assertDeletes(Map.of("Origin", OTHER, "X-Forwarded-Host", "other.example:443, inside"), NO_SUCH_VIDEO);
        assertDeletes(Map.of("Origin", "http://changed.example", "Sec-Fetch-Site", "same-origin"), NO_SUCH_VIDEO);
        assertDeletes(Map.of("Sec-Fetch-Site", "none"), NO_SUCH_VIDEO);
    }

    @Test
    void whatComesFromElsewhereOnTheSameHostOrHidesWhereFromIsNot() {
        assertDeletes(Map.of("Origin", "http://" + server.getHost() + ":1"), REFUSED);
        assertDeletes(Map.of("Origin", "http://" + server.getHost()), REFUSED);
        assertDeletes(Map.of("Origin", OTHER, "X-Forwarded-Host", "other.example:80"), REFUSED);
        assertDeletes(Map.of("Origin", "null"), REFUSED);
        assertDeletes(Map.of("Origin", "no origin at all"), REFUSED);
        assertDeletes(Map.of("Origin", OTHER, "Sec-Fetch-Site", "same-site"), REFUSED);
        assertDeletes(Map.of("Sec-Fetch-Site", "cross-site"), REFUSED);
    }

    /** As {@code vitascope.http.trusted-origins} of the tests does. */
    @Test
    void pagesOfAnOriginThatIsNamedMayDoAll() {
        String origin = "https://trusted.example";
        assertDeletes(Map.of("Origin", origin), NO_SUCH_VIDEO);
        Response preflight = preflight(origin, "DELETE", VIDEO);
        assertThat(preflight.statusCode()).isEqualTo(200);
        assertThat(preflight.header("Access-Control-Allow-Methods")).contains("DELETE", "PUT");
    }

    private static void assertDeletes(Map<String, String> headers, int status) {
        assertThat(given().headers(headers).delete(VIDEO).statusCode())
                .as("%s", headers)
                .isEqualTo(status);
    }

    private static Response preflight(String origin, String method, String path) {
        RequestSpecification request = given().urlEncodingEnabled(false)
                .header("Origin", origin)
                .header("Access-Control-Request-Method", method)
                .header("Access-Control-Request-Headers", "content-type,tus-resumable");
        return request.options(path);
    }
}
