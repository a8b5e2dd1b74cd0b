package io.vitascope.storage;

import java.net.URI;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import software.amazon.awssdk.services.s3.model.CompletedMultipartUpload;
import software.amazon.awssdk.services.s3.model.CompletedPart;
import software.amazon.awssdk.services.s3.model.CreateMultipartUploadRequest;

/**
 * Multipart uploads whose parts others send.
 *
 * <p>They are begun without a checksum algorithm: with one, the store would want a checksum with every part, and
 * whoever sends them has nothing but an address. The length of a part is signed, so nothing larger gets in.
 */
final class S3DirectParts implements DirectParts {

    private final S3Bucket bucket;
    private final S3Uploads uploads;

    S3DirectParts(S3Bucket bucket, S3Uploads uploads) {
        this.bucket = bucket;
        this.uploads = uploads;
    }

    @Override
    public long partBytes(long sizeBytes) {
        return uploads.partBytes(sizeBytes);
    }

    @Override
    public String begin(BlobKey key) {
        CreateMultipartUploadRequest.Builder request =
                CreateMultipartUploadRequest.builder().bucket(bucket.name()).key(bucket.object(key));
        bucket.config().encryption().ifPresent(request::serverSideEncryption);
        bucket.config().kmsKey().ifPresent(request::ssekmsKeyId);
        return bucket.ask(() -> bucket.plainClient().createMultipartUpload(request.build()))
                .orElseThrow(() -> new IllegalStateException("there is no bucket " + bucket.name()))
                .uploadId();
    }

    @Override
    public URI link(BlobKey key, String uploadId, int number, long lengthBytes) {
        return URI.create(bucket.presigner()
                .presignUploadPart(link -> link.signatureDuration(linkExpiry())
                        .uploadPartRequest(part -> part.bucket(bucket.name())
                                .key(bucket.object(key))
                                .uploadId(uploadId)
                                .partNumber(number)
                                .contentLength(lengthBytes)))
                .url()
                .toString());
    }

    @Override
    public Duration linkExpiry() {
        return bucket.config().linkExpiry();
    }

    @Override
    public Optional<List<Part>> arrived(BlobKey key, String uploadId) {
        return bucket.ask(() -> bucket
                .plainClient()
                .listPartsPaginator(request ->
                        request.bucket(bucket.name()).key(bucket.object(key)).uploadId(uploadId))
                .parts()
                .stream()
                .map(part -> new Part(part.partNumber(), part.size(), part.eTag()))
                .sorted(Comparator.comparingInt(Part::number))
                .toList());
    }

    @Override
    public boolean complete(BlobKey key, String uploadId, List<Part> parts) {
        List<CompletedPart> completed = parts.stream()
                .map(part -> CompletedPart.builder()
                        .partNumber(part.number())
                        .eTag(part.etag())
                        .build())
                .toList();
        return bucket.ask(() -> bucket.plainClient().completeMultipartUpload(request -> request.bucket(bucket.name())
                        .key(bucket.object(key))
                        .uploadId(uploadId)
                        .multipartUpload(CompletedMultipartUpload.builder()
                                .parts(completed)
                                .build())))
                .isPresent();
    }
}
