package io.vitascope;

import io.quarkus.test.junit.QuarkusTest;
import java.io.IOException;
import java.util.List;

@QuarkusTest
class LocalLifeTest extends LifeOfAVideo {

    @Override
    List<String> stored(String id) throws IOException {
        return below(DATA.resolve("blobs"), id);
    }
}
