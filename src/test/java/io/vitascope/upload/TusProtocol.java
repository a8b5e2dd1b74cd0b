package io.vitascope.upload;

import io.quarkus.test.common.http.TestHTTPResource;
import io.vitascope.kernel.VideoId;
import io.vitascope.storage.BlobStore;
import io.vitascope.storage.Scratch;
import jakarta.inject.Inject;
import java.io.OutputStream;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.security.MessageDigest;
import java.util.HexFormat;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;

/** What the tests of tus have in common: a client of single requests, and a look at what they left. */
abstract class TusProtocol {

    static final String HOME = "/api/v1/uploads";
    static final byte[] HELLO = "hello, world".getBytes(StandardCharsets.UTF_8);

    @TestHTTPResource
    @SuppressWarnings("NullAway.Init")
    URI server;

    @Inject
    ResumableUploads uploads;

    @Inject
    UploadStore store;

    @Inject
    Scratch scratch;

    @Inject
    BlobStore blobs;

    @SuppressWarnings("NullAway.Init")
    TusClient tus;

    @BeforeEach
    void connect() {
        tus = new TusClient(server);
    }

    @AfterEach
    void cleanUp() throws Exception {
        tus.close();
    }

    Socket hanging(String upload, long offset, byte[] bytes) throws Exception {
        Socket socket = new Socket(server.getHost(), server.getPort());
        OutputStream out = socket.getOutputStream();
        out.write(("PATCH " + upload + " HTTP/1.1\r\nHost: x\r\nTus-Resumable: 1.0.0\r\nContent-Type: " + TusClient.TYPE
                        + "\r\nContent-Length: 100000\r\nUpload-Offset: " + offset + "\r\n\r\n")
                .getBytes(StandardCharsets.UTF_8));
        out.write(bytes);
        out.flush();
        return socket;
    }

    long sizeOf(String upload) throws Exception {
        java.nio.file.Path file = scratch.file("upload-" + id(upload));
        return Files.exists(file) ? Files.size(file) : -1;
    }

    long offsetInRecord(String upload) {
        return store.find(id(upload))
                .flatMap(UploadRecord::growing)
                .map(Resumable::offsetBytes)
                .orElse(-1L);
    }

    static VideoId id(String upload) {
        return VideoId.parse(upload.substring(upload.lastIndexOf('/') + 1));
    }

    static String hex(String algorithm, byte[] bytes) throws Exception {
        return HexFormat.of().formatHex(MessageDigest.getInstance(algorithm).digest(bytes));
    }
}
