package io.vitascope.delivery;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.grpc.CallOptions;
import io.grpc.ClientCall;
import io.grpc.Context;
import io.grpc.ManagedChannel;
import io.grpc.ManagedChannelBuilder;
import io.grpc.Metadata;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import io.vitascope.NobodyWorks;
import io.vitascope.contract.delivery.DeliveryServiceGrpc;
import io.vitascope.contract.delivery.StreamInfo;
import io.vitascope.contract.delivery.StreamVideoRequest;
import io.vitascope.contract.delivery.StreamVideoResponse;
import io.vitascope.processing.ffmpeg.DecodedFile;
import io.vitascope.storage.BlobKey;
import java.io.ByteArrayOutputStream;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.Iterator;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a gRPC client gets over the network. */
@QuarkusTest
@TestProfile(NobodyWorks.class)
class DeliveryRpcTest extends ViewersTest {

    private static final long LARGE_BYTES = 400L << 20;

    @TempDir
    static Path directory;

    private byte[] progressive = new byte[0];

    @SuppressWarnings("NullAway.Init")
    private ManagedChannel channel;

    @BeforeAll
    void publish() throws Exception {
        channel = ManagedChannelBuilder.forAddress("localhost", server.getPort())
                .usePlaintext()
                .build();
        BlobKey prefix = PublishedClip.publish(blobs, id, directory);
        progressive = Files.readAllBytes(directory.resolve("360p.mp4"));
        blobs.put(prefix.child("360p.mp4"), progressive);
        Path large = directory.resolve("large");
        try (RandomAccessFile file = new RandomAccessFile(large.toFile(), "rw")) {
            file.setLength(LARGE_BYTES);
        }
        blobs.put(BlobKey.ofVideo(id).child("source"), large);
        catalog.uploaded(id, "a.mp4");
        catalog.playable(id);
        catalog.completed(id);
    }

    @AfterAll
    void close() throws Exception {
        channel.shutdownNow().awaitTermination(5, TimeUnit.SECONDS);
        blobs.delete(BlobKey.ofVideo(id).child("source"));
    }

    @Test
    void fromAByteOnTheRestOfTheFileComes() {
        Received received = receive(request().setStartByte(1_000));
        assertThat(received.bytes).isEqualTo(Arrays.copyOfRange(progressive, 1_000, progressive.length));
        assertThat(received.info.getRendition()).isEqualTo("360p");
        assertThat(received.info.getContentType()).isEqualTo("video/mp4");
        assertThat(received.info.getTotalBytes()).isEqualTo(progressive.length);
        assertThat(received.info.getStartByte()).isEqualTo(1_000);
        assertThat(received.largestMessage).isLessThanOrEqualTo(128 << 10);
    }

    @Test
    void withoutAStartTheWholeFileComes() {
        assertThat(receive(request()).bytes).isEqualTo(progressive);
    }

    @Test
    void fromATimeOnAFileComesThatPlaysByItself() throws Exception {
        Received received = receive(request().setStartTimeMs(7_000));
        assertThat(received.info.getStartTimeMs()).isEqualTo(6_000);
        Path file = Files.write(directory.resolve("from-time.mp4"), received.bytes);
        DecodedFile decoded = DecodedFile.of(file);
        assertThat(decoded.pictures).hasSize(100);
        assertThat(decoded.firstLoudUs()).isBetween(0L, 100_000L);
    }

    @Test
    void whatCannotBeStreamedIsRefusedWithACode() {
        assertRefused(request().setVideoId("nonsense"), Status.Code.NOT_FOUND, "delivery/unknown-video");
        assertRefused(request().setQuality("1080p"), Status.Code.NOT_FOUND, "delivery/unknown-quality");
        assertRefused(request().setStartByte(progressive.length), Status.Code.OUT_OF_RANGE, "delivery/outside");
        assertRefused(request().setStartTimeMs(99_000), Status.Code.OUT_OF_RANGE, "delivery/outside");
    }

    /** More than all windows on the way hold. */
    @Test
    void aReaderThatPausesGetsAllOfIt() {
        ClientCall<StreamVideoRequest, StreamVideoResponse> call =
                channel.newCall(DeliveryServiceGrpc.getStreamVideoMethod(), CallOptions.DEFAULT);
        AtomicLong receivedBytes = new AtomicLong();
        CompletableFuture<Status> closed = new CompletableFuture<>();
        call.start(
                new ClientCall.Listener<>() {
                    @Override
                    public void onMessage(StreamVideoResponse message) {
                        receivedBytes.addAndGet(message.getData().size());
                    }

                    @Override
                    public void onClose(Status status, Metadata trailers) {
                        closed.complete(status);
                    }
                },
                new Metadata());
        call.request(1);
        call.sendMessage(request().setQuality("source").build());
        call.halfClose();
        await().atMost(Duration.ofSeconds(10)).until(() -> receivedBytes.get() > 0);
        assertThat(closed).isNotDone();
        call.request(Integer.MAX_VALUE);
        await().atMost(Duration.ofSeconds(60)).until(closed::isDone);
        assertThat(closed.join().isOk()).isTrue();
        assertThat(receivedBytes.get()).isEqualTo(LARGE_BYTES);
    }

    @Test
    void aReaderThatGoesAwayEndsTheStream() {
        for (int round = 0; round < 10; round++) {
            try (Context.CancellableContext reader = Context.current().withCancellation()) {
                reader.run(() -> {
                    Iterator<StreamVideoResponse> stream = DeliveryServiceGrpc.newBlockingStub(channel)
                            .streamVideo(request().setQuality("source").build());
                    assertThat(stream.hasNext()).isTrue();
                });
            }
        }
        assertThat(receive(request()).bytes).isEqualTo(progressive);
    }

    private record Received(StreamInfo info, byte[] bytes, int largestMessage) {}

    private Received receive(StreamVideoRequest.Builder request) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        StreamInfo info = StreamInfo.getDefaultInstance();
        int largest = 0;
        Iterator<StreamVideoResponse> stream =
                DeliveryServiceGrpc.newBlockingStub(channel).streamVideo(request.build());
        while (stream.hasNext()) {
            StreamVideoResponse message = stream.next();
            if (bytes.size() == 0) {
                info = message.getInfo();
            }
            bytes.writeBytes(message.getData().toByteArray());
            largest = Math.max(largest, message.getData().size());
        }
        return new Received(info, bytes.toByteArray(), largest);
    }

    private void assertRefused(StreamVideoRequest.Builder request, Status.Code status, String code) {
        try {
            receive(request);
        } catch (StatusRuntimeException refusal) {
            assertThat(refusal.getStatus().getCode()).isEqualTo(status);
            Metadata trailers = refusal.getTrailers();
            assertThat(trailers).isNotNull();
            assertThat(trailers.get(Metadata.Key.of("problem-code", Metadata.ASCII_STRING_MARSHALLER)))
                    .isEqualTo(code);
            return;
        }
        throw new AssertionError("was not refused");
    }

    private StreamVideoRequest.Builder request() {
        return StreamVideoRequest.newBuilder().setVideoId(id.toString());
    }
}
