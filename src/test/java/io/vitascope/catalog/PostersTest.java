package io.vitascope.catalog;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;

import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import io.restassured.response.Response;
import io.vitascope.NobodyWorks;
import io.vitascope.SmallVideo;
import io.vitascope.kernel.VideoId;
import io.vitascope.storage.BlobInfo;
import io.vitascope.storage.BlobKey;
import io.vitascope.storage.BlobStore;
import java.awt.Color;
import java.awt.Graphics2D;
import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Choosing a poster, of a real upload that nobody processes. */
@QuarkusTest
@TestProfile(NobodyWorks.class)
class PostersTest {

    private static final String POSTER = "/api/v1/videos/{id}/poster";

    @TempDir
    Path folder;

    private final Catalog catalog;
    private final BlobStore blobs;

    PostersTest(Catalog catalog, BlobStore blobs) {
        this.catalog = catalog;
        this.blobs = blobs;
    }

    private String upload() throws Exception {
        return SmallVideo.upload(folder);
    }

    private static byte[] magenta(int width, int height) throws IOException {
        BufferedImage image = new BufferedImage(width, height, BufferedImage.TYPE_INT_RGB);
        Graphics2D brush = image.createGraphics();
        brush.setColor(Color.MAGENTA);
        brush.fillRect(0, 0, width, height);
        brush.dispose();
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        ImageIO.write(image, "png", bytes);
        return bytes.toByteArray();
    }

    private static Response send(String id, byte[] picture) {
        return given().contentType("image/png").body(picture).put(POSTER, id);
    }

    private static BufferedImage shown(String id, String query) throws IOException {
        return ImageIO.read(
                given().get("/api/v1/videos/{id}/poster.jpg" + query, id).asInputStream());
    }

    private List<String> postersOf(String id) {
        return blobs.list(BlobKey.ofVideo(VideoId.parse(id)))
                .map(BlobInfo::key)
                .map(BlobKey::name)
                .filter(name -> name.startsWith("poster"))
                .toList();
    }

    @Test
    void aMomentOfTheVideoBecomesItsPoster() throws Exception {
        String id = upload();
        given().get("/api/v1/videos/{id}", id).then().body("has_poster", equalTo(false));
        given().contentType("application/json")
                .body("{\"time_ms\": 1000}")
                .put(POSTER, id)
                .then()
                .statusCode(200)
                .header("ETag", containsString("\"2-0"))
                .body("own_poster", equalTo(true))
                .body("has_poster", equalTo(true))
                .body("links.poster", equalTo("/api/v1/videos/" + id + "/poster.jpg"));

        BufferedImage poster = shown(id, "");
        assertThat(poster.getWidth()).isEqualTo(320);
        assertThat(new Color(poster.getRGB(80, 40)).getRed()).isGreaterThan(200);
    }

    @Test
    void aMomentWithMoreThanItsTimeIsRefusedByName() throws Exception {
        String id = upload();
        given().contentType("application/json")
                .body("{\"time_ms\": 1000, \"width\": 64}")
                .put(POSTER, id)
                .then()
                .statusCode(422)
                .body("code", equalTo("catalog/member-refused"))
                .body("members", equalTo("width"));
    }

    @Test
    void aPictureThatSomebodySendsBecomesThePosterAtOnceAndReplacesTheFormer() throws Exception {
        String id = upload();
        given().contentType("application/json")
                .body("{\"time_ms\": 99999999999}")
                .put(POSTER, id);
        shown(id, "");
        send(id, magenta(400, 300)).then().statusCode(200);

        BufferedImage poster = shown(id, "?width=200");
        assertThat(poster.getWidth()).isEqualTo(200);
        assertThat(poster.getHeight()).isEqualTo(150);
        assertThat(new Color(poster.getRGB(100, 75)).getBlue()).isGreaterThan(240);
        assertThat(postersOf(id)).hasSize(1);
    }

    @Test
    void aPosterIsShownAsSoonAsTheVideoSaysThatItIsThere() throws Exception {
        String id = upload();
        given().get("/api/v1/videos/{id}/poster.jpg", id).then().statusCode(503);
        BlobKey found = BlobKey.ofVideo(VideoId.parse(id)).child("g1/poster.jpg");
        blobs.put(found, "found".getBytes(StandardCharsets.UTF_8));
        catalog.learned(VideoId.parse(id), 1, run -> run.posterReady(found.value()));
        given().get("/api/v1/videos/{id}", id).then().body("has_poster", equalTo(true));
        given().get("/api/v1/videos/{id}/poster.jpg", id).then().body(equalTo("found"));
    }

    @Test
    void aChosenPosterOutlivesProcessingUntilItIsGivenUp() throws Exception {
        String id = upload();
        send(id, magenta(400, 300));
        BlobKey found = BlobKey.ofVideo(VideoId.parse(id)).child("g1/poster.jpg");
        blobs.put(found, "found".getBytes(StandardCharsets.UTF_8));
        catalog.learned(VideoId.parse(id), 1, run -> run.posterReady(found.value()));
        assertThat(shown(id, "").getWidth()).isEqualTo(400);

        given().delete(POSTER, id)
                .then()
                .statusCode(200)
                .body("own_poster", equalTo(false))
                .body("has_poster", equalTo(true));

        given().get("/api/v1/videos/{id}/poster.jpg", id).then().body(equalTo("found"));
        given().delete(POSTER, id).then().statusCode(200);
        assertThat(postersOf(id)).containsExactly("poster.jpg");
    }

    @Test
    void whoMeantAnotherRevisionChangesNothing() throws Exception {
        String id = upload();
        String tag = given().get("/api/v1/videos/{id}", id).header("ETag");
        given().header("If-Match", tag)
                .contentType("image/png")
                .body(magenta(64, 64))
                .put(POSTER, id)
                .then()
                .statusCode(200);
        given().header("If-Match", tag)
                .contentType("application/json")
                .body("{\"time_ms\": 0}")
                .put(POSTER, id)
                .then()
                .statusCode(412);
        given().header("If-Match", tag).delete(POSTER, id).then().statusCode(412);
        assertThat(shown(id, "").getWidth()).isEqualTo(64);
        assertThat(postersOf(id)).hasSize(1);
    }

    @Test
    void whatIsNoPictureIsRefusedWithAReason() throws Exception {
        String id = upload();
        send(id, "not a picture".getBytes(StandardCharsets.UTF_8))
                .then()
                .statusCode(422)
                .body("code", equalTo("catalog/poster-refused"))
                .body("detail", containsString("not a JPEG, PNG or WebP"));
        given().contentType("application/json")
                .body("{\"time_ms\": -1}")
                .put(POSTER, id)
                .then()
                .statusCode(422)
                .body("code", equalTo("catalog/member-refused"));
        given().contentType("application/json").body("{").put(POSTER, id).then().statusCode(400);
        given().contentType("image/gif")
                .body(new byte[10])
                .put(POSTER, id)
                .then()
                .statusCode(415);
        send(id, new byte[(20 << 20) + 1]).then().statusCode(413).body("code", equalTo("catalog/poster-too-large"));
        send(VideoId.create(1).toString(), magenta(64, 64)).then().statusCode(404);
        assertThat(postersOf(id)).isEmpty();
    }

    @Test
    void aDeletedVideoTakesItsPosterAlong() throws Exception {
        String id = upload();
        send(id, magenta(64, 64)).then().statusCode(200);
        given().delete("/api/v1/videos/{id}", id).then().statusCode(204);
        await().untilAsserted(() -> assertThat(postersOf(id)).isEmpty());
        send(id, magenta(64, 64)).then().statusCode(404);
    }
}
