package io.vitascope.upload;

import static io.restassured.RestAssured.given;

import io.restassured.response.ValidatableResponse;
import io.vitascope.kernel.VideoId;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.util.UUID;

/** A film with bytes in it that no other one has, and the form that uploads it. */
final class UniqueFilm {

    private UniqueFilm() {}

    static byte[] film() throws IOException {
        byte[] film = Files.readAllBytes(Clip.file());
        byte[] mark = UUID.randomUUID().toString().getBytes(StandardCharsets.US_ASCII);
        return ByteBuffer.allocate(film.length + 8 + mark.length)
                .put(film)
                .putInt(8 + mark.length)
                .put("free".getBytes(StandardCharsets.US_ASCII))
                .put(mark)
                .array();
    }

    /** {@code dedup} as the form's field of that name. */
    static ValidatableResponse form(byte[] film, String dedup) {
        return given().multiPart("dedup", dedup)
                .multiPart("video", "a.mp4", film)
                .post("/upload")
                .then()
                .statusCode(201);
    }

    static VideoId id(ValidatableResponse answer) {
        return VideoId.parse(answer.extract().path("video_id"));
    }
}
