package io.vitascope.platform.commands;

import io.vitascope.kernel.ByteRange;
import io.vitascope.kernel.Sha256;
import io.vitascope.storage.BlobInfo;
import io.vitascope.storage.BlobKey;
import io.vitascope.storage.BlobStore;
import io.vitascope.storage.Scratch;
import java.io.BufferedReader;
import java.io.BufferedWriter;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.DigestInputStream;
import java.util.HexFormat;
import java.util.Iterator;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.Stream;

/**
 * All blobs as files below one folder, and a list of them with their hashes, which are checked when they are read back.
 */
final class BlobCopy {

    private static final BlobKey ALL = new BlobKey("videos");
    private static final int FIELDS = 2;

    private final BlobStore blobs;
    private final Scratch scratch;

    BlobCopy(BlobStore blobs, Scratch scratch) {
        this.blobs = blobs;
        this.scratch = scratch;
    }

    /** How many blobs, and how many bytes in all. */
    record Extent(long count, long bytes) {

        Extent with(long sizeBytes) {
            return new Extent(count + 1, bytes + sizeBytes);
        }
    }

    boolean isEmpty() {
        try (Stream<BlobInfo> all = blobs.list(ALL)) {
            return all.findAny().isEmpty();
        }
    }

    Extent write(Path folder, Path list) throws IOException {
        Extent extent = new Extent(0, 0);
        try (Stream<BlobInfo> all = blobs.list(ALL);
                BufferedWriter lines = Files.newBufferedWriter(list)) {
            for (Iterator<BlobInfo> each = all.iterator(); each.hasNext(); ) {
                BlobInfo blob = each.next();
                Optional<InputStream> content = blobs.open(blob.key(), ByteRange.all(blob.sizeBytes()));
                if (content.isEmpty()) {
                    continue; // deleted meanwhile
                }
                Path file = folder.resolve(blob.key().value());
                Files.createDirectories(Optional.ofNullable(file.getParent()).orElse(folder));
                lines.write(copy(content.get(), file) + " " + blob.key().value());
                lines.newLine();
                extent = extent.with(blob.sizeBytes());
            }
        }
        return extent;
    }

    Extent read(Path folder, Path list) throws IOException, BackupException {
        Extent extent = new Extent(0, 0);
        try (BufferedReader lines = Files.newBufferedReader(list)) {
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                String[] fields = line.split(" ", FIELDS);
                extent = extent.with(read(folder.resolve(fields[1]), new BlobKey(fields[1]), fields[0]));
            }
        }
        return extent;
    }

    private long read(Path file, BlobKey key, String hash) throws IOException, BackupException {
        String name = "import-" + UUID.randomUUID();
        try {
            Path copy = scratch.file(name);
            if (!copy(Files.newInputStream(file), copy).equals(hash)) {
                throw new BackupException(file + " is not what was exported: its SHA-256 is another one.");
            }
            long sizeBytes = Files.size(copy);
            blobs.put(key, copy);
            return sizeBytes;
        } finally {
            scratch.delete(name);
        }
    }

    private static String copy(InputStream from, Path to) throws IOException {
        try (DigestInputStream in = new DigestInputStream(from, Sha256.begin())) {
            Files.copy(in, to);
            return HexFormat.of().formatHex(in.getMessageDigest().digest());
        }
    }
}
