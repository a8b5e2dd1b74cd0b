package io.vitascope.storage;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.services.s3.model.CompletedMultipartUpload;
import software.amazon.awssdk.services.s3.model.CompletedPart;
import software.amazon.awssdk.services.s3.model.CreateMultipartUploadRequest;
import software.amazon.awssdk.services.s3.model.MultipartUpload;
import software.amazon.awssdk.services.s3.model.Part;
import software.amazon.awssdk.services.s3.model.UploadPartResponse;
import software.amazon.awssdk.services.s3.paginators.ListPartsIterable;

/**
 * One file on its way into the bucket.
 *
 * <p>Part {@code n} (from 1) is the bytes from {@code (n - 1) * partBytes} on. Parts of an upload that was begun by
 * somebody else are used if they have the length and the MD5 that the file has there, else they are sent again.
 * Threads: one at a time sends; {@link #offer} and {@link #stop} come from others and do not wait.
 */
final class S3Parts {

    private static final int BUFFER_BYTES = 256 << 10;

    private final S3Bucket bucket;
    private final BlobKey key;
    private final Path file;
    private final long partBytes;
    private final Object sending = new Object();
    /** The parts that are there; guarded by {@link #sending}, as is the next. */
    private final Map<Integer, Sent> sent = new TreeMap<>();

    private String uploadId = "";
    private volatile long offeredBytes;
    private volatile boolean stopped;
    private boolean scheduled;

    private record Sent(long lengthBytes, CompletedPart part) {}

    S3Parts(S3Bucket bucket, BlobKey key, Path file, long partBytes) {
        this.bucket = bucket;
        this.key = key;
        this.file = file;
        this.partBytes = partBytes;
    }

    BlobKey key() {
        return key;
    }

    /** True when somebody has to call {@link #sendOffered} for these bytes. */
    synchronized boolean offer(long sizeBytes) {
        boolean another = sizeBytes / partBytes > offeredBytes / partBytes;
        offeredBytes = Math.max(offeredBytes, sizeBytes);
        if (scheduled || !another) {
            return false;
        }
        scheduled = true;
        return true;
    }

    /** Sends whole parts of what was offered, also of what is offered meanwhile. */
    void sendOffered() throws IOException {
        try {
            synchronized (sending) {
                open();
                int number = 1;
                while (!stopped && number <= offeredBytes / partBytes) {
                    send(number, partBytes);
                    number++;
                }
            }
        } finally {
            synchronized (this) {
                scheduled = false;
            }
        }
    }

    void stop() {
        stopped = true;
    }

    /** Until the part that is on its way has arrived. */
    void awaitStopped() {
        stop();
        synchronized (sending) {
            uploadId = "";
            sent.clear();
        }
    }

    /** Sends what is missing; afterwards the blob is there, whole. */
    void complete(long sizeBytes) throws IOException {
        synchronized (sending) {
            open();
            int count = Math.toIntExact((sizeBytes + partBytes - 1) / partBytes);
            for (int number = 1; number <= count; number++) {
                send(number, Math.min(partBytes, sizeBytes - (number - 1) * partBytes));
            }
            sent.keySet().removeIf(number -> number > count);
            bucket.client().completeMultipartUpload(request -> request.bucket(bucket.name())
                    .key(bucket.object(key))
                    .uploadId(uploadId)
                    .multipartUpload(CompletedMultipartUpload.builder()
                            .parts(sent.values().stream().map(Sent::part).toList())
                            .build()));
            stopped = true;
        }
    }

    private void open() throws IOException {
        if (!uploadId.isEmpty() || stopped) {
            return;
        }
        Optional<MultipartUpload> begun = S3Uploads.unfinished(bucket, key);
        if (begun.isPresent()) {
            uploadId = begun.get().uploadId();
            takeOver();
            return;
        }
        CreateMultipartUploadRequest.Builder request =
                CreateMultipartUploadRequest.builder().bucket(bucket.name()).key(bucket.object(key));
        bucket.config().encryption().ifPresent(request::serverSideEncryption);
        bucket.config().kmsKey().ifPresent(request::ssekmsKeyId);
        uploadId = bucket.client().createMultipartUpload(request.build()).uploadId();
    }

    private void takeOver() throws IOException {
        ListPartsIterable parts = bucket.client()
                .listPartsPaginator(request ->
                        request.bucket(bucket.name()).key(bucket.object(key)).uploadId(uploadId));
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ)) {
            for (Part part : parts.parts()) {
                long endBytes = (part.partNumber() - 1) * partBytes + part.size();
                if (endBytes <= channel.size()
                        && part.eTag().replace("\"", "").equals(md5(part.partNumber(), part.size()))) {
                    note(part.partNumber(), part.size(), part.eTag(), part.checksumCRC32());
                }
            }
        }
    }

    private void send(int number, long lengthBytes) {
        Sent known = sent.get(number);
        if (known != null && known.lengthBytes() == lengthBytes) {
            return;
        }
        UploadPartResponse response = bucket.client()
                .uploadPart(
                        request -> request.bucket(bucket.name())
                                .key(bucket.object(key))
                                .uploadId(uploadId)
                                .partNumber(number)
                                .contentLength(lengthBytes),
                        RequestBody.fromContentProvider(
                                () -> open(number, lengthBytes), lengthBytes, "application/octet-stream"));
        note(number, lengthBytes, response.eTag(), response.checksumCRC32());
    }

    private void note(int number, long lengthBytes, String etag, @Nullable String crc32) {
        sent.put(
                number,
                new Sent(
                        lengthBytes,
                        CompletedPart.builder()
                                .partNumber(number)
                                .eTag(etag)
                                .checksumCRC32(crc32)
                                .build()));
    }

    private InputStream open(int number, long lengthBytes) {
        try {
            FileChannel channel = FileChannel.open(file, StandardOpenOption.READ);
            channel.position((number - 1) * partBytes);
            return new BufferedInputStream(
                    new BoundedInputStream(Channels.newInputStream(channel), lengthBytes), BUFFER_BYTES);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private String md5(int number, long lengthBytes) throws IOException {
        byte[] buffer = new byte[BUFFER_BYTES];
        try (InputStream in = open(number, lengthBytes)) {
            MessageDigest digest = MessageDigest.getInstance("MD5");
            for (int count = in.read(buffer); count >= 0; count = in.read(buffer)) {
                digest.update(buffer, 0, count);
            }
            return HexFormat.of().formatHex(digest.digest());
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has MD5", e);
        }
    }
}
