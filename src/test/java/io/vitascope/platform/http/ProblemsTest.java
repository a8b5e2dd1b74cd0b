package io.vitascope.platform.http;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.not;
import static org.hamcrest.Matchers.nullValue;

import com.fasterxml.jackson.databind.JsonNode;
import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.ValidatableResponse;
import io.vitascope.kernel.ErrorCode;
import java.io.IOException;
import java.net.Socket;
import java.net.URL;
import java.nio.charset.StandardCharsets;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.logging.Handler;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

@QuarkusTest
class ProblemsTest {

    private static final Set<ErrorCode.Kind> RETRYABLE = EnumSet.of(
            ErrorCode.Kind.UNAVAILABLE,
            ErrorCode.Kind.CONFLICT,
            ErrorCode.Kind.LOCKED,
            ErrorCode.Kind.TOO_MANY,
            ErrorCode.Kind.CORRUPTED);

    @TestHTTPResource
    @SuppressWarnings("NullAway.Init")
    URL server;

    @ParameterizedTest
    @EnumSource(ErrorCode.Kind.class)
    void aProblemOfEveryKindIsADocumentWithItsStatus(ErrorCode.Kind kind) {
        int status = HttpStatuses.of(kind);
        problem(given().when().get("/api/trial/fail/" + kind).then(), status, "trial/" + slug(kind))
                .body("type", equalTo("/problems/trial/" + slug(kind)))
                .body("title", equalTo("Something is " + kind))
                .body("detail", equalTo("A sentence – with facts."))
                .body("instance", equalTo("/api/trial/fail/" + kind))
                .body("retryable", equalTo(RETRYABLE.contains(kind)))
                .body("limit_bytes", equalTo(7));
    }

    @Test
    void theTypeOfAProblemLeadsToWhatItMeans() {
        String type = given().get("/api/nothing").then().extract().path("type");
        given().get(type)
                .then()
                .statusCode(200)
                .contentType("text/html;charset=UTF-8")
                .body(containsString("<h1>Nothing is at this address</h1>"))
                .body(containsString("Check the address against <code>/q/openapi</code>."));
        problem(given().get("/problems/upload/none").then(), 404, "platform/not-found");
    }

    @ParameterizedTest
    @CsvSource({"/api/trial/fail/NOT_FOUND", "/api/trial/fail/bug", "/api/nothing", "/api/trial/status/404", "/nothing"
    })
    void noCacheKeepsAProblem(String path) {
        given().get(path).then().header("Cache-Control", equalTo("no-store"));
    }

    @Test
    void unavailableSaysWhenToComeBack() {
        given().get("/api/trial/fail/UNAVAILABLE").then().header("Retry-After", equalTo("5"));
    }

    @Test
    void aDiskWithoutRoomIsNoErrorOfOurs() {
        problem(given().get("/api/trial/fail/full-disk").then(), 507, "platform/no-space")
                .body("detail", containsString("full"));
    }

    @ParameterizedTest
    @CsvSource({"bug", "illegal"})
    void anUnexpectedFailureTellsItsIdAndNothingElse(String failure) {
        problem(given().get("/api/trial/fail/" + failure).then(), 500, "platform/internal-error")
                .body("error_id.length()", equalTo(36))
                .body(not(containsString("io.vitascope")))
                .body(not(containsString("Exception")));
    }

    @Test
    void textThatIsNoVideoIdIsTheCallersMistake() {
        problem(given().get("/api/trial/fail/bad-id").then(), 400, "platform/invalid-parameter")
                .body("detail", containsString("../etc"));
    }

    @ParameterizedTest
    @CsvSource({"/api/nothing", "/nothing", "/api/trial/nothing"})
    void anUnknownAddressIsAProblem(String path) {
        problem(given().get(path).then(), 404, "platform/not-found").body("instance", equalTo(path));
    }

    @Test
    void aBrowserOutsideTheApiIsNotShownJson() {
        given().accept("text/html").get("/nothing").then().statusCode(404).contentType(containsString("html"));
        problem(given().accept("text/html").get("/api/nothing").then(), 404, "platform/not-found");
    }

    @Test
    void anotherMethodIsAnsweredWithThoseThatAreAllowed() {
        problem(given().delete("/api/trial/page").then(), 405, "platform/method-not-allowed")
                .header("Allow", equalTo("GET, HEAD, OPTIONS, PUT"))
                .body("detail", equalTo("DELETE is not known here; GET, HEAD, OPTIONS, PUT are."));
    }

    @Test
    void whoAsksForTheMethodsIsToldThoseOfTheAddress() {
        given().options("/api/trial/page").then().statusCode(200).header("Allow", equalTo("GET, HEAD, OPTIONS, PUT"));
    }

    @ParameterizedTest
    @CsvSource({"/", "/watch/01890a5d-ac96-774b-bcce-b302099a8057", "/activity"})
    void thePageCanOnlyBeRead(String path) {
        problem(given().post(path).then(), 405, "platform/method-not-allowed").header("Allow", equalTo("GET, HEAD"));
    }

    @Test
    void anotherMediaTypeInEitherDirectionIsAProblem() {
        problem(given().accept("image/png").get("/api/trial/playlist").then(), 406, "platform/not-acceptable");
        problem(
                given().contentType("text/csv")
                        .body("a,b")
                        .post("/api/trial/person")
                        .then(),
                415,
                "platform/unsupported-media-type");
    }

    @Test
    void brokenJsonIsShownWithItsPosition() {
        problem(person("{\"name\":\"Ada\",\n \"age\":,}"), 400, "platform/malformed-request")
                .body("line", equalTo(2))
                .body("column", equalTo(8))
                .body(not(containsString("jackson")));
    }

    @ParameterizedTest
    @CsvSource({"/api/v1/videos", "/api/v1/videos/batch", "/api/v1/direct-uploads", "/api/trial/person"})
    void aBodyThatIsNothingIsTheCallersMistake(String path) {
        for (String nothing : List.of("", "null")) {
            problem(
                    given().contentType("application/json")
                            .body(nothing)
                            .post(path)
                            .then(),
                    400,
                    "platform/malformed-request");
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "/api/v1/videos/batch | {\"action\":\"delete\",\"ids\":[\"x\"],\"undoFor\":\"7d\"} | undoFor",
                "/api/v1/videos | {\"source\":{\"type\":\"url\",\"url\":\"http://x/y\"},\"Title\":\"Sea\"} | Title",
                "/api/v1/videos | {\"source\":{\"type\":\"url\",\"header\":{}}} | source.header",
                "/api/v1/direct-uploads | {\"size_bytes\":1,\"sha_256\":\"\"} | sha_256",
                "/api/v1/direct-uploads/01890a5d-ac96-774b-bcce-b302099a8057/parts | {\"number\":[1]} | number",
                "/api/trial/person | {\"name\":\"Ada\",\"born\":1815} | born"
            })
    void aMemberThatNobodyKnowsIsRefusedByName(String path, String body, String member) {
        problem(given().contentType("application/json").body(body).post(path).then(), 422, "platform/unknown-member")
                .body("members", equalTo(member))
                .body("detail", containsString("\"" + member + "\""))
                .body("detail", not(containsString("java")));
    }

    @Test
    void moreThanOneJsonValueIsNotRead() {
        problem(
                given().contentType("application/merge-patch+json")
                        .body("{} {}")
                        .patch("/api/v1/videos/01890a5d-ac96-774b-bcce-b302099a8057")
                        .then(),
                400,
                "catalog/not-json");
        problem(person("{\"name\":\"Ada\",\"age\":36} {}"), 400, "platform/malformed-request");
    }

    @ParameterizedTest
    @CsvSource({"nonsense", "a/b/c", ";;;"})
    void aMediaTypeThatIsNoneIsRefusedWhereSeveralAreTaken(String type) throws IOException {
        assertThat(raw("PUT /api/v1/videos/01890a5d-ac96-774b-bcce-b302099a8057/poster HTTP/1.1\r\nHost: x\r\n"
                        + "Connection: close\r\nContent-Type: " + type + "\r\nContent-Length: 2\r\n\r\n{}"))
                .startsWith("HTTP/1.1 415")
                .contains("platform/unsupported-media-type");
    }

    @Test
    void aRequestWithoutItsHostIsMalformedAndOneOfHttp10NeedsNone() throws IOException {
        assertThat(raw("GET /api/v1/videos HTTP/1.1\r\nConnection: close\r\n\r\n"))
                .startsWith("HTTP/1.1 400")
                .contains("platform/malformed-request");
        assertThat(raw("GET /api/v1/videos?limit=1 HTTP/1.0\r\n\r\n")).contains(" 200 OK", "total_count");
        assertThat(raw("GET /oembed?url=http://x/watch/01890a5d-ac96-774b-bcce-b302099a8057 HTTP/1.0\r\n\r\n"))
                .contains(" 400 ", "catalog/bad-oembed");
    }

    @Test
    void aBodyThatIsCutWrongIsNoErrorOfOurs() throws IOException {
        List<LogRecord> errors = new CopyOnWriteArrayList<>();
        Handler listener = new Handler() {
            @Override
            public void publish(LogRecord message) {
                if (message.getLevel().intValue() >= Level.SEVERE.intValue()) {
                    errors.add(message);
                }
            }

            @Override
            public void flush() {}

            @Override
            public void close() {}
        };
        Logger log = Logger.getLogger(RouterProblems.class.getName());
        log.addHandler(listener);
        try {
            assertThat(raw("POST /api/trial/person HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\n"
                            + "Transfer-Encoding: chunked\r\n\r\nzz\r\n{}\r\n"))
                    .doesNotContain(" 500 ");
            // Later than the one before it, whose connection may be gone before its failure is told.
            given().get("/api/trial/fail/bug").then().statusCode(500);
            await().until(() -> !errors.isEmpty());
        } finally {
            log.removeHandler(listener);
        }
        assertThat(errors).singleElement().satisfies(error -> assertThat(error.getThrown())
                .hasMessageContaining("secret"));
    }

    @Test
    void aJsonValueOfTheWrongKindIsShownWithItsField() {
        problem(person("{\"name\":\"Ada\", \"marks\":[1,\"x\"]}"), 400, "platform/malformed-request")
                .body("field", equalTo("marks[1]"))
                .body(not(containsString("java")));
    }

    @Test
    void brokenRulesAreListedByField() {
        problem(person("{\"name\":\" \"}"), 400, "platform/invalid-parameter")
                .body("violations[0].field", equalTo("person.name"))
                .body("violations[0].message", equalTo("must not be blank"));
        problem(given().get("/api/trial/page?number=10").then(), 400, "platform/invalid-parameter")
                .body("violations[0].field", equalTo("number"));
    }

    @Test
    void aQueryParameterOfTheWrongKindIsNotCalledMissing() {
        problem(given().get("/api/trial/page?number=x").then(), 400, "platform/invalid-parameter");
    }

    @Test
    void aStatusWithoutABodyGetsOne() {
        problem(given().get("/api/trial/status/409").then(), 409, "platform/request-refused");
    }

    @Test
    void aHeadRequestHasTheStatusAndNoBody() {
        given().head("/api/trial/fail/NOT_FOUND").then().statusCode(404).body(equalTo(""));
    }

    @Test
    void tooMuchJsonIsRefusedWhetherOrNotItStatesItsLength() throws IOException {
        String large = "{\"name\":\"" + "x".repeat(1_100_000) + "\"}";
        problem(person(large), 413, "platform/body-too-large").body("limit_bytes", equalTo(1_048_576));
        assertThat(chunked("/api/trial/person", "application/json", large))
                .startsWith("HTTP/1.1 413")
                .contains("platform/body-too-large");
    }

    @Test
    void aBodyBeyondTheServersLimitIsRefusedAtOnce() throws IOException {
        String answer = raw("POST /api/trial/person HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\n"
                + "Content-Length: 9000000000000000\r\n\r\n");
        assertThat(answer)
                .startsWith("HTTP/1.1 413")
                .containsIgnoringCase("connection: close")
                .contains("platform/body-too-large", "limit_bytes");
    }

    @Test
    void pagesOfTheFrameworkStayAsTheyAre() {
        given().get("/q/health/live").then().statusCode(200);
        given().get("/q/openapi").then().statusCode(200);
    }

    @Test
    void theApisDescriptionNamesAProblemWhereverItNamesARefusal() {
        Map<String, String> bodies = refusals();
        assertThat(bodies)
                .containsKeys("/api/v1/videos/{id}/retry post 404", "/api/v1/uploads/{id} patch 409")
                .allSatisfy((refusal, body) -> assertThat(body).endsWith("/Problem"));
    }

    /** What the body of each refusal is said to be; HEAD has none. */
    private static Map<String, String> refusals() {
        Map<String, String> bodies = new TreeMap<>();
        JsonNode api = given().get("/q/openapi?format=json").as(JsonNode.class);
        api.path("paths")
                .fields()
                .forEachRemaining(path -> path.getValue().fields().forEachRemaining(operation -> operation
                        .getValue()
                        .path("responses")
                        .fields()
                        .forEachRemaining(answer -> {
                            if (!operation.getKey().equals("head")
                                    && !answer.getKey().matches("[123]..")) {
                                bodies.put(
                                        path.getKey() + " " + operation.getKey() + " " + answer.getKey(),
                                        body(answer.getValue()));
                            }
                        })));
        return bodies;
    }

    private static String body(JsonNode answer) {
        return answer.has("$ref")
                ? answer.path("$ref").asText()
                : answer.at("/content/application~1problem+json/schema/$ref").asText();
    }

    private static ValidatableResponse person(String json) {
        return given().contentType("application/json")
                .body(json)
                .post("/api/trial/person")
                .then();
    }

    private static ValidatableResponse problem(ValidatableResponse response, int status, String code) {
        return response.statusCode(status)
                .contentType(equalTo("application/problem+json"))
                .body("status", equalTo(status))
                .body("code", equalTo(code))
                .body("title", not(nullValue()))
                .body("detail", not(nullValue()));
    }

    private static String slug(ErrorCode.Kind kind) {
        return new io.vitascope.platform.TrialFailures.Code(kind).slug().substring("trial/".length());
    }

    private String chunked(String path, String type, String body) throws IOException {
        return raw("POST " + path + " HTTP/1.1\r\nHost: x\r\nConnection: close\r\nContent-Type: " + type
                + "\r\nTransfer-Encoding: chunked\r\n\r\n" + Integer.toHexString(body.length()) + "\r\n" + body
                + "\r\n0\r\n\r\n");
    }

    private String raw(String request) throws IOException {
        try (Socket socket = new Socket(server.getHost(), server.getPort())) {
            socket.setSoTimeout(10_000);
            socket.getOutputStream().write(request.getBytes(StandardCharsets.UTF_8));
            return new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        }
    }
}
