package io.vitascope.platform.http;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasItem;
import static org.hamcrest.Matchers.notNullValue;
import static org.hamcrest.Matchers.nullValue;

import com.fasterxml.jackson.databind.JsonNode;
import io.quarkus.arc.Arc;
import io.quarkus.smallrye.openapi.runtime.OpenApiDocumentService;
import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.http.Header;
import io.restassured.path.json.JsonPath;
import io.restassured.response.Response;
import java.net.URI;
import java.net.URL;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.assertj.core.api.InstanceOfAssertFactories;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What all answers share: compression, cross-origin access, the API's description. */
@QuarkusTest
class AnswersTest {

    @TestHTTPResource
    URL server;

    @Test
    void playlistsAndJsonAreCompressedForThoseWhoTakeGzip() throws Exception {
        HttpResponse<byte[]> playlist = get("/api/trial/playlist", "gzip, deflate, br");
        assertThat(playlist.headers().firstValue("Content-Encoding")).hasValue("gzip");
        assertThat(playlist.headers().firstValue("Content-Type")).hasValue("application/vnd.apple.mpegurl");
        assertThat(playlist.headers().firstValue("Vary")).hasValue("Accept-Encoding");
        assertThat(playlist.body().length).isLessThan(500);
        HttpResponse<byte[]> people = get("/api/trial/people", "gzip");
        assertThat(people.headers().firstValue("Content-Encoding")).hasValue("gzip");
    }

    @Test
    void nobodyIsSentGzipUnasked() throws Exception {
        for (String accept : new String[] {"identity", "gzip;q=0"}) {
            HttpResponse<byte[]> playlist = get("/api/trial/playlist", accept);
            assertThat(playlist.headers().firstValue("Content-Encoding")).isEmpty();
            assertThat(playlist.headers().firstValue("Vary")).hasValue("Accept-Encoding");
            assertThat(playlist.body().length).isEqualTo(5_400);
        }
    }

    @Test
    void videoIsNeverCompressed() throws Exception {
        HttpResponse<byte[]> video = get("/api/trial/video", "gzip");
        assertThat(video.headers().firstValue("Content-Encoding")).isEmpty();
        assertThat(video.body().length).isEqualTo(100_000);
    }

    /** A cache in front keeps one answer for all of them. */
    @ParameterizedTest
    @ValueSource(strings = {"/api/trial/playlist", "/api/trial/video", "/api/trial/people", "/api/nothing"})
    void playersOfAllOriginsAreAnsweredAsSomebodyWithoutOne(String path) {
        Map<String, List<String>> plain = lasting(given().get(path));
        assertThat(plain)
                .containsEntry("Access-Control-Allow-Origin", List.of("*"))
                .doesNotContainKeys("Access-Control-Allow-Credentials", "Access-Control-Allow-Methods");
        assertThat(plain.get("Access-Control-Expose-Headers"))
                .singleElement(InstanceOfAssertFactories.STRING)
                .contains("Content-Range", "Upload-Offset");
        for (String origin : List.of("https://player.example", "https://widget.example", "null")) {
            assertThat(lasting(given().header("Origin", origin).get(path)))
                    .as(origin)
                    .isEqualTo(plain);
        }
    }

    private static Map<String, List<String>> lasting(Response answer) {
        return answer.headers().asList().stream()
                .filter(header -> !header.getName().equalsIgnoreCase("Date"))
                .collect(Collectors.groupingBy(
                        Header::getName,
                        () -> new TreeMap<>(String.CASE_INSENSITIVE_ORDER),
                        Collectors.mapping(Header::getValue, Collectors.toList())));
    }

    @Test
    void anUploadFromAnotherOriginIsAllowedAfterItsPreflight() {
        given().header("Origin", "https://widget.example")
                .header("Access-Control-Request-Method", "PATCH")
                .header("Access-Control-Request-Headers", "Upload-Offset,Tus-Resumable,Content-Type")
                .options("/api/v1/uploads/1")
                .then()
                .statusCode(200)
                .header("Access-Control-Allow-Origin", notNullValue())
                .header("Access-Control-Allow-Methods", containsString("PATCH"))
                .header("Access-Control-Allow-Headers", containsString("Upload-Offset"));
    }

    @Test
    void theDescriptionOfTheApiHasANameAndTheProblem() {
        given().accept("application/json")
                .get("/q/openapi?format=json")
                .then()
                .statusCode(200)
                .body("info.title", equalTo("Vitascope"))
                .body("components.schemas.Problem.required", hasItem("code"))
                .body(
                        "components.responses.Problem.content.'application/problem+json'.schema.$ref",
                        containsString("Problem"))
                .body("components.schemas.ProblemDocument", nullValue());
        given().get("/q/openapi").then().statusCode(200).body(containsString("title: Vitascope"));
        assertThat(Arc.container().instance(OpenApiDocumentService.class).get())
                .as("who answers")
                .isInstanceOf(ApiDescriptionFile.class);
        given().get("/q/swagger-ui/").then().statusCode(200);
    }

    @Test
    void theDescriptionOfTheApiWritesNamesAsAnswersDo() {
        Map<String, Map<String, Object>> properties = given().get("/q/openapi?format=json")
                .path("components.schemas.findAll { it.value.properties }"
                        + ".collectEntries { [it.key, it.value.properties] }");
        assertThat(properties)
                .containsKeys("Video", "Upload", "VideoPage")
                .allSatisfy((schema, members) ->
                        assertThat(members.keySet()).as(schema).allMatch(name -> name.matches("[a-z0-9_]+")));
    }

    @Test
    void whatPlayersAndUploadersAreAnsweredIsDescribed() {
        JsonPath api = given().get("/q/openapi?format=json").jsonPath();
        for (String address : List.of("stream", "hls/master.m3u8", "thumbnail.{extension}", "bitrates")) {
            assertThat(api.getMap("paths.'/api/v1/videos/{id}/" + address + "'.get.responses")
                            .keySet())
                    .as(address)
                    .contains("200", "206", "304", "404", "412", "416", "503");
        }
        assertThat(api.getMap("paths.'/api/v1/videos/{id}/stream'.get.responses")
                        .keySet())
                .contains("307");
        assertThat(api.getMap("paths.'/upload'.post.responses").keySet()).contains("409", "429");
        assertThat(api.getMap("paths.'/api/v1/uploads/{id}'.patch.responses").keySet())
                .contains("400", "403", "404", "412", "413", "423", "503");
        assertThat(api.getMap("paths.'/api/v1/videos'.post.requestBody.content").keySet())
                .contains("application/json", "multipart/form-data");
        assertThat(api.getMap("paths.'/api/v1/videos'.post.responses").keySet()).contains("201", "202");
    }

    @Test
    void whatIsAlwaysInAnAnswerIsSaidToBe() {
        JsonPath api = given().get("/q/openapi?format=json").jsonPath();
        assertThat(api.getList("components.schemas.Video.required", String.class))
                .contains("id", "state", "playable", "duration_ms", "renditions", "links")
                .doesNotContain("progress", "processing", "failure");
        assertThat(api.getList("components.schemas.Rendition.required", String.class))
                .contains("name", "average_bandwidth")
                .doesNotContain("progress", "language", "label")
                .doesNotHaveDuplicates();
    }

    @Test
    void howPartsOfAFileAreAskedForIsDescribed() {
        JsonPath api = given().get("/q/openapi?format=json").jsonPath();
        assertThat(api.getList("paths.'/api/v1/videos/{id}/stream'.get.parameters.name", String.class))
                .contains("Range", "If-Range", "If-None-Match", "If-Modified-Since");
        assertThat(api.getList("paths.'/api/v1/videos/{id}'.get.parameters.name", String.class))
                .doesNotContain("Range")
                .containsOnlyOnce("If-None-Match");
    }

    @Test
    void numbersInAQueryAreDescribedAsSuch() {
        Map<String, String> types = new HashMap<>();
        given().get("/q/openapi?format=json")
                .as(JsonNode.class)
                .findValues("parameters")
                .forEach(parameters -> parameters.forEach(parameter -> types.merge(
                        parameter.path("name").asText(),
                        parameter.at("/schema/type").asText(),
                        (one, other) -> one.equals(other) ? one : one + " or " + other)));
        for (String number : List.of("page", "page_size", "limit", "width", "height", "maxwidth", "maxheight")) {
            assertThat(types).containsEntry(number, "integer");
        }
        assertThat(types).doesNotContainValue("");
        assertThat(given().get("/q/openapi?format=json").asString()).doesNotContain("\"default\" : \"\"");
    }

    private HttpResponse<byte[]> get(String path, String acceptEncoding) throws Exception {
        HttpRequest request = HttpRequest.newBuilder(
                        URI.create(server.toString()).resolve(path))
                .header("Accept-Encoding", acceptEncoding)
                .build();
        return HttpClient.newHttpClient().send(request, HttpResponse.BodyHandlers.ofByteArray());
    }
}
