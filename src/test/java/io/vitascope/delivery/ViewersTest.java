package io.vitascope.delivery;

import io.quarkus.test.common.http.TestHTTPResource;
import io.vitascope.kernel.VideoId;
import io.vitascope.storage.BlobStore;
import jakarta.inject.Inject;
import java.net.URL;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.TestInstance;

/** One video of the real catalog, of which the test publishes what its viewers are to find. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
abstract class ViewersTest {

    @TestHTTPResource
    @SuppressWarnings("NullAway.Init")
    URL server;

    @Inject
    BlobStore blobs;

    @Inject
    @ConfigProperty(name = "kafka.bootstrap.servers")
    String brokers;

    @SuppressWarnings("NullAway.Init")
    CatalogFacts catalog;

    final VideoId id = VideoId.create(System.currentTimeMillis());
    final String video = "/api/v1/videos/" + id;

    @BeforeAll
    void connect() throws Exception {
        catalog = new CatalogFacts(brokers, server);
    }

    @AfterAll
    void disconnect() {
        catalog.close();
    }
}
