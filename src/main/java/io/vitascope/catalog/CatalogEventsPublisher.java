package io.vitascope.catalog;

import io.vitascope.contract.catalog.CatalogEvent;
import io.vitascope.contract.catalog.VideoBecamePlayable;
import io.vitascope.contract.catalog.VideoCreated;
import io.vitascope.contract.catalog.VideoDeleted;
import io.vitascope.contract.catalog.VideoFailed;
import io.vitascope.contract.catalog.VideoReady;
import io.vitascope.contract.catalog.VideoRestored;
import io.vitascope.contract.catalog.VideoTrashed;
import io.vitascope.contract.catalog.VideoUpdated;
import io.vitascope.kernel.VideoId;
import io.vitascope.outbox.ProtoTime;
import io.vitascope.outbox.Transaction;
import jakarta.inject.Singleton;
import java.time.Clock;
import java.time.Instant;
import java.util.Optional;
import java.util.UUID;

/** Tells on {@code catalog.events} what a change meant, in the transaction that makes it. */
@Singleton
final class CatalogEventsPublisher {

    private static final String TOPIC = "catalog.events";

    private final Clock clock;

    CatalogEventsPublisher(Clock clock) {
        this.clock = clock;
    }

    void created(Transaction transaction, Video video) {
        VideoCreated created =
                VideoCreated.newBuilder().setVideo(toProto(video)).build();
        publish(transaction, video.videoId(), envelope(video.videoId()).setCreated(created));
    }

    void updated(Transaction transaction, Video video) {
        VideoUpdated updated =
                VideoUpdated.newBuilder().setVideo(toProto(video)).build();
        publish(transaction, video.videoId(), envelope(video.videoId()).setUpdated(updated));
    }

    void trashed(Transaction transaction, Video video, Instant until) {
        VideoTrashed trashed = VideoTrashed.newBuilder()
                .setVideo(toProto(video))
                .setDeletedAt(ProtoTime.of(until))
                .build();
        publish(transaction, video.videoId(), envelope(video.videoId()).setTrashed(trashed));
    }

    void restored(Transaction transaction, Video video) {
        VideoRestored restored =
                VideoRestored.newBuilder().setVideo(toProto(video)).build();
        publish(transaction, video.videoId(), envelope(video.videoId()).setRestored(restored));
    }

    void deleted(Transaction transaction, VideoId id) {
        publish(transaction, id, envelope(id).setDeleted(VideoDeleted.getDefaultInstance()));
    }

    /** What a fact about a run brought with it: every revision is told, if nothing more can be said as an update. */
    void learned(Transaction transaction, Video before, Video after) {
        VideoId id = after.videoId();
        Optional<Integer> playing = after.published().map(Run::generation);
        boolean played =
                playing.isPresent() && !playing.equals(before.published().map(Run::generation));
        if (played) {
            VideoBecamePlayable playable =
                    VideoBecamePlayable.newBuilder().setVideo(toProto(after)).build();
            publish(transaction, id, envelope(id).setBecamePlayable(playable));
        }
        boolean sameEnd = after.state() == before.state()
                && after.newest().map(Run::generation).equals(before.newest().map(Run::generation));
        if (!sameEnd && after.state() == Video.State.READY) {
            VideoReady ready = VideoReady.newBuilder().setVideo(toProto(after)).build();
            publish(transaction, id, envelope(id).setReady(ready));
        } else if (!sameEnd && after.state() == Video.State.FAILED) {
            VideoFailed failed =
                    VideoFailed.newBuilder().setVideo(toProto(after)).build();
            publish(transaction, id, envelope(id).setFailed(failed));
        } else if (!played) {
            updated(transaction, after);
        }
    }

    /** Views and progress are not of an event, for they change without one. */
    private static io.vitascope.contract.catalog.Video toProto(Video video) {
        return VideoProto.of(LiveVideo.still(video));
    }

    private CatalogEvent.Builder envelope(VideoId id) {
        return CatalogEvent.newBuilder()
                .setEventId(UUID.randomUUID().toString())
                .setVideoId(id.toString())
                .setOccurredAt(ProtoTime.of(clock.instant()));
    }

    private static void publish(Transaction transaction, VideoId id, CatalogEvent.Builder event) {
        transaction.publish(TOPIC, id, event.build().toByteArray());
    }
}
