package io.vitascope.storage;

import io.vitascope.kernel.ByteRange;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.stream.Stream;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.services.s3.model.Delete;
import software.amazon.awssdk.services.s3.model.DeleteObjectsResponse;
import software.amazon.awssdk.services.s3.model.GetObjectRequest;
import software.amazon.awssdk.services.s3.model.ListObjectsV2Response;
import software.amazon.awssdk.services.s3.model.ObjectIdentifier;
import software.amazon.awssdk.services.s3.model.PutObjectRequest;
import software.amazon.awssdk.services.s3.model.S3Object;

/**
 * Blobs as objects of a bucket, of Amazon's or any store that speaks S3.
 *
 * <p>Whatever is larger than a part is sent as parts of even size, read from the file while they are sent, so memory
 * holds none of them whole. Threads: safe for all.
 */
final class S3BlobStore implements BlobStore, AutoCloseable {

    /** Objects that one request deletes. */
    private static final int BATCH = 1_000;

    private final S3Bucket bucket;
    private final S3Uploads uploads;
    private final Scratch scratch;

    /** {@code scratch} is where {@link LocalFiles} keeps its copies. */
    S3BlobStore(S3Bucket bucket, S3Uploads uploads, Scratch scratch) {
        this.bucket = bucket;
        this.uploads = uploads;
        this.scratch = scratch;
    }

    @Override
    public void put(BlobKey key, Path file) {
        try {
            long sizeBytes = Files.size(file);
            if (sizeBytes > uploads.partBytes()) {
                uploads.put(key, file, sizeBytes);
            } else {
                put(key, RequestBody.fromFile(file));
            }
            Files.deleteIfExists(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void put(BlobKey key, byte[] content) {
        put(key, RequestBody.fromBytes(content));
    }

    private void put(BlobKey key, RequestBody body) {
        PutObjectRequest.Builder request =
                PutObjectRequest.builder().bucket(bucket.name()).key(bucket.object(key));
        bucket.config().encryption().ifPresent(request::serverSideEncryption);
        bucket.config().kmsKey().ifPresent(request::ssekmsKeyId);
        try {
            bucket.client().putObject(request.build(), body);
        } catch (SdkException e) {
            throw bucket.failed(e);
        }
    }

    @Override
    public void ahead(BlobKey key, Path file, long sizeBytes) {
        uploads.ahead(key, file, sizeBytes);
    }

    @Override
    public void forgetAhead(BlobKey key) {
        uploads.forget(key);
    }

    @Override
    public boolean copy(BlobKey from, BlobKey to) {
        return bucket.ask(() -> bucket.client().copyObject(request -> {
                    request.sourceBucket(bucket.name())
                            .sourceKey(bucket.object(from))
                            .destinationBucket(bucket.name())
                            .destinationKey(bucket.object(to));
                    bucket.config().encryption().ifPresent(request::serverSideEncryption);
                    bucket.config().kmsKey().ifPresent(request::ssekmsKeyId);
                }))
                .isPresent();
    }

    @Override
    public Optional<BlobInfo> stat(BlobKey key) {
        return bucket.ask(() -> bucket.client()
                        .headObject(request -> request.bucket(bucket.name()).key(bucket.object(key))))
                .map(head -> new BlobInfo(key, head.contentLength(), bare(head.eTag()), head.lastModified()));
    }

    @Override
    public Optional<InputStream> open(BlobKey key, ByteRange range) {
        if (range.length() == 0) {
            return stat(key).map(info -> InputStream.nullInputStream());
        }
        return bucket.ask(() -> bucket.client().getObject(request -> request.bucket(bucket.name())
                        .key(bucket.object(key))
                        .range("bytes=" + range.start() + "-" + (range.end() - 1))))
                .map(S3Range::new);
    }

    /** There are no files here. */
    @Override
    public Optional<Path> file(BlobKey key) {
        return Optional.empty();
    }

    @Override
    public Optional<URI> link(BlobKey key, String contentType, String disposition) {
        if (bucket.config().delivery() != S3Config.Delivery.REDIRECT) {
            return Optional.empty();
        }
        GetObjectRequest.Builder request = GetObjectRequest.builder()
                .bucket(bucket.name())
                .key(bucket.object(key))
                .responseContentType(contentType);
        if (!disposition.isEmpty()) {
            request.responseContentDisposition(disposition);
        }
        return Optional.of(URI.create(bucket.presigner()
                .presignGetObject(link ->
                        link.signatureDuration(bucket.config().linkExpiry()).getObjectRequest(request.build()))
                .url()
                .toString()));
    }

    @Override
    public Optional<DirectParts> direct() {
        return Optional.of(new S3DirectParts(bucket, uploads));
    }

    @Override
    public List<Unfinished> unfinished(BlobKey prefix) {
        return uploads.unfinished(prefix).stream()
                .flatMap(upload -> BlobKey.ofName(bucket.name(upload.key())).stream()
                        .map(key -> new Unfinished(key, upload.uploadId(), upload.initiated())))
                .toList();
    }

    @Override
    public void abort(Unfinished begun) {
        uploads.abort(bucket.object(begun.key()), begun.uploadId());
    }

    @Override
    public void delete(BlobKey key) {
        bucket.ask(() -> bucket.client()
                .deleteObject(request -> request.bucket(bucket.name()).key(bucket.object(key))));
    }

    /** Unfinished uploads below the prefix go as well, and copies that this process has. */
    @Override
    public void deleteAll(BlobKey prefix) {
        uploads.abortAll(prefix);
        List<ObjectIdentifier> batch = new ArrayList<>();
        String itself = bucket.object(prefix);
        try (Stream<S3Object> objects = objects(itself)) {
            objects.filter(object -> object.key().equals(itself) || object.key().startsWith(itself + "/"))
                    .forEach(object -> {
                        batch.add(ObjectIdentifier.builder().key(object.key()).build());
                        if (batch.size() == BATCH) {
                            delete(batch);
                            batch.clear();
                        }
                    });
        }
        delete(batch);
        scratch.delete(LocalFiles.FOLDER + "/" + prefix);
    }

    private void delete(List<ObjectIdentifier> objects) {
        if (objects.isEmpty()) {
            return;
        }
        try {
            DeleteObjectsResponse response = bucket.client().deleteObjects(request -> request.bucket(bucket.name())
                    .delete(Delete.builder()
                            .objects(List.copyOf(objects))
                            .quiet(true)
                            .build()));
            if (response.hasErrors() && !response.errors().isEmpty()) {
                throw new UncheckedIOException(new IOException("bucket " + bucket.name() + " keeps "
                        + response.errors().get(0).key() + ": "
                        + response.errors().get(0).message()));
            }
        } catch (SdkException e) {
            throw bucket.failed(e);
        }
    }

    @Override
    public Stream<BlobInfo> list(BlobKey prefix, Consumer<String> strangers) {
        return objects(bucket.object(prefix) + "/").flatMap(object -> {
            String name = bucket.name(object.key());
            Optional<BlobKey> key = BlobKey.ofName(name);
            if (key.isEmpty()) {
                strangers.accept(name);
            }
            return key
                    .map(fit -> new BlobInfo(fit, object.size(), bare(object.eTag()), object.lastModified()))
                    .stream();
        });
    }

    /** All whose names begin so, a page at a time as they are asked for. */
    private Stream<S3Object> objects(String prefix) {
        Function<String, ListObjectsV2Response> page = token -> {
            try {
                return bucket.client().listObjectsV2(request -> {
                    request.bucket(bucket.name()).prefix(prefix);
                    if (!token.isEmpty()) {
                        request.continuationToken(token);
                    }
                });
            } catch (SdkException e) {
                throw bucket.failed(e);
            }
        };
        return Stream.iterate(Optional.of(page.apply("")), Optional::isPresent, last -> last.map(
                                ListObjectsV2Response::nextContinuationToken)
                        .filter(token -> !token.isEmpty())
                        .map(page))
                .flatMap(Optional::stream)
                .flatMap(found -> found.contents().stream());
    }

    @Override
    public void close() {
        uploads.close();
        bucket.close();
    }

    private static String bare(String etag) {
        return etag.replace("\"", "");
    }
}
