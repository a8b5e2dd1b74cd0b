package io.vitascope.upload;

import io.vitascope.upload.Wire.Answer;
import java.io.IOException;
import java.util.function.LongPredicate;

/** The least of a tus client that a measurement needs. */
record Tus(PackagedServer server) {

    private static final String HOME = "/api/v1/uploads";
    private static final String VERSION = "Tus-Resumable: 1.0.0";
    private static final String TYPE = "Content-Type: application/offset+octet-stream";

    /** The path of a new upload. */
    String begin(long sizeBytes) throws IOException {
        Answer answer = Wire.send(server.port(), "POST", HOME, VERSION, "Upload-Length: " + sizeBytes);
        require(answer, 201);
        return answer.header("Location");
    }

    long offset(String upload) throws IOException {
        Answer answer = Wire.send(server.port(), "HEAD", upload, VERSION);
        require(answer, 200);
        return Long.parseLong(answer.header("Upload-Offset"));
    }

    Answer append(String upload, Film film, long from, long to, LongPredicate goOn) throws IOException {
        Answer answer = Wire.send(
                server.port(), "PATCH", upload, film, from, to, goOn, VERSION, TYPE, "Upload-Offset: " + from);
        require(answer, 204);
        return answer;
    }

    /** What the server has hashed. */
    String sha256(String upload) throws IOException {
        Answer answer = Wire.send(server.port(), "GET", "/api/v1/videos/" + id(upload));
        require(answer, 200);
        return answer.body().replaceFirst("(?s).*\"sha256\":\"([0-9a-f]{64})\".*", "$1");
    }

    static String id(String upload) {
        return upload.substring(upload.lastIndexOf('/') + 1);
    }

    private static void require(Answer answer, int status) {
        if (answer.status() != status) {
            throw new IllegalStateException(answer.status() + " " + answer.body());
        }
    }
}
