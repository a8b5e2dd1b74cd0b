package io.vitascope;

import io.quarkus.test.junit.QuarkusTestProfile;
import io.vitascope.storage.S3Server;
import java.util.Map;

/** Blobs in a bucket, sources in parts, and traces at a collector. */
public final class InABucket implements QuarkusTestProfile {

    @Override
    public Map<String, String> getConfigOverrides() {
        return Map.ofEntries(
                Map.entry("vitascope.storage.type", "s3"),
                Map.entry("vitascope.storage.s3.endpoint", S3Server.endpoint().toString()),
                Map.entry("vitascope.storage.s3.bucket", S3Server.bucket()),
                Map.entry("vitascope.storage.s3.path-style", "true"),
                Map.entry("vitascope.storage.s3.checksums", "false"),
                Map.entry("vitascope.storage.s3.part-size", "5M"),
                Map.entry("vitascope.storage.s3.access-key", S3Server.ACCESS_KEY),
                Map.entry("vitascope.storage.s3.secret-key", S3Server.SECRET_KEY),
                Map.entry("vitascope.upload.max-stored", "1T"),
                Map.entry("vitascope.catalog.orphan-grace", "0s"),
                Map.entry("quarkus.otel.exporter.otlp.endpoint", TraceCollector.endpoint()),
                Map.entry("quarkus.otel.exporter.otlp.protocol", "http/protobuf"),
                Map.entry("quarkus.otel.bsp.schedule.delay", "200ms"));
    }
}
