package io.vitascope.outbox;

import io.opentelemetry.api.trace.propagation.W3CTraceContextPropagator;
import io.opentelemetry.context.Context;
import io.opentelemetry.context.propagation.TextMapGetter;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.header.Headers;
import org.jspecify.annotations.Nullable;

/**
 * The trace that an event belongs to, as text that waits in Redis and travels in Kafka's headers: {@code traceparent}
 * of the W3C's Trace Context. Without tracing there is none. Threads: safe for all.
 */
public final class TraceContext {

    static final String FIELD = "traceparent";

    private static final W3CTraceContextPropagator FORMAT = W3CTraceContextPropagator.getInstance();

    private TraceContext() {}

    /** Of what the calling thread is doing. */
    static Optional<String> current() {
        Map<String, String> fields = new HashMap<>();
        FORMAT.inject(Context.current(), fields, (carrier, key, value) -> fields.put(key, value));
        return Optional.ofNullable(fields.get(FIELD));
    }

    static Context of(String traceparent) {
        return FORMAT.extract(Context.root(), traceparent, new TextMapGetter<>() {
            @Override
            public Iterable<String> keys(String carrier) {
                return List.of(FIELD);
            }

            @Override
            public @Nullable String get(@Nullable String carrier, String key) {
                return key.equals(FIELD) ? carrier : null;
            }
        });
    }

    /** Of a record that was read without a channel; the root context if it has no trace. */
    public static Context of(Headers headers) {
        Header header = headers.lastHeader(FIELD);
        return header == null ? Context.root() : of(new String(header.value(), StandardCharsets.US_ASCII));
    }
}
