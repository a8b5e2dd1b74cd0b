package io.vitascope.delivery;

import com.google.protobuf.ByteString;
import io.grpc.stub.ServerCallStreamObserver;
import io.grpc.stub.StreamObserver;
import io.quarkus.grpc.GrpcService;
import io.smallrye.mutiny.infrastructure.Infrastructure;
import io.vitascope.contract.delivery.DeliveryServiceGrpc;
import io.vitascope.contract.delivery.StreamInfo;
import io.vitascope.contract.delivery.StreamVideoRequest;
import io.vitascope.contract.delivery.StreamVideoResponse;
import io.vitascope.kernel.ByteRange;
import io.vitascope.kernel.ProblemException;
import io.vitascope.storage.BlobInfo;
import io.vitascope.storage.BlobStore;
import java.io.IOException;
import java.io.InputStream;
import java.util.Map;

/** gRPC door: a video's bytes at the pace of the caller. Does not count as a view: programs call it, not viewers. */
@GrpcService
final class DeliveryRpc extends DeliveryServiceGrpc.DeliveryServiceImplBase {

    private static final int CHUNK_BYTES = 128 << 10;

    private final Playback playback;
    private final TimedStreams timedStreams;
    private final BlobStore blobs;

    DeliveryRpc(Playback playback, TimedStreams timedStreams, BlobStore blobs) {
        this.playback = playback;
        this.timedStreams = timedStreams;
        this.blobs = blobs;
    }

    @Override
    public void streamVideo(StreamVideoRequest request, StreamObserver<StreamVideoResponse> responses) {
        ChunkedCall.answer(
                (ServerCallStreamObserver<StreamVideoResponse>) responses,
                Infrastructure.getDefaultExecutor(),
                CHUNK_BYTES,
                BlobAnswers.PATIENCE,
                () -> open(request));
    }

    private record Opened(StreamInfo info, InputStream bytes) implements ChunkedCall.Source<StreamVideoResponse> {

        @Override
        public StreamVideoResponse message(byte[] chunk, int length, boolean first) {
            StreamVideoResponse.Builder message =
                    StreamVideoResponse.newBuilder().setData(ByteString.copyFrom(chunk, 0, length));
            return (first ? message.setInfo(info) : message).build();
        }
    }

    private Opened open(StreamVideoRequest request) throws IOException {
        PlayableVideo video = playback.video(request.getVideoId());
        return switch (request.getStartCase()) {
            case START_TIME_MS -> fromTime(video, request.getQuality(), request.getStartTimeMs());
            case START_BYTE, START_NOT_SET -> fromByte(video, request.getQuality(), request.getStartByte());
        };
    }

    private Opened fromTime(PlayableVideo video, String quality, long timeMs) {
        TimedStreams.TimedStream stream = timedStreams.open(video, quality, timeMs);
        StreamInfo info = StreamInfo.newBuilder()
                .setRendition(stream.rendition())
                .setContentType(stream.contentType())
                .setStartTimeMs(stream.startMs())
                .build();
        return new Opened(info, stream.bytes());
    }

    private Opened fromByte(PlayableVideo video, String quality, long startByte) throws IOException {
        Playback.Served file = Playback.progressive(video, quality);
        BlobInfo blob = blobs.stat(file.key())
                .orElseThrow(() -> Playback.unknown(video.id().toString()));
        long totalBytes = blob.sizeBytes();
        if (startByte < 0 || startByte >= totalBytes) {
            throw new ProblemException(
                    DeliveryError.OUTSIDE,
                    "The stream cannot start at byte " + startByte + " of " + totalBytes + ".",
                    Map.of(ProblemException.TOTAL_BYTES, totalBytes));
        }
        InputStream bytes = BlobPieces.open(blobs, file.key(), new ByteRange(startByte, totalBytes))
                .orElseThrow(() -> Playback.unknown(video.id().toString()));
        StreamInfo info = StreamInfo.newBuilder()
                .setRendition(file.rendition())
                .setContentType(file.contentType())
                .setTotalBytes(totalBytes)
                .setStartByte(startByte)
                .build();
        return new Opened(info, bytes);
    }
}
