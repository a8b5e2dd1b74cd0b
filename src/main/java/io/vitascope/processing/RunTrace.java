package io.vitascope.processing;

import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.SpanKind;
import io.opentelemetry.api.trace.StatusCode;
import io.opentelemetry.api.trace.Tracer;
import io.opentelemetry.context.Context;
import java.util.HashMap;
import java.util.Map;

/**
 * A run as spans: itself, the way to the first segment, and each rendition. The child process has no exporter of its
 * own; its reports say when what began and ended there.
 *
 * <p>Confined to the thread that runs the job.
 */
final class RunTrace implements AutoCloseable {

    private final Tracer tracer;
    private final Span run;
    private final Span untilPlayable;
    private final Map<String, Span> renditions = new HashMap<>();

    RunTrace(Tracer tracer, Lease lease) {
        this.tracer = tracer;
        this.run = tracer.spanBuilder("transcode")
                .setSpanKind(SpanKind.CONSUMER)
                .setAttribute("vitascope.video.id", lease.id().toString())
                .setAttribute("vitascope.generation", lease.generation())
                .startSpan();
        this.untilPlayable = part("first segment");
    }

    private Span part(String name) {
        return tracer.spanBuilder(name).setParent(context()).startSpan();
    }

    /** In which what is done belongs to the run. */
    Context context() {
        return Context.current().with(run);
    }

    void planned() {
        run.addEvent("planned");
    }

    void playable() {
        untilPlayable.end();
    }

    /** Again, when the child process has begun anew. */
    void started(String rendition) {
        ended(rendition);
        renditions.put(rendition, part("rendition " + rendition));
    }

    void ended(String rendition) {
        Span span = renditions.remove(rendition);
        if (span != null) {
            span.end();
        }
    }

    void failed(String why) {
        run.setStatus(StatusCode.ERROR, why);
    }

    @Override
    public void close() {
        renditions.values().forEach(Span::end);
        untilPlayable.end();
        run.end();
    }
}
