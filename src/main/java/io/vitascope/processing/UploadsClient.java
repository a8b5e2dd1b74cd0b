package io.vitascope.processing;

import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.quarkus.grpc.GrpcClient;
import io.vitascope.contract.upload.GetUploadRequest;
import io.vitascope.contract.upload.UploadServiceGrpc.UploadServiceBlockingStub;
import io.vitascope.kernel.VideoId;
import io.vitascope.storage.BlobKey;
import jakarta.inject.Singleton;
import java.util.Optional;

/** gRPC door out: asks the upload room where a video's source lies. */
@Singleton
final class UploadsClient {

    private final UploadServiceBlockingStub uploads;

    UploadsClient(@GrpcClient("upload") UploadServiceBlockingStub uploads) {
        this.uploads = uploads;
    }

    Optional<BlobKey> source(VideoId id) {
        try {
            GetUploadRequest request =
                    GetUploadRequest.newBuilder().setVideoId(id.toString()).build();
            return Optional.of(
                    new BlobKey(uploads.getUpload(request).getUpload().getSourceKey()));
        } catch (StatusRuntimeException e) {
            if (e.getStatus().getCode() == Status.Code.NOT_FOUND) {
                return Optional.empty();
            }
            throw e;
        }
    }
}
