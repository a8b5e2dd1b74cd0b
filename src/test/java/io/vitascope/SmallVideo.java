package io.vitascope;

import static io.restassured.RestAssured.given;

import io.vitascope.processing.ffmpeg.TestClips;
import java.nio.file.Path;

/** A real upload, for tests that need a video and do not mind which. */
public final class SmallVideo {

    private SmallVideo() {}

    /** @return its id, once the upload has been answered */
    public static String upload(Path folder) throws Exception {
        Path clip = TestClips.in(folder, "clip.mp4").make();
        return given().multiPart("video", clip.toFile())
                .post("/upload")
                .then()
                .statusCode(201)
                .extract()
                .path("video_id");
    }
}
