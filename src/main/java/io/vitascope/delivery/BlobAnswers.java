package io.vitascope.delivery;

import io.smallrye.common.annotation.Identifier;
import io.vitascope.kernel.ByteRange;
import io.vitascope.kernel.HttpDate;
import io.vitascope.kernel.ProblemException;
import io.vitascope.storage.BlobInfo;
import io.vitascope.storage.BlobKey;
import io.vitascope.storage.BlobStore;
import jakarta.inject.Singleton;
import jakarta.ws.rs.core.Response;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Executor;
import org.jboss.resteasy.reactive.FilePart;

/**
 * Answers a conditional, possibly partial request for a blob: the one place of RFC 9110 for every address of this room.
 *
 * <p>Bytes go from the file to the socket without a copy where the store has files, else in pieces as the client takes
 * them; a store that serves readers itself gets those of media sent to it.
 * Threads: stateless; blocks on the store, so worker threads only.
 */
@Singleton
final class BlobAnswers {

    /** A paused player asks for the rest when it goes on. */
    static final Duration PATIENCE = Duration.ofMinutes(1);

    private final BlobStore blobs;
    private final Executor workers;

    BlobAnswers(BlobStore blobs, @Identifier("blocking") Executor workers) {
        this.blobs = blobs;
        this.workers = workers;
    }

    /** How a representation is presented; the disposition is empty for none. */
    record Presentation(String contentType, Caching caching, String disposition) {

        Presentation(String contentType, Caching caching) {
            this(contentType, caching, "");
        }
    }

    /** @param bytes what of the representation was sent, by us or by the store; empty when nothing was */
    record Answer(Response response, Optional<ByteRange> bytes) {}

    /**
     * Empty when there is no such blob. Errors: {@link DeliveryError#CHANGED}, {@link DeliveryError#OUTSIDE}, here and
     * below.
     */
    Optional<Answer> blob(BlobKey key, Presentation presentation, Conditions conditions) {
        return blobs.stat(key).flatMap(info -> elsewhere(info, presentation, conditions)
                .or(() -> answer(
                        Response.ok()
                                .header("ETag", "\"" + info.etag() + "\"")
                                .header("Last-Modified", HttpDate.of(info.lastModified())),
                        against(conditions, info),
                        info.sizeBytes(),
                        presentation,
                        conditions.get(),
                        range -> entity(info, range))));
    }

    /** Media in a store that serves readers itself. Playlists and pictures are small, and are answered here. */
    private Optional<Answer> elsewhere(BlobInfo info, Presentation presentation, Conditions conditions) {
        String type = presentation.contentType();
        if (!conditions.get() || !(type.startsWith("video/") || type.startsWith("audio/"))) {
            return Optional.empty();
        }
        Conditions.Outcome outcome = against(conditions, info);
        Optional<ByteRange> sent = Optional.empty();
        if (outcome instanceof Conditions.Outcome.Part part) {
            sent = Optional.of(part.range());
        } else if (outcome instanceof Conditions.Outcome.Whole) {
            sent = Optional.of(ByteRange.all(info.sizeBytes()));
        }
        return sent.flatMap(range -> blobs.link(info.key(), type, presentation.disposition())
                .map(link -> new Answer(
                        Response.temporaryRedirect(link)
                                .header("Cache-Control", "no-store")
                                .build(),
                        Optional.of(range))));
    }

    private static Conditions.Outcome against(Conditions conditions, BlobInfo info) {
        return conditions.against(info.etag(), Optional.of(info.lastModified()), info.sizeBytes());
    }

    /** A text that is put together for this answer. */
    Response text(String text, String contentType, Conditions conditions) {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        return text(bytes, Fingerprint.of(bytes), new Presentation(contentType, Caching.REVALIDATED), conditions);
    }

    /** A text that was published, and may grow. */
    Response text(SmallBlobs.Content text, Presentation presentation, Conditions conditions) {
        return text(text.bytes(), text.info().etag(), presentation, conditions);
    }

    /**
     * {@code etag} is without quotes. A text has no date: one of its parts may be replaced by an older one, and growing
     * takes less than the second that a date is exact to.
     *
     * <p>The entity is an array, which the server may compress, also for {@code HEAD}; a stream it does not touch. The
     * tag is weak, so that it is that of either, and of a 304 that does not know which of the two its client has.
     */
    private static Response text(byte[] content, String etag, Presentation presentation, Conditions conditions) {
        return answer(
                        Response.ok().header("ETag", "W/\"" + etag + "\"").header("Vary", "Accept-Encoding"),
                        conditions.against(etag, Optional.empty(), content.length),
                        content.length,
                        presentation,
                        true,
                        range -> Optional.of(Arrays.copyOfRange(
                                content, Math.toIntExact(range.start()), Math.toIntExact(range.end()))))
                .orElseThrow()
                .response();
    }

    private interface Body {
        /** Empty when the blob was deleted meanwhile. */
        Optional<Object> of(ByteRange range);
    }

    private static Optional<Answer> answer(
            Response.ResponseBuilder response,
            Conditions.Outcome outcome,
            long lengthBytes,
            Presentation presentation,
            boolean withEntity,
            Body body) {
        response.header("Accept-Ranges", "bytes")
                .header("Cache-Control", presentation.caching().header());
        if (outcome instanceof Conditions.Outcome.NotModified) {
            return Optional.of(new Answer(response.status(304).build(), Optional.empty()));
        }
        if (outcome instanceof Conditions.Outcome.Failed) {
            throw new ProblemException(
                    DeliveryError.CHANGED,
                    "The file here is another one than If-Match or If-Unmodified-Since says. Begin with it anew.");
        }
        if (outcome instanceof Conditions.Outcome.Unsatisfiable) {
            throw new ProblemException(
                    DeliveryError.OUTSIDE,
                    "The range begins behind the end: the file has " + lengthBytes + " bytes.",
                    Map.of(ProblemException.TOTAL_BYTES, lengthBytes));
        }
        ByteRange range = ByteRange.all(lengthBytes);
        if (outcome instanceof Conditions.Outcome.Part part) {
            range = part.range();
            response.status(206)
                    .header("Content-Range", "bytes " + range.start() + "-" + (range.end() - 1) + "/" + lengthBytes);
        }
        if (!presentation.disposition().isEmpty()) {
            response.header("Content-Disposition", presentation.disposition());
        }
        response.header("Content-Type", presentation.contentType()).header("Content-Length", range.length());
        if (!withEntity || range.length() == 0) {
            return Optional.of(new Answer(response.build(), Optional.empty()));
        }
        ByteRange sent = range;
        return body.of(range).map(entity -> new Answer(response.entity(entity).build(), Optional.of(sent)));
    }

    private Optional<Object> entity(BlobInfo info, ByteRange range) {
        Optional<Path> file = blobs.file(info.key());
        if (file.isPresent()) {
            return Optional.of(new FilePart(file.get().toFile(), range.start(), range.length()));
        }
        try {
            return BlobPieces.open(blobs, info.key(), range).map(pieces -> new PacedStream(pieces, workers, PATIENCE));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
