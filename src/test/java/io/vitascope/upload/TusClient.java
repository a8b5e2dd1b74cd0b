package io.vitascope.upload;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublisher;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/** Sends single requests of the tus protocol, right ones and wrong ones. */
record TusClient(URI server, HttpClient http, List<String> begun) implements AutoCloseable {

    static final String TYPE = "application/offset+octet-stream";

    TusClient(URI server) {
        this(
                server,
                HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build(),
                new CopyOnWriteArrayList<>());
    }

    /** {@code headers} are pairs. */
    HttpResponse<String> send(String method, String path, BodyPublisher body, String... headers)
            throws IOException, InterruptedException {
        HttpRequest.Builder request = HttpRequest.newBuilder(server.resolve(path))
                .method(method, body)
                .header("Tus-Resumable", "1.0.0");
        for (int i = 0; i < headers.length; i += 2) {
            request.setHeader(headers[i], headers[i + 1]);
        }
        HttpResponse<String> answer = http.send(request.build(), HttpResponse.BodyHandlers.ofString());
        if (answer.statusCode() == 201) {
            begun.add(location(answer));
        }
        return answer;
    }

    /** Deletes what it has begun, as far as it is no video, so that other tests find an empty scratch folder. */
    @Override
    public void close() throws IOException, InterruptedException {
        for (String upload : begun) {
            send("DELETE", upload);
        }
    }

    HttpResponse<String> send(String method, String path, String... headers) throws IOException, InterruptedException {
        return send(method, path, BodyPublishers.noBody(), headers);
    }

    HttpResponse<String> post(String... headers) throws IOException, InterruptedException {
        return send("POST", "/api/v1/uploads", headers);
    }

    /** The path of a new upload. */
    String create(long lengthBytes, String... headers) throws IOException, InterruptedException {
        String[] all = Arrays.copyOf(headers, headers.length + 2);
        all[headers.length] = "Upload-Length";
        all[headers.length + 1] = Long.toString(lengthBytes);
        return location(post(all));
    }

    HttpResponse<String> patch(String upload, long offset, byte[] bytes, String... headers)
            throws IOException, InterruptedException {
        String[] all = Arrays.copyOf(headers, headers.length + 4);
        System.arraycopy(
                new String[] {"Upload-Offset", Long.toString(offset), "Content-Type", TYPE}, 0, all, headers.length, 4);
        return send("PATCH", upload, BodyPublishers.ofByteArray(bytes), all);
    }

    HttpResponse<String> head(String upload) throws IOException, InterruptedException {
        return send("HEAD", upload);
    }

    long offset(String upload) throws IOException, InterruptedException {
        return Long.parseLong(header(head(upload), "Upload-Offset"));
    }

    static String location(HttpResponse<String> answer) {
        return header(answer, "Location");
    }

    static String header(HttpResponse<?> answer, String name) {
        return answer.headers().firstValue(name).orElse("");
    }

    /** {@code Upload-Metadata} of pairs. */
    static String metadata(String... pairs) {
        StringBuilder header = new StringBuilder();
        for (int i = 0; i < pairs.length; i += 2) {
            header.append(i == 0 ? "" : ",")
                    .append(pairs[i])
                    .append(' ')
                    .append(base64(pairs[i + 1].getBytes(StandardCharsets.UTF_8)));
        }
        return header.toString();
    }

    static String base64(byte[] bytes) {
        return Base64.getEncoder().encodeToString(bytes);
    }
}
