package io.vitascope.platform.grpc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.google.protobuf.ByteString;
import com.google.rpc.ErrorInfo;
import io.grpc.Channel;
import io.grpc.Metadata;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.grpc.protobuf.StatusProto;
import io.grpc.stub.StreamObserver;
import io.quarkus.grpc.GrpcClient;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import io.vitascope.TightLimits;
import io.vitascope.contract.trial.Answer;
import io.vitascope.contract.trial.MutinyTrialGrpc;
import io.vitascope.contract.trial.Order;
import io.vitascope.contract.trial.PlainTrialGrpc;
import io.vitascope.kernel.ErrorCode;
import io.vitascope.platform.TrialFailures;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What callers of gRPC services see, in this process and over the network, of Mutiny doors and of plain ones. */
@QuarkusTest
@TestProfile(TightLimits.class)
class GrpcTest {

    private static final ByteString MEBIBYTE = ByteString.copyFrom(new byte[1 << 20]);
    private static final int CHUNKS = 40;

    @GrpcClient("near")
    MutinyTrialGrpc.MutinyTrialBlockingStub nearMutiny;

    @GrpcClient("far")
    MutinyTrialGrpc.MutinyTrialBlockingStub farMutiny;

    @GrpcClient("near")
    PlainTrialGrpc.PlainTrialBlockingStub nearPlain;

    @GrpcClient("far")
    PlainTrialGrpc.PlainTrialBlockingStub farPlain;

    @GrpcClient("near")
    Channel near;

    @GrpcClient("far")
    Channel far;

    @ParameterizedTest
    @EnumSource(ErrorCode.Kind.class)
    void aProblemOfEveryKindArrivesAsStatusAndTrailers(ErrorCode.Kind kind) throws Exception {
        for (StatusRuntimeException failure : failures(kind.name())) {
            assertThat(failure.getStatus().getCode()).isEqualTo(ProblemStatuses.grpcCode(kind));
            assertThat(failure.getStatus().getDescription()).isEqualTo("A sentence – with facts.");
            assertThat(trailer(failure, "problem-code")).isEqualTo(new TrialFailures.Code(kind).slug());
            assertThat(trailer(failure, "problem-retryable")).isIn("true", "false");
            ErrorInfo info = StatusProto.fromThrowable(failure).getDetails(0).unpack(ErrorInfo.class);
            assertThat(info.getMetadataMap()).containsEntry("limit_bytes", "7");
        }
    }

    @Test
    void anUnexpectedFailureTellsItsIdAndNothingElse() {
        for (String bug : List.of("bug", "illegal")) {
            for (StatusRuntimeException failure : failures(bug)) {
                assertThat(failure.getStatus().getCode()).isEqualTo(Status.Code.INTERNAL);
                assertThat(trailer(failure, "problem-code")).isEqualTo("platform/internal-error");
                assertThat(failure.getStatus().getDescription())
                        .containsPattern("[0-9a-f-]{36}")
                        .doesNotContain("vitascope", "Exception", "secret");
            }
        }
    }

    @Test
    void aSentenceThatNoClientWouldTakeIsCutOff() {
        for (StatusRuntimeException failure : failures("long")) {
            assertThat(failure.getStatus().getCode()).isEqualTo(Status.Code.NOT_FOUND);
            assertThat(failure.getStatus().getDescription()).startsWith("xxx").hasSizeLessThan(1_000);
        }
    }

    @Test
    void textThatIsNoVideoIdIsAnInvalidArgument() {
        for (StatusRuntimeException failure : failures("bad-id")) {
            assertThat(failure.getStatus().getCode()).isEqualTo(Status.Code.INVALID_ARGUMENT);
            assertThat(failure.getStatus().getDescription())
                    .contains("\"../etc\"")
                    .doesNotContain("vitascope");
        }
    }

    @Test
    void aCallWithoutADeadlineGetsOne() {
        List<CompletableFuture<StatusRuntimeException>> failures = List.of(nearMutiny, farMutiny).stream()
                .map(stub -> CompletableFuture.supplyAsync(
                        () -> catchThrowableOfType(StatusRuntimeException.class, () -> stub.call(order("sleep")))))
                .toList();
        assertThat(failures)
                .extracting(failure -> failure.join().getStatus().getCode())
                .containsExactly(Status.Code.DEADLINE_EXCEEDED, Status.Code.DEADLINE_EXCEEDED);
    }

    @Test
    void aCallersOwnDeadlineHolds() {
        assertThat(nearMutiny
                        .withDeadlineAfter(20, TimeUnit.SECONDS)
                        .call(order("sleep"))
                        .getSaid())
                .isEqualTo("awake");
    }

    @Test
    void chunksOfAMebibyteComeOneAtATimeWhenADoorAsksForThemSo() throws Exception {
        PlainTrialRpc.MOST_WAITING.set(0);
        for (Channel channel : List.of(near, far)) {
            CompletableFuture<Answer> answer = new CompletableFuture<>();
            StreamObserver<Order> orders = PlainTrialGrpc.newStub(channel).collect(completing(answer));
            for (int i = 0; i < CHUNKS; i++) {
                orders.onNext(Order.newBuilder().setBallast(MEBIBYTE).build());
            }
            orders.onCompleted();
            assertThat(answer.get(30, TimeUnit.SECONDS).getSaid()).isEqualTo(String.valueOf(CHUNKS << 20));
        }
        assertThat(PlainTrialRpc.MOST_WAITING).hasValue(1);
    }

    /** Thrown and reported, by both kinds of doors, near and far. */
    private List<StatusRuntimeException> failures(String name) {
        List<Function<Order, Answer>> calls =
                List.of(nearMutiny::call, farMutiny::call, nearPlain::call, farPlain::call);
        return calls.stream()
                .flatMap(call -> List.of("throw:", "fail:").stream()
                        .map(how -> catchThrowableOfType(
                                StatusRuntimeException.class, () -> call.apply(order(how + name)))))
                .toList();
    }

    private static Order order(String what) {
        return Order.newBuilder().setWhat(what).build();
    }

    private static String trailer(StatusRuntimeException failure, String name) {
        return failure.getTrailers().get(Metadata.Key.of(name, Metadata.ASCII_STRING_MARSHALLER));
    }

    static StreamObserver<Answer> completing(CompletableFuture<Answer> answer) {
        return new StreamObserver<>() {
            @Override
            public void onNext(Answer value) {
                answer.complete(value);
            }

            @Override
            public void onError(Throwable failure) {
                answer.completeExceptionally(failure);
            }

            @Override
            public void onCompleted() {}
        };
    }
}
