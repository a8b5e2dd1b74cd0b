package io.vitascope;

import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import io.vitascope.storage.S3Server;
import java.io.IOException;
import java.util.List;

@QuarkusTest
@TestProfile(InABucket.class)
class S3LifeTest extends LifeOfAVideo {

    @Override
    List<String> stored(String id) throws IOException {
        return S3Server.keysWith(id);
    }
}
