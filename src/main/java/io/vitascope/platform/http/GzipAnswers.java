package io.vitascope.platform.http;

import com.fasterxml.jackson.databind.ObjectMapper;
import jakarta.inject.Provider;
import jakarta.inject.Singleton;
import jakarta.ws.rs.container.ContainerRequestContext;
import jakarta.ws.rs.container.ContainerResponseContext;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.MultivaluedMap;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Collection;
import java.util.Optional;
import java.util.Set;
import java.util.zip.GZIPOutputStream;
import org.jboss.resteasy.reactive.server.ServerResponseFilter;
import org.jboss.resteasy.reactive.server.core.CurrentRequestManager;
import org.jboss.resteasy.reactive.server.core.EncodedMediaType;
import org.jspecify.annotations.Nullable;

/**
 * Compresses playlists and JSON, which are small, held in memory and shrink to a tenth. Never video, never a file.
 *
 * <p>Why not {@code quarkus.http.enable-compression}: Vert.x then gives up {@code sendfile} on every connection, also
 * for answers that are not compressed.
 *
 * <p>JSON with an {@code ETag} stays as it is: a compressed answer needs a tag of its own, and clients send the tag
 * back in {@code If-Match}. A playlist's tag is a weak one, which is right for both.
 */
@Singleton
final class GzipAnswers {

    private static final Set<String> PLAYLISTS =
            Set.of("application/vnd.apple.mpegurl", "application/x-mpegurl", "application/dash+xml", "text/vtt");

    private final ObjectMapper json;
    /** Filters are made while the application is built, when settings can't be read yet. */
    private final Provider<HttpConfig> config;

    GzipAnswers(ObjectMapper json, Provider<HttpConfig> config) {
        this.json = json;
        this.config = config;
    }

    @ServerResponseFilter
    public void compress(ContainerRequestContext request, ContainerResponseContext response) throws IOException {
        MultivaluedMap<String, Object> headers = response.getHeaders();
        MediaType type = mediaType(response);
        if (!response.hasEntity()
                || type == null
                || response.getStatus() == 206
                || headers.containsKey(HttpHeaders.CONTENT_ENCODING)) {
            return;
        }
        boolean playlist = PLAYLISTS.contains(type.getType() + "/" + type.getSubtype());
        boolean plainJson = type.getSubtype().endsWith("json") && !headers.containsKey(HttpHeaders.ETAG);
        if (!playlist && !plainJson) {
            return;
        }
        headers.putSingle(HttpHeaders.VARY, HttpHeaders.ACCEPT_ENCODING);
        if (!accepted(request.getHeaderString(HttpHeaders.ACCEPT_ENCODING))) {
            return;
        }
        Optional<byte[]> plain = bytes(response.getEntity(), plainJson);
        if (plain.isEmpty() || plain.get().length < config.get().gzipFromSize().asLongValue()) {
            return;
        }
        byte[] gzip = gzip(plain.get());
        response.setEntity(gzip);
        // Another entity makes another answer, and so another map of headers.
        MultivaluedMap<String, Object> compressed = response.getHeaders();
        compressed.putSingle(HttpHeaders.CONTENT_TYPE, type.toString());
        compressed.putSingle(HttpHeaders.CONTENT_ENCODING, "gzip");
        compressed.putSingle(HttpHeaders.CONTENT_LENGTH, gzip.length); // for HEAD too
    }

    /** What the answer says of itself, or else what its method produces, which is set only after the filters. */
    private static @Nullable MediaType mediaType(ContainerResponseContext response) {
        if (response.getMediaType() != null) {
            return response.getMediaType();
        }
        EncodedMediaType produced = CurrentRequestManager.get().getResponseContentType();
        return produced == null ? null : produced.getMediaType();
    }

    /** Empty for what is not held in memory: files, streams. */
    private Optional<byte[]> bytes(Object entity, boolean plainJson) throws IOException {
        if (entity instanceof byte[] raw) {
            return Optional.of(raw);
        }
        if (entity instanceof String text) {
            return Optional.of(text.getBytes(StandardCharsets.UTF_8));
        }
        Object sample = entity instanceof Collection<?> list && !list.isEmpty()
                ? list.iterator().next()
                : entity;
        boolean ours = plainJson && sample.getClass().getName().startsWith("io.vitascope.");
        return ours ? Optional.of(json.writeValueAsBytes(entity)) : Optional.empty();
    }

    /** Whether gzip is named and not refused; players and browsers send nothing more subtle. */
    static boolean accepted(String header) {
        if (header == null) {
            return false;
        }
        for (String coding : header.split(",", -1)) {
            String name = coding.strip();
            if (name.startsWith("gzip")) {
                return !name.replace(" ", "").matches("gzip;q=0(\\.0*)?");
            }
        }
        return false;
    }

    static byte[] gzip(byte[] plain) {
        ByteArrayOutputStream compressed = new ByteArrayOutputStream(plain.length / 4);
        try (GZIPOutputStream stream = new GZIPOutputStream(compressed)) {
            stream.write(plain);
        } catch (IOException impossible) {
            throw new UncheckedIOException("could not compress in memory", impossible);
        }
        return compressed.toByteArray();
    }
}
