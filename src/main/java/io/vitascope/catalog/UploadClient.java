package io.vitascope.catalog;

import com.google.protobuf.ByteString;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.quarkus.grpc.GrpcClient;
import io.vitascope.contract.upload.AudioTrack;
import io.vitascope.contract.upload.ForgetUploadRequest;
import io.vitascope.contract.upload.GetUploadRequest;
import io.vitascope.contract.upload.KnowUploadsRequest;
import io.vitascope.contract.upload.KnowUploadsResponse;
import io.vitascope.contract.upload.ListRecentUploadsRequest;
import io.vitascope.contract.upload.Media;
import io.vitascope.contract.upload.Upload;
import io.vitascope.contract.upload.UploadServiceGrpc;
import io.vitascope.kernel.ProblemException;
import io.vitascope.kernel.VideoId;
import io.vitascope.outbox.ProtoTime;
import jakarta.inject.Singleton;
import java.util.Collection;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Asks the upload room.
 *
 * <p>Threads: blocks. Errors: {@link CatalogError#NEIGHBOUR_UNAVAILABLE} when there is no answer.
 */
@Singleton
final class UploadClient {

    private final UploadServiceGrpc.UploadServiceBlockingStub uploads;

    UploadClient(@GrpcClient("upload") UploadServiceGrpc.UploadServiceBlockingStub uploads) {
        this.uploads = uploads;
    }

    /** A finished upload; empty when there is none, because it is unfinished, forgotten or never was. */
    Optional<Arrival> find(VideoId id) {
        GetUploadRequest request =
                GetUploadRequest.newBuilder().setVideoId(id.toString()).build();
        try {
            return Optional.of(arrival(uploads.getUpload(request).getUpload()));
        } catch (StatusRuntimeException e) {
            if (e.getStatus().getCode() == Status.Code.NOT_FOUND) {
                return Optional.empty();
            }
            throw unavailable(e);
        }
    }

    /** Uploads that have finished a moment ago. */
    List<VideoId> recent() {
        try {
            return uploads.listRecentUploads(ListRecentUploadsRequest.getDefaultInstance()).getVideoIdsList().stream()
                    .map(VideoId::parse)
                    .toList();
        } catch (StatusRuntimeException e) {
            throw unavailable(e);
        }
    }

    /** Uploads that files may belong to: those under way, and finished ones. */
    record Known(Set<VideoId> open, Set<VideoId> finished) {

        boolean has(VideoId id) {
            return open.contains(id) || finished.contains(id);
        }
    }

    Known known(Collection<VideoId> ids) {
        KnowUploadsRequest request = KnowUploadsRequest.newBuilder()
                .addAllVideoIds(ids.stream().map(VideoId::toString).toList())
                .build();
        try {
            KnowUploadsResponse known = uploads.knowUploads(request);
            return new Known(parsed(known.getOpenIdsList()), parsed(known.getFinishedIdsList()));
        } catch (StatusRuntimeException e) {
            throw unavailable(e);
        }
    }

    private static Set<VideoId> parsed(List<String> ids) {
        return ids.stream().map(VideoId::parse).collect(Collectors.toUnmodifiableSet());
    }

    /** True when videos of the same bytes share its source, which then has to stay. */
    boolean forget(VideoId id) {
        try {
            ForgetUploadRequest request =
                    ForgetUploadRequest.newBuilder().setVideoId(id.toString()).build();
            return uploads.forgetUpload(request).getSourceInUse();
        } catch (StatusRuntimeException e) {
            throw unavailable(e);
        }
    }

    /** Errors: {@link IllegalArgumentException} for an id that is none. */
    static Arrival arrival(Upload upload) {
        Media media = upload.getMedia();
        return new Arrival(
                VideoId.parse(upload.getVideoId()),
                upload.getTitle(),
                upload.getDescription(),
                upload.getTagsList(),
                new Source(
                        upload.getFilename(),
                        upload.getSourceKey(),
                        upload.getSizeBytes(),
                        hex(upload.getSha256()),
                        media.getDurationUs() / 1_000,
                        media.getVideo().getWidth(),
                        media.getVideo().getHeight(),
                        media.getContainer(),
                        codecs(media),
                        media.getVideo().getPixelFormat()),
                ProtoTime.instant(upload.getCompletedAt()));
    }

    private static List<String> codecs(Media media) {
        return Stream.concat(
                        media.hasVideo() ? Stream.of(media.getVideo().getCodec()) : Stream.empty(),
                        media.getAudioList().stream().map(AudioTrack::getCodec))
                .toList();
    }

    private static String hex(ByteString bytes) {
        return HexFormat.of().formatHex(bytes.toByteArray());
    }

    private static ProblemException unavailable(StatusRuntimeException e) {
        return new ProblemException(
                CatalogError.NEIGHBOUR_UNAVAILABLE,
                "The upload room did not answer (" + e.getStatus().getCode() + "); try again in a moment.");
    }
}
