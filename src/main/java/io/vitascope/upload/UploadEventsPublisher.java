package io.vitascope.upload;

import com.google.protobuf.ByteString;
import io.vitascope.contract.upload.AudioTrack;
import io.vitascope.contract.upload.UploadCompleted;
import io.vitascope.contract.upload.UploadEvent;
import io.vitascope.contract.upload.VideoTrack;
import io.vitascope.kernel.VideoId;
import io.vitascope.outbox.ProtoTime;
import io.vitascope.outbox.Transaction;
import jakarta.inject.Singleton;
import java.util.HexFormat;
import java.util.UUID;

/** Kafka door out: topic {@code upload.events}. */
@Singleton
final class UploadEventsPublisher {

    static final String TOPIC = "upload.events";

    /** Joins {@code transaction}: the event leaves if and only if that is committed. */
    void completed(Transaction transaction, Upload upload) {
        UploadEvent event = UploadEvent.newBuilder()
                .setEventId(UUID.randomUUID().toString())
                .setVideoId(upload.videoId())
                .setOccurredAt(ProtoTime.of(upload.completedAt()))
                .setCompleted(UploadCompleted.newBuilder().setUpload(toProto(upload)))
                .build();
        transaction.publish(TOPIC, VideoId.parse(upload.videoId()), event.toByteArray());
    }

    static io.vitascope.contract.upload.Upload toProto(Upload upload) {
        return io.vitascope.contract.upload.Upload.newBuilder()
                .setVideoId(upload.videoId())
                .setTitle(upload.title())
                .setDescription(upload.description())
                .addAllTags(upload.tags())
                .setFilename(upload.filename())
                .setSourceKey(upload.sourceKey())
                .setSizeBytes(upload.sizeBytes())
                .setSha256(ByteString.copyFrom(HexFormat.of().parseHex(upload.sha256())))
                .setMedia(toProto(upload.media()))
                .setCompletedAt(ProtoTime.of(upload.completedAt()))
                .setLanguage(upload.language())
                .setDuplicateOf(upload.duplicateOf())
                .build();
    }

    private static io.vitascope.contract.upload.Media toProto(Media media) {
        io.vitascope.contract.upload.Media.Builder builder = io.vitascope.contract.upload.Media.newBuilder()
                .setContainer(media.container())
                .setDurationUs(media.durationUs())
                .setBitRate(media.bitRate());
        media.video().ifPresent(video -> builder.setVideo(toProto(video)));
        media.sounds().forEach(sound -> builder.addAudio(toProto(sound)));
        return builder.build();
    }

    private static VideoTrack toProto(Media.Picture picture) {
        return VideoTrack.newBuilder()
                .setCodec(picture.codec())
                .setWidth(picture.width())
                .setHeight(picture.height())
                .setFrameRateNum(picture.frameRateNum())
                .setFrameRateDen(picture.frameRateDen())
                .setRotationDegrees(picture.rotationDegrees())
                .setInterlaced(picture.interlaced())
                .setHdr(picture.hdr())
                .setPixelFormat(picture.pixelFormat())
                .build();
    }

    private static AudioTrack toProto(Media.Sound sound) {
        return AudioTrack.newBuilder()
                .setCodec(sound.codec())
                .setChannels(sound.channels())
                .setSampleRate(sound.sampleRate())
                .setLanguage(sound.language())
                .build();
    }
}
