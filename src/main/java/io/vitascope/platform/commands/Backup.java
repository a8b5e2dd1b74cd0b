package io.vitascope.platform.commands;

import io.quarkus.arc.All;
import io.vertx.mutiny.redis.client.Redis;
import io.vitascope.outbox.PassingKeys;
import io.vitascope.storage.BlobStore;
import io.vitascope.storage.Scratch;
import jakarta.inject.Singleton;
import java.io.IOException;
import java.io.Reader;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Properties;
import java.util.stream.Stream;
import org.eclipse.microprofile.config.inject.ConfigProperty;

/**
 * The whole catalog in one folder: what Redis holds and all blobs, from any kind of storage and into any other.
 *
 * <p>What is under way is not in it: bytes of unfinished uploads, and events that Kafka has and nobody has consumed.
 */
@Singleton
final class Backup {

    /** Written last and read first: without it an export is not whole. */
    private static final String SUMMARY = "export.properties";

    private static final String REDIS = "redis.bin";
    private static final String BLOBS = "blobs";
    private static final String LIST = "blobs.sha256";

    private final RedisCopy redis;
    private final BlobCopy blobs;
    private final String version;

    Backup(
            Redis redis,
            BlobStore blobs,
            Scratch scratch,
            @All List<PassingKeys> passing,
            @ConfigProperty(name = "quarkus.application.version", defaultValue = "unknown") String version) {
        this.redis = new RedisCopy(redis, passing);
        this.blobs = new BlobCopy(blobs, scratch);
        this.version = version;
    }

    /** A sentence that says what was exported. */
    String export(Path folder) throws BackupException {
        try {
            if (Files.exists(folder) && !isEmpty(folder)) {
                throw new BackupException(folder + " is not empty; name a new folder.");
            }
            Files.createDirectories(folder);
            // Redis first: what it tells of has its blobs by now, or was deleted a moment later.
            long keys = redis.write(folder.resolve(REDIS));
            BlobCopy.Extent extent = blobs.write(Files.createDirectories(folder.resolve(BLOBS)), folder.resolve(LIST));
            Files.writeString(
                    folder.resolve(SUMMARY),
                    "version=" + version + "\nkeys=" + keys + "\nblobs=" + extent.count() + "\nbytes=" + extent.bytes()
                            + "\n");
            return "Exported " + keys + " keys and " + extent.count() + " blobs, " + extent.bytes() + " bytes, to "
                    + folder;
        } catch (IOException | UncheckedIOException e) {
            throw new BackupException("The export failed, and " + folder + " is not whole: " + e, e);
        }
    }

    /** A sentence that says what was imported. */
    String restore(Path folder) throws BackupException {
        try {
            Properties summary = summary(folder);
            if (!redis.isEmpty() || !blobs.isEmpty()) {
                throw new BackupException(
                        "There is something here already: uploads or videos, be it deleted ones, or blobs. Import into"
                                + " an empty Redis and an empty storage.");
            }
            BlobCopy.Extent extent = blobs.read(folder.resolve(BLOBS), folder.resolve(LIST));
            // Redis last: nothing is told of before it is there.
            long keys = redis.read(folder.resolve(REDIS));
            if (extent.count() != number(summary, "blobs") || keys != number(summary, "keys")) {
                throw new BackupException("The export is not whole: it has " + keys + " keys and " + extent.count()
                        + " blobs, but was of " + summary.getProperty("keys") + " and " + summary.getProperty("blobs")
                        + ".");
            }
            return "Imported " + keys + " keys and " + extent.count() + " blobs, " + extent.bytes() + " bytes, from "
                    + folder;
        } catch (IOException | UncheckedIOException e) {
            throw new BackupException("The import failed; empty Redis and storage before you try again: " + e, e);
        }
    }

    private static Properties summary(Path folder) throws IOException, BackupException {
        Path file = folder.resolve(SUMMARY);
        if (!Files.isRegularFile(file)) {
            throw new BackupException(folder + " holds no finished export: " + SUMMARY + " is missing.");
        }
        Properties summary = new Properties();
        try (Reader in = Files.newBufferedReader(file)) {
            summary.load(in);
        }
        return summary;
    }

    private static long number(Properties summary, String name) {
        return Long.parseLong(summary.getProperty(name, "-1"));
    }

    private static boolean isEmpty(Path folder) throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            return files.findAny().isEmpty();
        }
    }
}
