package io.vitascope.storage;

import io.vitascope.kernel.ByteRange;
import io.vitascope.kernel.Examination;
import io.vitascope.kernel.Finding;
import jakarta.enterprise.inject.Instance;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.io.IOException;
import java.io.InputStream;
import java.io.RandomAccessFile;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.UUID;
import java.util.function.Supplier;
import java.util.stream.Stream;

/**
 * Whether the store lets us do all that a video needs: put, read a range, list, put in parts, see what is unfinished,
 * delete. Done with blobs of its own below {@code doctor/}, which are gone afterwards.
 */
@Singleton
final class BlobsExamination implements Examination {

    private static final String SUBJECT = "storage";
    private static final BlobKey FOLDER = new BlobKey("doctor");
    private static final byte[] SMALL = "Put by the command doctor.".getBytes(StandardCharsets.US_ASCII);
    private static final ByteRange MIDDLE = new ByteRange(4, 6);

    private final Supplier<BlobStore> store;
    private final Scratch scratch;
    private final long partBytes;
    private final boolean bucket;

    @Inject
    BlobsExamination(Instance<BlobStore> store, Scratch scratch, StoreConfig config, S3Config s3) {
        this(
                store::get,
                scratch,
                config.type() == StoreConfig.Type.S3,
                s3.partSize().asLongValue());
    }

    BlobsExamination(Supplier<BlobStore> store, Scratch scratch, boolean bucket, long partBytes) {
        this.store = store;
        this.scratch = scratch;
        this.bucket = bucket;
        this.partBytes = partBytes;
    }

    @Override
    public List<Finding> examine() {
        BlobStore blobs;
        try {
            blobs = store.get();
        } catch (RuntimeException e) {
            return List.of(cannot("be opened", e, "Check vitascope.storage.*."));
        }
        BlobKey folder = FOLDER.child(UUID.randomUUID().toString());
        List<Finding> broken = new ArrayList<>();
        look(broken, "take a blob", "s3:PutObject", () -> blobs.put(folder.child("small"), SMALL));
        if (!broken.isEmpty()) {
            return broken;
        }
        long begun = System.nanoTime();
        look(broken, "take a large blob", "s3:PutObject and s3:AbortMultipartUpload", () -> putLarge(blobs, folder));
        double seconds = (System.nanoTime() - begun) / 1e9;
        look(broken, "give a range of a blob", "s3:GetObject", () -> readRange(blobs, folder.child("small")));
        look(broken, "list blobs", "s3:ListBucket", () -> list(blobs, folder));
        look(
                broken,
                "tell which uploads are unfinished",
                "s3:ListBucketMultipartUploads and s3:ListMultipartUploadParts",
                () -> blobs.unfinished(folder));
        look(broken, "delete blobs", "s3:DeleteObject", () -> delete(blobs, folder));
        if (broken.isEmpty()) {
            String taken =
                    String.format(Locale.ROOT, "; %.1f MB in two parts took %.1f s.", (partBytes + 1) / 1e6, seconds);
            broken.add(
                    Finding.ok(SUBJECT, where() + " takes, gives, lists and deletes blobs" + (bucket ? taken : ".")));
        }
        return broken;
    }

    private void look(List<Finding> broken, String deed, String permission, Runnable look) {
        try {
            look.run();
        } catch (RuntimeException e) {
            broken.add(cannot(
                    deed,
                    e,
                    bucket
                            ? "Look whether vitascope.storage.s3.endpoint and bucket are right. Its credentials need "
                                    + permission + " below the prefix (see docs/operations.md)."
                            : "Give the data folder to the user that runs Vitascope, and room."));
        }
    }

    private Finding cannot(String deed, RuntimeException e, String advice) {
        return Finding.error(SUBJECT, where() + " cannot " + deed + ": " + e.getMessage(), advice);
    }

    private String where() {
        return bucket ? "The bucket" : "The data folder";
    }

    private void putLarge(BlobStore blobs, BlobKey folder) {
        Path file = scratch.file("doctor-" + folder.name());
        try (RandomAccessFile empty = new RandomAccessFile(file.toFile(), "rw")) {
            empty.setLength(partBytes + 1);
            blobs.put(folder.child("large"), file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } finally {
            scratch.delete(file.getFileName().toString());
        }
    }

    private static void readRange(BlobStore blobs, BlobKey key) {
        try (InputStream in = blobs.open(key, MIDDLE).orElseThrow(() -> new IllegalStateException("it is not there"))) {
            byte[] wanted = Arrays.copyOfRange(SMALL, (int) MIDDLE.start(), (int) MIDDLE.end());
            if (!Arrays.equals(in.readAllBytes(), wanted)) {
                throw new IllegalStateException("other bytes came than were put");
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void list(BlobStore blobs, BlobKey folder) {
        try (Stream<BlobInfo> found = blobs.list(folder)) {
            if (found.noneMatch(blob -> blob.key().equals(folder.child("small")))) {
                throw new IllegalStateException("a blob that was just put is missing");
            }
        }
    }

    private static void delete(BlobStore blobs, BlobKey folder) {
        blobs.deleteAll(folder);
        if (blobs.stat(folder.child("small")).isPresent()) {
            throw new IllegalStateException("a blob that was just deleted is still there");
        }
    }
}
