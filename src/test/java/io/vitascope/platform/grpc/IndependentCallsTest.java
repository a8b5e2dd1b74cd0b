package io.vitascope.platform.grpc;

import static org.assertj.core.api.Assertions.assertThat;

import io.grpc.Attributes;
import io.grpc.ManagedChannel;
import io.grpc.Server;
import io.grpc.ServerTransportFilter;
import io.grpc.inprocess.InProcessChannelBuilder;
import io.grpc.inprocess.InProcessServerBuilder;
import io.vertx.core.Vertx;
import io.vertx.core.impl.VertxInternal;
import io.vitascope.contract.trial.Answer;
import io.vitascope.contract.trial.Order;
import io.vitascope.contract.trial.PlainTrialGrpc;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class IndependentCallsTest {

    @Test
    void whoWakesAChannelMakesTheirOwnCallWhateverOthersHaveCalledMeanwhile() throws Exception {
        CompletableFuture<ManagedChannel> woken = new CompletableFuture<>();
        CompletableFuture<Answer> others = new CompletableFuture<>();
        Server server = InProcessServerBuilder.forName("independent-calls")
                .directExecutor()
                .addService(new PlainTrialRpc())
                .addTransportFilter(new ServerTransportFilter() {
                    @Override
                    public Attributes transportReady(Attributes attributes) {
                        Thread somebodyElse = new Thread(() -> PlainTrialGrpc.newStub(woken.join())
                                .call(Order.getDefaultInstance(), GrpcTest.completing(others)));
                        somebodyElse.start();
                        try {
                            somebodyElse.join();
                        } catch (InterruptedException e) {
                            throw new IllegalStateException(e);
                        }
                        return attributes;
                    }
                })
                .build()
                .start();
        ManagedChannel channel = InProcessChannelBuilder.forName("independent-calls")
                .directExecutor()
                .intercept(new IndependentCalls())
                .build();
        woken.complete(channel);
        Vertx vertx = Vertx.vertx();
        try {
            CompletableFuture<String> said = new CompletableFuture<>();
            ((VertxInternal) vertx).createEventLoopContext().duplicate().dispatch(() -> {
                try {
                    said.complete(PlainTrialGrpc.newBlockingStub(channel)
                            .call(Order.getDefaultInstance())
                            .getSaid());
                } catch (RuntimeException failure) {
                    said.completeExceptionally(failure);
                }
            });
            assertThat(said.get(10, TimeUnit.SECONDS)).isEqualTo("here");
            assertThat(others.get(10, TimeUnit.SECONDS).getSaid()).isEqualTo("here");
        } finally {
            channel.shutdownNow();
            server.shutdownNow();
            vertx.close().toCompletionStage().toCompletableFuture().get(10, TimeUnit.SECONDS);
        }
    }
}
