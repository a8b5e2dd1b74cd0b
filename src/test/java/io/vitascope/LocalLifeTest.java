package io.vitascope;

import io.quarkus.test.junit.QuarkusTest;
import java.util.List;

@QuarkusTest
class LocalLifeTest extends LifeOfAVideo {

    @Override
    List<String> unfinished(String id) {
        return List.of();
    }
}
