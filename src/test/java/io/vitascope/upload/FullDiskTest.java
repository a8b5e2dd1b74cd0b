package io.vitascope.upload;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.equalTo;

import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.QuarkusTestProfile;
import io.quarkus.test.junit.TestProfile;
import io.vitascope.storage.Scratch;
import jakarta.inject.Inject;
import java.util.Map;
import org.junit.jupiter.api.Test;

@QuarkusTest
@TestProfile(FullDiskTest.HugeReserve.class)
class FullDiskTest {

    @Inject
    Scratch scratch;

    @Test
    void anUploadIsRefusedBeforeTheDiskIsFull() throws Exception {
        given().multiPart("video", Clip.file().toFile())
                .post("/upload")
                .then()
                .statusCode(507)
                .body("code", equalTo("upload/no-space"));
        assertThat(scratch.names()).noneMatch(name -> name.startsWith("upload-"));
    }

    public static final class HugeReserve implements QuarkusTestProfile {
        @Override
        public Map<String, String> getConfigOverrides() {
            return Map.of("vitascope.upload.disk-reserve", "1000T");
        }
    }
}
