package io.vitascope.platform.grpc;

import io.quarkus.grpc.GrpcService;
import io.smallrye.mutiny.Uni;
import io.smallrye.mutiny.infrastructure.Infrastructure;
import io.vitascope.contract.trial.Answer;
import io.vitascope.contract.trial.MutinyTrial;
import io.vitascope.contract.trial.Order;
import io.vitascope.platform.TrialFailures;
import java.time.Duration;

@GrpcService
final class MutinyTrialRpc implements MutinyTrial {

    @Override
    public Uni<Answer> call(Order order) {
        String what = order.getWhat();
        if (what.startsWith("throw:")) {
            throw TrialFailures.named(what.substring("throw:".length()));
        }
        if (what.equals("sleep")) {
            return Uni.createFrom().item(answer("awake")).onItem().delayIt().by(Duration.ofSeconds(5));
        }
        return Uni.createFrom().item(() -> work(what)).runSubscriptionOn(Infrastructure.getDefaultWorkerPool());
    }

    private static Answer work(String what) {
        if (what.startsWith("fail:")) {
            throw TrialFailures.named(what.substring("fail:".length()));
        }
        return answer(Thread.currentThread().getName());
    }

    private static Answer answer(String said) {
        return Answer.newBuilder().setSaid(said).build();
    }
}
