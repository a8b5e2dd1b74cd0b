package io.vitascope.storage;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.Optional;
import java.util.function.Supplier;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.AwsCredentialsProvider;
import software.amazon.awssdk.auth.credentials.DefaultCredentialsProvider;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.awscore.retry.AwsRetryStrategy;
import software.amazon.awssdk.core.checksums.RequestChecksumCalculation;
import software.amazon.awssdk.core.checksums.ResponseChecksumValidation;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.http.apache.ApacheHttpClient;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.s3.LegacyMd5Plugin;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.S3ClientBuilder;
import software.amazon.awssdk.services.s3.S3Configuration;
import software.amazon.awssdk.services.s3.model.NoSuchBucketException;
import software.amazon.awssdk.services.s3.model.S3Exception;
import software.amazon.awssdk.services.s3.presigner.S3Presigner;

/**
 * A bucket and the client that reaches it.
 *
 * <p>Threads: safe for all. Errors: {@link UncheckedIOException} when all tries have failed, with what the store said.
 */
final class S3Bucket implements AutoCloseable {

    private static final Duration CONNECT = Duration.ofSeconds(5);

    private final S3Config config;
    private final String name;
    private final String prefix;
    private final S3Client client;
    /** Adds no checksum of its own to what can do without one. */
    private final S3Client plainClient;

    private final S3Presigner presigner;

    S3Bucket(S3Config config) {
        this.config = config;
        this.name = config.bucket()
                .orElseThrow(() -> new IllegalStateException(
                        "vitascope.storage.type is s3, so vitascope.storage.s3.bucket must name a bucket"));
        this.prefix = config.prefix().map(text -> text + "/").orElse("");
        AwsCredentialsProvider credentials = credentials(config);
        Region region = Region.of(config.region());
        S3Configuration style = S3Configuration.builder()
                .pathStyleAccessEnabled(config.pathStyle())
                .build();
        S3Presigner.Builder signs = S3Presigner.builder()
                .credentialsProvider(credentials)
                .region(region)
                .serviceConfiguration(style);
        config.publicEndpoint().or(config::endpoint).ifPresent(signs::endpointOverride);
        this.presigner = signs.build();
        this.client = client(config, credentials, style, config.checksums());
        this.plainClient = config.checksums() ? client(config, credentials, style, /* checksums= */ false) : client;
    }

    /** A builder makes one client: the first {@code build} writes into it. */
    private static S3Client client(
            S3Config config, AwsCredentialsProvider credentials, S3Configuration style, boolean checksums) {
        S3ClientBuilder builder = S3Client.builder()
                .credentialsProvider(credentials)
                .region(Region.of(config.region()))
                .serviceConfiguration(style)
                .requestChecksumCalculation(
                        checksums
                                ? RequestChecksumCalculation.WHEN_SUPPORTED
                                : RequestChecksumCalculation.WHEN_REQUIRED)
                .responseChecksumValidation(ResponseChecksumValidation.WHEN_REQUIRED)
                .overrideConfiguration(
                        override -> override.retryStrategy(AwsRetryStrategy.standardRetryStrategy().toBuilder()
                                .maxAttempts(config.attempts())
                                .build()))
                .httpClientBuilder(ApacheHttpClient.builder()
                        .connectionTimeout(CONNECT)
                        .socketTimeout(config.patience())
                        .maxConnections(config.connections()));
        config.endpoint().ifPresent(builder::endpointOverride);
        if (!checksums) {
            builder.addPlugin(LegacyMd5Plugin.create()); // of a deletion S3 demands some checksum
        }
        return builder.build();
    }

    private static AwsCredentialsProvider credentials(S3Config config) {
        Optional<String> key = config.accessKey();
        Optional<String> secret = config.secretKey();
        if (key.isPresent() != secret.isPresent()) {
            throw new IllegalStateException(
                    "vitascope.storage.s3.access-key and vitascope.storage.s3.secret-key belong together; one is"
                            + " missing");
        }
        if (key.isPresent() && secret.isPresent()) {
            return StaticCredentialsProvider.create(AwsBasicCredentials.create(key.get(), secret.get()));
        }
        return DefaultCredentialsProvider.builder().build();
    }

    S3Config config() {
        return config;
    }

    String name() {
        return name;
    }

    S3Client client() {
        return client;
    }

    S3Client plainClient() {
        return plainClient;
    }

    S3Presigner presigner() {
        return presigner;
    }

    /** The object's name in the bucket. */
    String object(BlobKey key) {
        return prefix + key;
    }

    /** What the object is called below our prefix. */
    String name(String object) {
        return object.substring(prefix.length());
    }

    /** @throws IllegalStateException with what to do, when there is no such bucket or it does not let us in */
    void require() {
        try {
            client.headBucket(request -> request.bucket(name));
        } catch (NoSuchBucketException e) {
            throw new IllegalStateException(
                    "There is no bucket " + name + "; create it, or name another one in"
                            + " vitascope.storage.s3.bucket",
                    e);
        } catch (S3Exception e) {
            if (e.statusCode() == 403 || e.statusCode() == 301) {
                throw new IllegalStateException(
                        "The bucket " + name + " does not let this server in: " + e.getMessage(), e);
            }
            throw failed(e);
        } catch (SdkException e) {
            throw failed(e);
        }
    }

    /** What {@code request} answers; empty when there is no such object. */
    <T> Optional<T> ask(Supplier<T> request) {
        try {
            return Optional.of(request.get());
        } catch (S3Exception e) {
            if (e.statusCode() == 404) {
                return Optional.empty();
            }
            throw failed(e);
        } catch (SdkException e) {
            throw failed(e);
        }
    }

    UncheckedIOException failed(SdkException e) {
        return new UncheckedIOException(new IOException("bucket " + name + ": " + e.getMessage(), e));
    }

    @Override
    public void close() {
        client.close();
        plainClient.close();
        presigner.close();
    }
}
