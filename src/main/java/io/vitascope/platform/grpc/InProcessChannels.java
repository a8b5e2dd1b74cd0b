package io.vitascope.platform.grpc;

import io.grpc.ManagedChannelBuilder;
import io.grpc.Server;
import io.grpc.ServerBuilder;
import io.grpc.ServerInterceptor;
import io.grpc.ServerMethodDefinition;
import io.grpc.ServerServiceDefinition;
import io.grpc.inprocess.InProcessChannelBuilder;
import io.grpc.inprocess.InProcessServerBuilder;
import io.quarkus.grpc.runtime.config.GrpcClientConfiguration;
import io.quarkus.grpc.runtime.config.GrpcServerConfiguration;
import io.quarkus.grpc.spi.GrpcBuilderProvider;
import io.quarkus.runtime.LaunchMode;
import io.quarkus.runtime.ShutdownContext;
import io.quarkus.runtime.annotations.RegisterForReflection;
import io.vertx.core.Vertx;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.TimeUnit;

/**
 * Gives Quarkus the channel of a client that is in-process; the server at its other end is {@link InProcessServer}.
 *
 * <p>Only the client half of the interface is provided: Quarkus keeps its own server for the network. Public because
 * {@link java.util.ServiceLoader} asks for it.
 */
@RegisterForReflection
public final class InProcessChannels implements GrpcBuilderProvider<InProcessServerBuilder> {

    /**
     * Differs at every start, also at a reload in dev mode, which loads this class anew: names are registered once per
     * JVM, and the server of a start that failed must not keep the next one from its name.
     */
    static final String SERVER_NAME = "vitascope-" + UUID.randomUUID();

    @Override
    public boolean providesChannel(GrpcClientConfiguration client) {
        return client.inProcess().enabled();
    }

    @Override
    public ManagedChannelBuilder<?> createChannelBuilder(GrpcClientConfiguration client, String target) {
        // Answers arrive on the thread that sends them; stubs hand them on at once, so no executor is needed between.
        return InProcessChannelBuilder.forName(SERVER_NAME)
                .directExecutor()
                // Never: who wakes a channel also makes the calls that have come meanwhile, on their own thread.
                .idleTimeout(Long.MAX_VALUE, TimeUnit.NANOSECONDS);
    }

    @Override
    public String channelInfo(GrpcClientConfiguration client) {
        return "in-process";
    }

    @Override
    public String resolver() {
        return "inprocess";
    }

    @Override
    public boolean providesServer(GrpcServerConfiguration server) {
        return false;
    }

    @Override
    public ServerBuilder<InProcessServerBuilder> createServerBuilder(
            Vertx vertx, GrpcServerConfiguration server, LaunchMode launchMode) {
        throw noServer();
    }

    @Override
    public void startServer(Server server) {
        throw noServer();
    }

    @Override
    public void postStartup(Server server, ShutdownContext shutdown) {
        throw noServer();
    }

    @Override
    public void devModeReload(
            List<ServerServiceDefinition> services,
            Map<String, ServerMethodDefinition<?, ?>> methods,
            List<ServerInterceptor> interceptors,
            ShutdownContext shutdown) {
        throw noServer();
    }

    @Override
    public boolean serverAlreadyExists() {
        return false;
    }

    @Override
    public String serverInfo(String host, int port, GrpcServerConfiguration server) {
        throw noServer();
    }

    private static UnsupportedOperationException noServer() {
        return new UnsupportedOperationException("provides channels only");
    }
}
