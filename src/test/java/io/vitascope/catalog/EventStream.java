package io.vitascope.catalog;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.Stream;

/** A client of server-sent events that writes down what it hears. */
public final class EventStream implements AutoCloseable {

    private static final HttpClient HTTP =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    private static final ObjectMapper JSON = new ObjectMapper();

    /** {@code id} is empty where the message has none. */
    public record Message(String name, String id, JsonNode data) {}

    private final HttpResponse<Stream<String>> response;
    private final List<Message> heard = new CopyOnWriteArrayList<>();
    private final List<String> marks = new CopyOnWriteArrayList<>();
    private final CompletableFuture<Void> end;

    private EventStream(HttpResponse<Stream<String>> response) {
        this.response = response;
        this.end = CompletableFuture.runAsync(this::read);
    }

    public static EventStream open(URI address, String... headers) {
        HttpRequest.Builder request = HttpRequest.newBuilder(address);
        if (headers.length > 0) {
            request.headers(headers);
        }
        try {
            return new EventStream(HTTP.send(request.build(), HttpResponse.BodyHandlers.ofLines()));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    private void read() {
        List<String> message = new ArrayList<>();
        response.body().forEach(line -> {
            message.add(line);
            if (line.isEmpty()) {
                String data = field(message, "data");
                if (data.isEmpty()) {
                    marks.add(field(message, "id"));
                } else {
                    heard.add(new Message(field(message, "event"), field(message, "id"), json(data)));
                }
                message.clear();
            }
        });
    }

    private static String field(List<String> message, String name) {
        return message.stream()
                .filter(line -> line.startsWith(name + ":"))
                .map(line -> line.substring(name.length() + 1).strip())
                .findFirst()
                .orElse("");
    }

    private static JsonNode json(String text) {
        try {
            return JSON.readTree(text);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    public HttpResponse<?> response() {
        return response;
    }

    public List<Message> heard() {
        return heard;
    }

    /** Ids that came without an event, and empty texts for comments. */
    public List<String> marks() {
        return marks;
    }

    /** Done when the server has ended the stream. */
    public CompletableFuture<Void> end() {
        return end;
    }

    @Override
    public void close() {
        response.body().close();
    }
}
