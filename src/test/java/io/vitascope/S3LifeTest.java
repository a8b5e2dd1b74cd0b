package io.vitascope;

import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import io.vitascope.storage.S3Server;
import jakarta.inject.Inject;
import java.util.List;
import org.eclipse.microprofile.config.inject.ConfigProperty;

@QuarkusTest
@TestProfile(InABucket.class)
class S3LifeTest extends LifeOfAVideo {

    @Inject
    @ConfigProperty(name = "vitascope.storage.s3.bucket")
    String bucket;

    @Override
    List<String> unfinished(String id) {
        return S3Server.unfinished(bucket).stream()
                .filter(key -> key.contains(id))
                .toList();
    }
}
