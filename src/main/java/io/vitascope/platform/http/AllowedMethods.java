package io.vitascope.platform.http;

import io.quarkus.resteasy.reactive.server.runtime.ResteasyReactiveRecorder;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import org.jboss.resteasy.reactive.server.handlers.ClassRoutingHandler;
import org.jboss.resteasy.reactive.server.handlers.RestInitialHandler;
import org.jboss.resteasy.reactive.server.mapping.RequestMapper;
import org.jboss.resteasy.reactive.server.mapping.RuntimeResource;

/**
 * The methods that an address knows, for the {@code Allow} header that RFC 9110 demands of a 405 and the REST framework
 * leaves out. Asks the framework's own routing tables.
 */
record AllowedMethods(Collection<String> names) {

    static AllowedMethods of(String path) {
        TreeSet<String> names = new TreeSet<>(List.of("OPTIONS"));
        for (var resource : ResteasyReactiveRecorder.getCurrentDeployment().getClassMappers()) {
            var match = new RequestMapper<>(new ArrayList<>(List.of(resource))).map(path);
            if (match != null) {
                collect(match, names);
            }
        }
        if (names.contains("GET")) {
            names.add("HEAD");
        }
        return new AllowedMethods(names);
    }

    String header() {
        return String.join(", ", names);
    }

    private static void collect(
            RequestMapper.RequestMatch<RestInitialHandler.InitialMatch> match, Collection<String> names) {
        if (!(match.value.handlers[0] instanceof ClassRoutingHandler routing)) {
            return;
        }
        String remaining = match.remaining.isEmpty() ? "/" : match.remaining;
        for (Map.Entry<String, RequestMapper<RuntimeResource>> method :
                routing.getMappers().entrySet()) {
            if (method.getKey() != null && method.getValue().map(remaining) != null) {
                names.add(method.getKey());
            }
        }
    }
}
