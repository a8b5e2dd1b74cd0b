package io.vitascope.delivery;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.google.protobuf.ByteString;
import io.grpc.CallOptions;
import io.grpc.ClientCall;
import io.grpc.ManagedChannel;
import io.grpc.Metadata;
import io.grpc.Server;
import io.grpc.Status;
import io.grpc.inprocess.InProcessChannelBuilder;
import io.grpc.inprocess.InProcessServerBuilder;
import io.grpc.stub.ServerCallStreamObserver;
import io.grpc.stub.StreamObserver;
import io.vitascope.contract.delivery.DeliveryServiceGrpc;
import io.vitascope.contract.delivery.StreamVideoRequest;
import io.vitascope.contract.delivery.StreamVideoResponse;
import java.io.InputStream;
import java.time.Duration;
import java.util.Arrays;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** A real call of a stream without an end, and a reader that stops. */
class ChunkedCallTest {

    private static final int CHUNK_BYTES = 1_000;
    private static final Duration WAIT = Duration.ofSeconds(20);

    private final ExecutorService workers = Executors.newFixedThreadPool(2);
    private final Endless source = new Endless();
    private final AtomicInteger received = new AtomicInteger();
    private final CompletableFuture<Status> closed = new CompletableFuture<>();
    private Duration patience = Duration.ofHours(1);

    private static final class Endless extends InputStream {

        private final AtomicLong readBytes = new AtomicLong();
        private final CompletableFuture<Void> over = new CompletableFuture<>();

        @Override
        public int read() {
            readBytes.incrementAndGet();
            return 1;
        }

        @Override
        public int read(byte[] into, int from, int length) {
            Arrays.fill(into, from, from + length, (byte) 1);
            readBytes.addAndGet(length);
            return length;
        }

        @Override
        public void close() {
            over.complete(null);
        }
    }

    private final class Door extends DeliveryServiceGrpc.DeliveryServiceImplBase {

        @Override
        public void streamVideo(StreamVideoRequest request, StreamObserver<StreamVideoResponse> responses) {
            ChunkedCall.answer(
                    (ServerCallStreamObserver<StreamVideoResponse>) responses,
                    workers,
                    CHUNK_BYTES,
                    patience,
                    () -> new ChunkedCall.Source<>() {
                        @Override
                        public InputStream bytes() {
                            return source;
                        }

                        @Override
                        public StreamVideoResponse message(byte[] chunk, int length, boolean first) {
                            return StreamVideoResponse.newBuilder()
                                    .setData(ByteString.copyFrom(chunk, 0, length))
                                    .build();
                        }
                    });
        }
    }

    private interface Reader {
        void read(ClientCall<StreamVideoRequest, StreamVideoResponse> call) throws Exception;
    }

    private void withReader(Reader reader) throws Exception {
        String name = InProcessServerBuilder.generateName();
        Server server = InProcessServerBuilder.forName(name)
                .directExecutor()
                .addService(new Door())
                .build()
                .start();
        ManagedChannel channel =
                InProcessChannelBuilder.forName(name).directExecutor().build();
        try {
            ClientCall<StreamVideoRequest, StreamVideoResponse> call =
                    channel.newCall(DeliveryServiceGrpc.getStreamVideoMethod(), CallOptions.DEFAULT);
            call.start(
                    new ClientCall.Listener<>() {
                        @Override
                        public void onMessage(StreamVideoResponse message) {
                            received.incrementAndGet();
                        }

                        @Override
                        public void onClose(Status status, Metadata trailers) {
                            closed.complete(status);
                        }
                    },
                    new Metadata());
            call.sendMessage(StreamVideoRequest.getDefaultInstance());
            call.halfClose();
            reader.read(call);
        } finally {
            channel.shutdownNow();
            server.shutdownNow();
        }
    }

    @AfterEach
    void close() {
        workers.shutdownNow();
    }

    @Test
    void noMoreIsReadThanTheReaderHasAskedFor() throws Exception {
        withReader(call -> {
            call.request(5);
            await().atMost(WAIT).until(() -> received.get() == 5);
            assertThat(source.readBytes.get()).isEqualTo(5 * CHUNK_BYTES);
            call.request(2);
            await().atMost(WAIT).until(() -> received.get() == 7);
            assertThat(source.readBytes.get()).isEqualTo(7 * CHUNK_BYTES);
            call.cancel("enough", null);
            assertThat(source.over).succeedsWithin(WAIT);
        });
    }

    @Test
    void whoTakesNothingForLongIsGivenUpAndWhatWasOpenForHimIsClosed() throws Exception {
        patience = Duration.ofMillis(100);
        withReader(call -> {
            call.request(1);
            assertThat(source.over).succeedsWithin(WAIT);
            assertThat(closed).succeedsWithin(WAIT);
            assertThat(closed.join().getCode()).isEqualTo(Status.Code.DEADLINE_EXCEEDED);
            assertThat(received.get()).isEqualTo(1);
        });
    }

    @Test
    void whoHasNeverTakenAnythingIsGivenUpToo() throws Exception {
        patience = Duration.ofMillis(100);
        withReader(call -> assertThat(source.over).succeedsWithin(WAIT));
    }
}
