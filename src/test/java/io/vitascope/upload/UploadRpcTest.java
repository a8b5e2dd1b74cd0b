package io.vitascope.upload;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.awaitility.Awaitility.await;

import com.google.protobuf.ByteString;
import com.google.protobuf.UnsafeByteOperations;
import io.grpc.ManagedChannel;
import io.grpc.ManagedChannelBuilder;
import io.grpc.Metadata;
import io.grpc.Status;
import io.grpc.stub.ClientCallStreamObserver;
import io.grpc.stub.ClientResponseObserver;
import io.grpc.stub.MetadataUtils;
import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import io.vitascope.contract.upload.GetUploadRequest;
import io.vitascope.contract.upload.UploadMetadata;
import io.vitascope.contract.upload.UploadServiceGrpc;
import io.vitascope.contract.upload.UploadVideoRequest;
import io.vitascope.contract.upload.UploadVideoResponse;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** As other programs call it: over the network. */
@QuarkusTest
class UploadRpcTest {

    private static final UploadMetadata SEA = UploadMetadata.newBuilder()
            .setTitle("Sea")
            .addTags("Water")
            .setFilename("sea.mp4")
            .build();

    @TestHTTPResource
    @SuppressWarnings("NullAway.Init")
    private URI address;

    @SuppressWarnings("NullAway.Init")
    private ManagedChannel channel;

    @BeforeEach
    void connect() {
        channel = ManagedChannelBuilder.forAddress(address.getHost(), address.getPort())
                .usePlaintext()
                .build();
    }

    @AfterEach
    void disconnect() {
        channel.shutdownNow();
    }

    @Test
    void aStreamOfChunksBecomesAVideo() throws Exception {
        byte[] film = Files.readAllBytes(Clip.file());
        UploadVideoResponse answer = send(SEA, new ByteArrayInputStream(film)).join();
        assertThat(answer.getUpload().getTitle()).isEqualTo("Sea");
        assertThat(answer.getUpload().getTagsList()).containsExactly("water");
        assertThat(answer.getUpload().getSizeBytes()).isEqualTo(film.length);
        GetUploadRequest ask =
                GetUploadRequest.newBuilder().setVideoId(answer.getVideoId()).build();
        assertThat(stub().getUpload(ask).getUpload()).isEqualTo(answer.getUpload());
    }

    @Test
    void aLargeStreamNeverLiesInTheHeap() throws Exception {
        Zeros zeros = new Zeros(160L << 20);
        refused(send(SEA, zeros), "upload/not-media");
        assertThat(zeros.grownBytes()).isLessThan(64L << 20);
        assertThat(unfinished()).isEmpty();
    }

    @Test
    void chunksWithoutMetadataAreRefused() {
        refused(send(null, new Zeros(100)), "upload/malformed");
    }

    @Test
    void aStreamWithoutChunksIsRefused() {
        refused(send(SEA, InputStream.nullInputStream()), "upload/empty-file");
    }

    @Test
    void aTitleThatIsTooLongIsRefusedBeforeTheFile() {
        UploadMetadata bad = SEA.toBuilder().setTitle("x".repeat(201)).build();
        refused(send(bad, new Zeros(100)), "upload/invalid-text");
    }

    @Test
    void aCallThatIsCancelledLeavesNothingBehind() throws Exception {
        CountDownLatch halfway = new CountDownLatch(1);
        Sender sender = new Sender(SEA, new InputStream() {
            private int chunks;

            @Override
            public int read() {
                return 0;
            }

            @Override
            public int read(byte[] target, int offset, int length) {
                if (++chunks > 10) {
                    halfway.countDown();
                    return 0; // nothing more for now
                }
                return length;
            }
        });
        UploadServiceGrpc.newStub(channel).uploadVideo(sender);
        halfway.await();
        await().until(() -> !unfinished().isEmpty());
        sender.cancel();
        await().until(() -> unfinished().isEmpty());
    }

    /** Its client has not heard of the end, and sends the same again. */
    @Test
    void theSameUploadAgainIsAnsweredWithTheVideoThatIsThere() throws Exception {
        byte[] film = Files.readAllBytes(Clip.file());
        String key = UUID.randomUUID().toString();
        UploadVideoResponse first =
                send(key, SEA, new ByteArrayInputStream(film)).join();
        UploadVideoResponse again = send(key, SEA, new Zeros(160L << 20)).get(1, TimeUnit.MINUTES);
        assertThat(again).isEqualTo(first);
        refused(send(key, SEA.toBuilder().setTitle("Lake").build(), new Zeros(100)), "upload/key-reused");
        refused(send("no blanks", SEA, new Zeros(100)), "upload/bad-key");
    }

    @Test
    void theSameUploadTwiceAtOnceIsOne() throws Exception {
        String key = UUID.randomUUID().toString();
        Sender first = new Sender(SEA, new InputStream() {
            @Override
            public int read() {
                return 0;
            }

            @Override
            public int read(byte[] target, int offset, int length) {
                return 0; // nothing more for now
            }
        });
        stub(key).uploadVideo(first);
        await().until(() -> !unfinished().isEmpty());
        refused(send(key, SEA, new Zeros(100)), "upload/key-in-use");
        first.cancel();
        await().until(() -> unfinished().isEmpty());
    }

    /** Looked for on the disk, so that the application may be another process. */
    private static List<Path> unfinished() throws IOException {
        try (Stream<Path> found = Files.list(Path.of("target", "test-data", "scratch"))) {
            return found.filter(file -> String.valueOf(file.getFileName()).startsWith("upload-"))
                    .toList();
        }
    }

    private UploadServiceGrpc.UploadServiceBlockingStub stub() {
        return UploadServiceGrpc.newBlockingStub(channel);
    }

    private CompletableFuture<UploadVideoResponse> send(@Nullable UploadMetadata metadata, InputStream file) {
        Sender sender = new Sender(metadata, file);
        UploadServiceGrpc.newStub(channel).uploadVideo(sender);
        return sender.answer;
    }

    private CompletableFuture<UploadVideoResponse> send(String key, UploadMetadata metadata, InputStream file) {
        Sender sender = new Sender(metadata, file);
        stub(key).uploadVideo(sender);
        return sender.answer;
    }

    private UploadServiceGrpc.UploadServiceStub stub(String key) {
        Metadata headers = new Metadata();
        headers.put(Metadata.Key.of("idempotency-key", Metadata.ASCII_STRING_MARSHALLER), key);
        return UploadServiceGrpc.newStub(channel).withInterceptors(MetadataUtils.newAttachHeadersInterceptor(headers));
    }

    private static void refused(CompletableFuture<UploadVideoResponse> answer, String code) {
        assertThatExceptionOfType(CompletionException.class)
                .isThrownBy(answer::join)
                .satisfies(failure -> {
                    Metadata trailers = Status.trailersFromThrowable(failure);
                    assertThat(trailers).isNotNull();
                    assertThat(trailers.get(Metadata.Key.of("problem-code", Metadata.ASCII_STRING_MARSHALLER)))
                            .isEqualTo(code);
                });
    }

    /** A client with manners: sends while the transport is ready, and no more. */
    private static final class Sender implements ClientResponseObserver<UploadVideoRequest, UploadVideoResponse> {

        private final CompletableFuture<UploadVideoResponse> answer = new CompletableFuture<>();
        private final @Nullable UploadMetadata metadata;
        private final InputStream file;
        private final byte[] buffer = new byte[256 << 10];

        @SuppressWarnings("NullAway.Init")
        private ClientCallStreamObserver<UploadVideoRequest> call;

        private boolean begun;
        private boolean ended;

        Sender(@Nullable UploadMetadata metadata, InputStream file) {
            this.metadata = metadata;
            this.file = file;
        }

        void cancel() {
            call.cancel("changed my mind", null);
        }

        @Override
        public void beforeStart(ClientCallStreamObserver<UploadVideoRequest> stream) {
            call = stream;
            stream.setOnReadyHandler(this::push);
        }

        private void push() {
            try {
                if (!begun && metadata != null) {
                    call.onNext(UploadVideoRequest.newBuilder()
                            .setMetadata(metadata)
                            .build());
                }
                begun = true;
                while (call.isReady() && !ended) {
                    int count = file.read(buffer);
                    if (count == 0) {
                        return;
                    }
                    if (count < 0) {
                        ended = true;
                        call.onCompleted();
                        return;
                    }
                    ByteString chunk = UnsafeByteOperations.unsafeWrap(buffer.clone(), 0, count);
                    call.onNext(UploadVideoRequest.newBuilder().setChunk(chunk).build());
                }
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }

        @Override
        public void onNext(UploadVideoResponse value) {
            answer.complete(value);
        }

        @Override
        public void onError(Throwable failure) {
            ended = true;
            answer.completeExceptionally(failure);
        }

        @Override
        public void onCompleted() {}
    }
}
