package io.vitascope.platform.grpc;

import io.grpc.stub.ServerCallStreamObserver;
import io.grpc.stub.StreamObserver;
import io.quarkus.grpc.GrpcService;
import io.smallrye.mutiny.infrastructure.Infrastructure;
import io.vitascope.contract.trial.Answer;
import io.vitascope.contract.trial.Order;
import io.vitascope.contract.trial.PlainTrialGrpc;
import io.vitascope.platform.TrialFailures;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;

@GrpcService
final class PlainTrialRpc extends PlainTrialGrpc.PlainTrialImplBase {

    /** Messages that {@link #collect} was handed and has not finished with; the most there ever were at once. */
    static final AtomicInteger MOST_WAITING = new AtomicInteger();

    @Override
    public void call(Order order, StreamObserver<Answer> answers) {
        String what = order.getWhat();
        if (what.startsWith("throw:")) {
            throw TrialFailures.named(what.substring("throw:".length()));
        }
        if (what.startsWith("fail:")) {
            answers.onError(TrialFailures.named(what.substring("fail:".length())));
            return;
        }
        answers.onNext(Answer.newBuilder().setSaid("here").build());
        answers.onCompleted();
    }

    /** Asks for a message only when it is done with the last, as a door that writes to disk does. */
    @Override
    public StreamObserver<Order> collect(StreamObserver<Answer> answers) {
        ServerCallStreamObserver<Answer> call = (ServerCallStreamObserver<Answer>) answers;
        call.disableAutoRequest();
        call.request(1);
        AtomicInteger waiting = new AtomicInteger();
        AtomicInteger bytes = new AtomicInteger();
        AtomicReference<CompletableFuture<Void>> last = new AtomicReference<>(CompletableFuture.completedFuture(null));
        return new StreamObserver<>() {
            @Override
            public void onNext(Order order) {
                MOST_WAITING.accumulateAndGet(waiting.incrementAndGet(), Math::max);
                then(() -> {
                    bytes.addAndGet(order.getBallast().size());
                    waiting.decrementAndGet();
                    call.request(1);
                });
            }

            @Override
            public void onError(Throwable failure) {}

            @Override
            public void onCompleted() {
                then(() -> {
                    answers.onNext(Answer.newBuilder().setSaid(bytes.toString()).build());
                    answers.onCompleted();
                });
            }

            private void then(Runnable step) {
                last.updateAndGet(before -> before.thenRunAsync(step, Infrastructure.getDefaultWorkerPool()));
            }
        };
    }
}
