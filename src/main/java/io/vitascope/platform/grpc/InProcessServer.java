package io.vitascope.platform.grpc;

import io.grpc.BindableService;
import io.grpc.Server;
import io.grpc.ServerInterceptor;
import io.grpc.ServerInterceptors;
import io.grpc.inprocess.InProcessServerBuilder;
import io.quarkus.arc.Arc;
import io.quarkus.grpc.GrpcService;
import io.quarkus.grpc.runtime.ServerInterceptorStorage;
import io.quarkus.runtime.StartupEvent;
import jakarta.annotation.PreDestroy;
import jakarta.annotation.Priority;
import jakarta.enterprise.event.Observes;
import jakarta.enterprise.inject.Any;
import jakarta.enterprise.inject.Instance;
import jakarta.enterprise.inject.spi.Prioritized;
import jakarta.inject.Singleton;
import java.io.IOException;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Serves every gRPC service of this process to the process itself, without a socket, beside the network server of
 * Quarkus and through the same global interceptors, but for those that make contexts for calls from the network: here a
 * call runs in the contexts of its caller, which they would end.
 *
 * <p>Threads: a call begins on the thread of its caller. On the network that is an event loop, so a door hands what
 * blocks to {@link BlockingCalls}, which keep it where it is if they may.
 *
 * <p>Life: begins before anything else at start-up, so that a first client finds it; ends with the beans, after the
 * shutdown of whoever may still call.
 */
@Singleton
final class InProcessServer {

    private static final long PATIENCE_SECONDS = 5;
    /** The package of Quarkus's interceptors of that kind. */
    private static final String CONTEXTS = "io.quarkus.grpc.runtime.supports.context.";

    private final Instance<BindableService> services;
    private final ServerInterceptorStorage interceptors;
    private @Nullable Server server;

    InProcessServer(@GrpcService Instance<BindableService> services, ServerInterceptorStorage interceptors) {
        this.services = services;
        this.interceptors = interceptors;
    }

    void start(@Observes @Priority(1) StartupEvent event) throws IOException {
        List<ServerInterceptor> around = globalInterceptors();
        InProcessServerBuilder builder =
                InProcessServerBuilder.forName(InProcessChannels.SERVER_NAME).directExecutor();
        for (BindableService service : services) {
            builder.addService(ServerInterceptors.intercept(service, around));
        }
        server = builder.build().start();
    }

    @PreDestroy
    void stop() throws InterruptedException {
        Server last = server;
        if (last != null && !last.shutdown().awaitTermination(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
            last.shutdownNow();
        }
    }

    /** In the order in which Quarkus applies them: the one with the highest priority comes last and runs first. */
    private List<ServerInterceptor> globalInterceptors() {
        return interceptors.getGlobalInterceptors().stream()
                .filter(type -> !type.getName().startsWith(CONTEXTS))
                .map(type -> (ServerInterceptor)
                        Arc.container().instance(type, Any.Literal.INSTANCE).get())
                .sorted(Comparator.comparingInt(InProcessServer::priority))
                .toList();
    }

    private static int priority(ServerInterceptor interceptor) {
        return interceptor instanceof Prioritized prioritized ? prioritized.getPriority() : 0;
    }
}
