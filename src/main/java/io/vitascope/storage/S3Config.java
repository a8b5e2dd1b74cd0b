package io.vitascope.storage;

import io.quarkus.runtime.configuration.MemorySize;
import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import java.net.URI;
import java.time.Duration;
import java.util.Optional;

/** {@code vitascope.storage.s3.*}: the bucket, and how it is spoken to. */
@ConfigMapping(prefix = "vitascope.storage.s3")
interface S3Config {

    enum Delivery {
        /** Bytes pass through this server. */
        STREAM,
        /** Players are sent to the bucket with an address that is good for {@code link-expiry}. */
        REDIRECT
    }

    /** The bucket that has the blobs; it must be there already. */
    Optional<String> bucket();

    /** Of a store that is not Amazon's: {@code https://s3.example.org}. */
    Optional<URI> endpoint();

    /**
     * The same store as clients reach it, if that is under another name: the addresses of direct uploads and of
     * {@code delivery=redirect} are signed for it.
     */
    Optional<URI> publicEndpoint();

    /** Of the bucket; stores of one's own mostly take any. */
    @WithDefault("us-east-1")
    String region();

    /** The bucket in the path instead of the host's name, as most stores of one's own want it. */
    @WithDefault("false")
    boolean pathStyle();

    /** In front of every key, without slashes at its ends. */
    Optional<String> prefix();

    /** With {@code secret-key}; without both the default chain of the AWS SDK finds credentials. */
    Optional<String> accessKey();

    /** With {@code access-key}. */
    Optional<String> secretKey();

    /** {@code AES256} or {@code aws:kms}, asked for with every object. */
    Optional<String> encryption();

    /** For {@code aws:kms}; without it the bucket's own. */
    Optional<String> kmsKey();

    /** Files larger than this are sent in parts of just this size; 10,000 of them are the most that a blob can have. */
    @WithDefault("16M")
    MemorySize partSize();

    /**
     * A CRC32 with every object and part. Off for stores that do not know the header; deletions, of which S3
     * demands one, have a {@code Content-MD5} beside it then.
     */
    @WithDefault("true")
    boolean checksums();

    /** Tries of one request, the first included. */
    @WithDefault("4")
    @Min(1)
    @Max(20)
    int attempts();

    /** A request that hears nothing for so long is tried again. */
    @WithDefault("30s")
    Duration patience();

    /** Connections at a time. */
    @WithDefault("64")
    @Min(4)
    int connections();

    /** Parts that are sent at a time while uploads still arrive. */
    @WithDefault("4")
    @Min(1)
    @Max(64)
    int senders();

    /** How players get media: {@code stream}, through this server, or {@code redirect}, from the bucket itself. */
    @WithDefault("stream")
    Delivery delivery();

    /** How long an address that is given out works, 7 days at most. */
    @WithDefault("1h")
    Duration linkExpiry();

    /**
     * Disk for copies of sources that workers read; the least recently used go first, and sooner where the disk is short
     * of room for something else.
     */
    @WithDefault("50G")
    MemorySize copiesMaxSize();

    /** A copy that nobody has read for so long is removed. */
    @WithDefault("1h")
    Duration copiesExpiry();
}
