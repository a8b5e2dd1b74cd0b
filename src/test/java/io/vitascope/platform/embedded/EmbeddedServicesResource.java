package io.vitascope.platform.embedded;

import io.quarkus.runtime.configuration.ConfigUtils;
import io.quarkus.test.common.QuarkusTestResourceLifecycleManager;
import java.nio.file.Path;
import java.util.Map;
import org.eclipse.microprofile.config.Config;

/**
 * A real Redis and a real Kafka for every {@code @QuarkusTest}, with nothing to annotate: META-INF/services names this
 * class.
 *
 * <p>External ones, named as for the application, are used instead and not emptied.
 */
public final class EmbeddedServicesResource implements QuarkusTestResourceLifecycleManager {

    private final EmptyServices services = new EmptyServices(Path.of("target", "test-data"));
    private Map<String, String> given = Map.of();
    private String kafka = "";

    @Override
    public Map<String, String> start() {
        Config config = ConfigUtils.configBuilder().build();
        given = services.start(key -> config.getOptionalValue(key, String.class));
        kafka = config.getOptionalValue(EmbeddedSettings.KAFKA_SERVERS, String.class)
                .orElseGet(() -> given.getOrDefault(EmbeddedSettings.KAFKA_SERVERS, ""));
        return given;
    }

    /** Also where the application is a process of its own, and nothing can be injected by it. */
    @Override
    public void inject(TestInjector tests) {
        tests.injectIntoFields(kafka, new TestInjector.AnnotatedAndMatchesType(KafkaServers.class, String.class));
    }

    @Override
    public void stop() {
        // Quarkus keeps what it got as system properties, which would name external services to the next start.
        given.forEach((key, value) -> System.getProperties().remove(key, value));
        services.close();
    }
}
