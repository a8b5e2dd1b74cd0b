package io.vitascope.platform.http;

import io.quarkus.resteasy.reactive.server.runtime.ResteasyReactiveRecorder;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;
import org.jboss.resteasy.reactive.server.handlers.ClassRoutingHandler;
import org.jboss.resteasy.reactive.server.handlers.RestInitialHandler;
import org.jboss.resteasy.reactive.server.mapping.RequestMapper;
import org.jboss.resteasy.reactive.server.mapping.RuntimeResource;

/**
 * What an address leads to, in the REST framework's own routing tables: its template, and the methods that it knows,
 * for the {@code Allow} header that RFC 9110 demands of a 405 and the framework leaves out.
 */
record RestRoute(Optional<String> template, Collection<String> methods) {

    static RestRoute of(String path) {
        TreeSet<String> methods = new TreeSet<>(List.of("OPTIONS"));
        Optional<String> template = Optional.empty();
        for (var resource : ResteasyReactiveRecorder.getCurrentDeployment().getClassMappers()) {
            var match = new RequestMapper<>(new ArrayList<>(List.of(resource))).map(path);
            if (match != null && match.value.handlers[0] instanceof ClassRoutingHandler routing) {
                Optional<String> found = collect(match, routing, methods);
                template = template.or(() -> found);
            }
        }
        if (methods.contains("GET")) {
            methods.add("HEAD");
        }
        return new RestRoute(template, methods);
    }

    String allowed() {
        return String.join(", ", methods);
    }

    /** The template of the rest of the address, if some method knows it. */
    private static Optional<String> collect(
            RequestMapper.RequestMatch<RestInitialHandler.InitialMatch> match,
            ClassRoutingHandler routing,
            Collection<String> methods) {
        String remaining = match.remaining.isEmpty() ? "/" : match.remaining;
        Optional<String> template = Optional.empty();
        for (Map.Entry<String, RequestMapper<RuntimeResource>> method :
                routing.getMappers().entrySet()) {
            var found = method.getKey() == null ? null : method.getValue().map(remaining);
            if (found != null) {
                methods.add(method.getKey());
                template =
                        Optional.of((match.template.template + found.template.template).replaceFirst("(?<=.)/$", ""));
            }
        }
        return template;
    }
}
