package io.vitascope.upload;

import io.quarkus.runtime.annotations.RegisterForReflection;
import io.vitascope.kernel.VideoId;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.jspecify.annotations.Nullable;

/**
 * An upload as JSON, for whoever watches it.
 *
 * @param lengthBytes absent until it is known
 * @param source absent for an upload whose bytes its client sends
 * @param expiresAt when it is removed if nothing comes; absent once it has ended
 * @param reason why there will be no video
 */
@Schema(name = "Upload")
@RegisterForReflection
record UploadStatus(
        String id,
        State state,
        long offsetBytes,
        @Nullable Long lengthBytes,
        @Nullable Source source,
        @Nullable Instant expiresAt,
        @Nullable Reason reason,
        Map<String, String> links) {

    enum State {
        /** Bytes arrive, or are waited for. */
        receiving,
        /** All are here. */
        examining,
        /** It is a video. */
        completed,
        /** It will never be one. */
        failed
    }

    @Schema(name = "UploadSource")
    @RegisterForReflection
    record Source(String type, String url) {}

    @Schema(name = "UploadFailure")
    @RegisterForReflection
    record Reason(String code, String detail) {}

    static UploadStatus of(VideoId id, UploadRecord record) {
        Optional<Resumable> resumable = Optional.ofNullable(record.resumable());
        Optional<Upload> video = record.finished();
        State state =
                switch (record.state()) {
                    case OPEN -> record.isDue() ? State.examining : State.receiving;
                    case COMPLETED -> State.completed;
                    case ABANDONED, GONE -> State.failed;
                };
        String self = Addresses.ofUpload(id.toString());
        return new UploadStatus(
                id.toString(),
                state,
                video.map(Upload::sizeBytes)
                        .or(() -> resumable.map(Resumable::offsetBytes))
                        .orElse(0L),
                video.map(Upload::sizeBytes)
                        .or(() -> resumable
                                .filter(growing -> growing.length().isPresent())
                                .map(Resumable::lengthBytes))
                        .orElse(null),
                resumable
                        .map(Resumable::origin)
                        .map(origin -> new Source("url", origin.shown()))
                        .orElse(null),
                record.state() == UploadRecord.State.OPEN ? record.deadline() : null,
                Optional.ofNullable(record.ending())
                        .map(ending -> new Reason(ending.code(), ending.detail()))
                        .orElse(null),
                video.isPresent()
                        ? Map.of("self", self, "video", Addresses.ofVideo(id.toString()))
                        : Map.of("self", self, "events", self + "/events"));
    }

    boolean hasEnded() {
        return state == State.completed || state == State.failed;
    }
}
