package io.vitascope;

import io.quarkus.test.junit.QuarkusTestProfile;
import io.vitascope.storage.S3Server;
import java.util.Map;

/** Blobs in a bucket, and sources in parts. */
public final class InABucket implements QuarkusTestProfile {

    @Override
    public Map<String, String> getConfigOverrides() {
        return Map.of(
                "vitascope.storage.type",
                "s3",
                "vitascope.storage.s3.endpoint",
                S3Server.endpoint().toString(),
                "vitascope.storage.s3.bucket",
                S3Server.bucket(),
                "vitascope.storage.s3.path-style",
                "true",
                "vitascope.storage.s3.checksums",
                "false",
                "vitascope.storage.s3.part-size",
                "5M",
                "vitascope.catalog.orphan-grace",
                "0s",
                "vitascope.storage.s3.access-key",
                S3Server.ACCESS_KEY,
                "vitascope.storage.s3.secret-key",
                S3Server.SECRET_KEY);
    }
}
