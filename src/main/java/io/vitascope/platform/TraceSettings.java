package io.vitascope.platform;

import io.smallrye.config.ConfigSourceContext;
import io.smallrye.config.ConfigSourceFactory;
import io.smallrye.config.ConfigValue;
import io.smallrye.config.PropertiesConfigSource;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.stream.Stream;
import org.eclipse.microprofile.config.spi.ConfigSource;

/**
 * Traces are made when somebody said where to send them, by OpenTelemetry's own names ({@code
 * OTEL_EXPORTER_OTLP_ENDPOINT}) or Quarkus's, and otherwise cost nothing.
 *
 * <p>Public because {@link java.util.ServiceLoader} asks for it.
 */
public final class TraceSettings implements ConfigSourceFactory {

    private static final List<String> ENDPOINTS = List.of(
            "quarkus.otel.exporter.otlp.endpoint",
            "quarkus.otel.exporter.otlp.traces.endpoint",
            "otel.exporter.otlp.endpoint",
            "otel.exporter.otlp.traces.endpoint");
    /**
     * Above application.properties (250), below the environment (300): who switches tracing off there has the last
     * word.
     */
    private static final int ORDINAL = 260;
    /** Quarkus's defaults come from sources below this one. */
    private static final int LEAST_SAID = 0;

    @Override
    public Iterable<ConfigSource> getConfigSources(ConfigSourceContext context) {
        return ENDPOINTS.stream().flatMap(name -> said(context, name)).findFirst().stream()
                .<ConfigSource>map(endpoint -> new PropertiesConfigSource(
                        Map.of(
                                "quarkus.otel.sdk.disabled", "false",
                                "mp.messaging.connector.smallrye-kafka.tracing-enabled", "true",
                                "quarkus.otel.exporter.otlp.endpoint", endpoint),
                        "vitascope.tracing",
                        ORDINAL))
                .toList();
    }

    private static Stream<String> said(ConfigSourceContext context, String name) {
        ConfigValue value = context.getValue(name);
        if (value == null || value.getValue() == null || value.getConfigSourceOrdinal() < LEAST_SAID) {
            return Stream.empty();
        }
        return Stream.of(value.getValue().strip()).filter(endpoint -> !endpoint.isEmpty());
    }

    @Override
    public OptionalInt getPriority() {
        return OptionalInt.of(ORDINAL);
    }
}
