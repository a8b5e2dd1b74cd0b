package io.vitascope.upload;

import io.grpc.stub.ServerCallStreamObserver;
import io.grpc.stub.StreamObserver;
import io.quarkus.grpc.GrpcService;
import io.smallrye.common.annotation.Identifier;
import io.smallrye.mutiny.infrastructure.Infrastructure;
import io.vitascope.contract.upload.ForgetUploadRequest;
import io.vitascope.contract.upload.ForgetUploadResponse;
import io.vitascope.contract.upload.GetUploadRequest;
import io.vitascope.contract.upload.GetUploadResponse;
import io.vitascope.contract.upload.KnowUploadsRequest;
import io.vitascope.contract.upload.KnowUploadsResponse;
import io.vitascope.contract.upload.ListRecentUploadsRequest;
import io.vitascope.contract.upload.ListRecentUploadsResponse;
import io.vitascope.contract.upload.UploadMetadata;
import io.vitascope.contract.upload.UploadServiceGrpc.UploadServiceImplBase;
import io.vitascope.contract.upload.UploadVideoRequest;
import io.vitascope.contract.upload.UploadVideoResponse;
import io.vitascope.kernel.ProblemException;
import io.vitascope.kernel.VideoId;
import java.nio.ByteBuffer;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * gRPC door. Not the Mutiny interface, whose client streams ask for the next message before the last one is written:
 * here a chunk is asked for when there is nothing left to write, so a fast client waits and no chunks pile up.
 */
@GrpcService
final class UploadRpc extends UploadServiceImplBase {

    /** Between two looks at a call that says nothing. */
    private static final long TURN_MILLIS = 400;

    private final Uploads uploads;
    private final UploadLimits limits;
    private final IdempotencyKeys keys;
    private final UploadConfig config;
    private final Executor calls;
    private final ScheduledExecutorService workers = Infrastructure.getDefaultWorkerPool();

    UploadRpc(
            Uploads uploads,
            UploadLimits limits,
            IdempotencyKeys keys,
            UploadConfig config,
            @Identifier("blocking") Executor calls) {
        this.uploads = uploads;
        this.limits = limits;
        this.keys = keys;
        this.config = config;
        this.calls = calls;
    }

    @Override
    public StreamObserver<UploadVideoRequest> uploadVideo(StreamObserver<UploadVideoResponse> answer) {
        ServerCallStreamObserver<UploadVideoResponse> call = (ServerCallStreamObserver<UploadVideoResponse>) answer;
        call.disableAutoRequest();
        Reception reception = new Reception(call, Sender.ofCall(), Sender.saidWithCall(IdempotencyKeys.HEADER));
        call.setOnCancelHandler(reception::cancelled);
        call.request(1);
        return reception;
    }

    @Override
    public void getUpload(GetUploadRequest request, StreamObserver<GetUploadResponse> answer) {
        reply(answer, () -> {
            VideoId id = VideoId.parse(request.getVideoId());
            Upload upload = uploads.find(id)
                    .orElseThrow(() ->
                            new ProblemException(UploadError.NOT_FOUND, "There is no finished upload \"" + id + "\"."));
            return GetUploadResponse.newBuilder()
                    .setUpload(UploadEventsPublisher.toProto(upload))
                    .build();
        });
    }

    @Override
    public void knowUploads(KnowUploadsRequest request, StreamObserver<KnowUploadsResponse> answer) {
        reply(answer, () -> {
            KnowUploadsResponse.Builder known = KnowUploadsResponse.newBuilder();
            uploads.known(request.getVideoIdsList().stream().map(VideoId::parse).toList())
                    .forEach((id, state) -> {
                        if (state == UploadRecord.State.COMPLETED) {
                            known.addFinishedIds(id.toString());
                        } else {
                            known.addOpenIds(id.toString());
                        }
                    });
            return known.build();
        });
    }

    @Override
    public void listRecentUploads(ListRecentUploadsRequest request, StreamObserver<ListRecentUploadsResponse> answer) {
        reply(answer, () -> {
            ListRecentUploadsResponse.Builder recent = ListRecentUploadsResponse.newBuilder();
            uploads.recent().forEach(id -> recent.addVideoIds(id.toString()));
            return recent.build();
        });
    }

    @Override
    public void forgetUpload(ForgetUploadRequest request, StreamObserver<ForgetUploadResponse> answer) {
        reply(answer, () -> {
            boolean inUse = uploads.forget(VideoId.parse(request.getVideoId()));
            return ForgetUploadResponse.newBuilder().setSourceInUse(inUse).build();
        });
    }

    private <T> void reply(StreamObserver<T> answer, Supplier<T> work) {
        calls.execute(() -> {
            T message;
            try {
                message = work.get();
            } catch (RuntimeException e) {
                answer.onError(e);
                return;
            }
            answer.onNext(message);
            answer.onCompleted();
        });
    }

    private static ProblemException malformed(String detail) {
        return new ProblemException(UploadError.MALFORMED, detail);
    }

    /**
     * One call. Its steps run one after the other on worker threads; whatever comes after its end is ignored.
     *
     * <p>gRPC calls the three observer methods one at a time; the watch runs beside them.
     */
    private final class Reception implements StreamObserver<UploadVideoRequest> {

        private final ServerCallStreamObserver<UploadVideoResponse> call;
        private final @Nullable String client;
        private final @Nullable String key;
        private final ScheduledFuture<?> watch;
        private CompletableFuture<Void> lastStep = CompletableFuture.completedFuture(null);
        private final Patience patience = new Patience(config.patience());
        private @Nullable Opened opened;
        private boolean ended;

        Reception(ServerCallStreamObserver<UploadVideoResponse> call, @Nullable String client, @Nullable String key) {
            this.call = call;
            this.client = client;
            this.key = key;
            this.watch = workers.scheduleWithFixedDelay(this::watch, TURN_MILLIS, TURN_MILLIS, TimeUnit.MILLISECONDS);
        }

        @Override
        public void onNext(UploadVideoRequest message) {
            then(() -> {
                accept(message);
                if (!ended) {
                    call.request(1);
                }
            });
        }

        @Override
        public void onCompleted() {
            then(this::finish);
        }

        @Override
        public void onError(Throwable gone) {
            cancelled();
        }

        void cancelled() {
            then(this::end);
        }

        private synchronized void then(Runnable step) {
            patience.heard();
            lastStep = lastStep.thenRunAsync(() -> run(step), workers);
        }

        private void run(Runnable step) {
            if (ended) {
                return;
            }
            try {
                step.run();
            } catch (RuntimeException e) {
                end();
                call.onError(e);
            }
        }

        private void accept(UploadVideoRequest message) {
            switch (message.getPartCase()) {
                case METADATA -> open(message.getMetadata());
                case CHUNK -> {
                    Incoming incoming = requireOpened().incoming();
                    for (ByteBuffer bytes : message.getChunk().asReadOnlyByteBufferList()) {
                        incoming.write(bytes);
                    }
                }
                case PART_NOT_SET ->
                    throw malformed("A message of an upload holds metadata or a chunk; one holds neither.");
            }
        }

        private void open(UploadMetadata metadata) {
            if (opened != null) {
                throw malformed("An upload has its metadata once, in its first message.");
            }
            Caption caption = new Caption(
                    metadata.getTitle(),
                    metadata.getDescription(),
                    metadata.getTagsList(),
                    metadata.getFilename(),
                    metadata.getLanguage(),
                    metadata.getSha256(),
                    metadata.getDedup());
            caption.check();
            Optional<Upload> former = keys.once(
                    IdempotencyKeys.Key.of(key, "grpc", caption.toString()),
                    found -> Optional.of(found.record().finished().orElseThrow(IdempotencyKeys::inUse)),
                    claim -> {
                        begin(caption, claim);
                        return Optional.empty();
                    });
            former.ifPresent(this::answer);
        }

        private void begin(Caption caption, IdempotencyKeys.Claim claim) {
            limits.takeShare(client);
            try {
                opened = new Opened(uploads.begin(-1, client, claim), caption);
            } catch (RuntimeException e) {
                limits.returnShare(client);
                throw e;
            }
        }

        private void finish() {
            Opened whole = requireOpened();
            answer(uploads.finish(whole.incoming(), whole.caption()));
        }

        private void answer(Upload upload) {
            end();
            call.onNext(UploadVideoResponse.newBuilder()
                    .setVideoId(upload.videoId())
                    .setUpload(UploadEventsPublisher.toProto(upload))
                    .build());
            call.onCompleted();
        }

        private Opened requireOpened() {
            if (opened == null) {
                throw malformed("The first message of an upload must hold its metadata.");
            }
            return opened;
        }

        private void end() {
            boolean first = !ended;
            ended = true;
            watch.cancel(false);
            if (opened != null && first) {
                limits.returnShare(client);
                opened.incoming().close();
            }
        }

        private synchronized void watch() {
            if (!lastStep.isDone()) {
                patience.heard(); // it is the client who waits
            }
            if (patience.isOver()) {
                then(() -> {
                    throw new ProblemException(
                            UploadError.INTERRUPTED, "No message came for " + config.patience() + ".");
                });
            }
        }
    }

    /** What a call has once its metadata has come. */
    private record Opened(Incoming incoming, Caption caption) {}
}
