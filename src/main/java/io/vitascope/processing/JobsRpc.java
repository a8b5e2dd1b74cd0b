package io.vitascope.processing;

import io.quarkus.grpc.GrpcService;
import io.smallrye.common.annotation.Identifier;
import io.smallrye.mutiny.Uni;
import io.vitascope.contract.processing.ForgetJobRequest;
import io.vitascope.contract.processing.ForgetJobResponse;
import io.vitascope.contract.processing.GetJobsRequest;
import io.vitascope.contract.processing.GetJobsResponse;
import io.vitascope.contract.processing.Job.State;
import io.vitascope.contract.processing.JobService;
import io.vitascope.contract.processing.ListOpenJobsRequest;
import io.vitascope.contract.processing.ListOpenJobsResponse;
import io.vitascope.contract.processing.ProcessingFailed;
import io.vitascope.contract.processing.Rendition.Kind;
import io.vitascope.contract.processing.SkippedRendition;
import io.vitascope.kernel.VideoId;
import io.vitascope.storage.VideoBlobs;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Executor;

/** gRPC door: what the rooms downstream ask about jobs. */
@GrpcService
final class JobsRpc implements JobService {

    private static final int MOST_WAITING = 100;

    private final Jobs jobs;
    private final JobStore store;
    private final Clock clock;
    private final Executor workers;

    JobsRpc(Jobs jobs, JobStore store, Clock clock, @Identifier("blocking") Executor workers) {
        this.jobs = jobs;
        this.store = store;
        this.clock = clock;
        this.workers = workers;
    }

    @Override
    public Uni<GetJobsResponse> getJobs(GetJobsRequest request) {
        return Uni.createFrom()
                .item(() -> {
                    List<VideoId> ids = request.getVideoIdsList().stream()
                            .map(VideoId::parse)
                            .toList();
                    GetJobsResponse.Builder response = GetJobsResponse.newBuilder();
                    Map<VideoId, Job> found = store.findAll(ids);
                    Map<VideoId, Integer> positions = store.positions(found.entrySet().stream()
                            .filter(one -> one.getValue().state() == Job.State.QUEUED)
                            .map(Map.Entry::getKey)
                            .toList());
                    found.forEach((id, job) -> {
                        if (job.state() != Job.State.FORGOTTEN) {
                            response.addJobs(toProto(id, job, positions.getOrDefault(id, 0)));
                        }
                    });
                    return response.build();
                })
                .runSubscriptionOn(workers);
    }

    @Override
    public Uni<ListOpenJobsResponse> listOpenJobs(ListOpenJobsRequest request) {
        return Uni.createFrom()
                .item(() -> {
                    JobStore.Load load = store.load();
                    JobStore.Open open = store.open(Math.min(Math.max(request.getLimit(), 1), MOST_WAITING));
                    List<VideoId> ids = new ArrayList<>(open.running());
                    ids.addAll(open.waiting());
                    Map<VideoId, Job> found = store.findAll(ids);
                    ListOpenJobsResponse.Builder response = ListOpenJobsResponse.newBuilder()
                            .setRunningCount(open.running().size())
                            .setQueuedCount(load.queued())
                            .setLongestWaitMs(load.oldestQueuedAt()
                                    .map(since -> Math.max(
                                            0,
                                            Duration.between(since, clock.instant())
                                                    .toMillis()))
                                    .orElse(0L));
                    for (VideoId id : ids) {
                        Job job = found.get(id);
                        if (job != null && job.state() != Job.State.FORGOTTEN) {
                            response.addJobs(
                                    toProto(id, job, Math.max(0, open.waiting().indexOf(id))));
                        }
                    }
                    return response.build();
                })
                .runSubscriptionOn(workers);
    }

    @Override
    public Uni<ForgetJobResponse> forgetJob(ForgetJobRequest request) {
        return Uni.createFrom()
                .item(() -> {
                    jobs.forget(VideoId.parse(request.getVideoId()));
                    return ForgetJobResponse.getDefaultInstance();
                })
                .runSubscriptionOn(workers);
    }

    static io.vitascope.contract.processing.Job toProto(VideoId id, Job job, int queuePosition) {
        Job.Progress progress = job.output().progress();
        var proto = io.vitascope.contract.processing.Job.newBuilder()
                .setVideoId(id.toString())
                .setState(state(job.state()))
                .setGeneration(job.generation())
                .setSpeed(progress.speed())
                .setEtaSeconds(progress.etaSeconds())
                .setQueuePosition(queuePosition)
                .addAllRenditions(toProto(job.output().renditions()))
                .setPrefix(
                        job.output().playable()
                                ? VideoBlobs.run(id, job.generation()).value()
                                : "")
                .setPosterKey(job.output().posterKey())
                .setDurationUs(job.output().durationUs())
                .addAllWarnings(job.output().warnings())
                .addAllProgress(
                        progress.renditions().stream().map(JobsRpc::toProto).toList())
                .addAllSkipped(skipped(job.output().skipped()));
        progress.percent().ifPresent(proto::setPercent);
        failure(id, job).ifPresent(proto::setFailure);
        job.output().text().ifPresent(text -> proto.setText(toProto(text)));
        return proto.build();
    }

    static io.vitascope.contract.processing.SourceText toProto(SourceText text) {
        var proto = io.vitascope.contract.processing.SourceText.newBuilder();
        text.captions().forEach(one -> proto.addCaptionsBuilder()
                .setKey(one.key())
                .setLanguage(one.language())
                .setLabel(one.label())
                .setKind(one.kind())
                .setPreferred(one.preferred()));
        text.chapters().forEach(one -> proto.addChaptersBuilder()
                .setStartMs(one.startMs())
                .setEndMs(one.endMs())
                .setTitle(one.title()));
        return proto.build();
    }

    static Optional<ProcessingFailed> failure(VideoId id, Job job) {
        return job.output().failure().map(failure -> {
            ProcessingFailed.Builder failed = ProcessingFailed.newBuilder()
                    .setCode(failure.code())
                    .setDetail(failure.detail())
                    .setRetryable(failure.retryable());
            if (job.output().lasts()) {
                failed.setPrefix(VideoBlobs.run(id, job.generation()).value())
                        .addAllRenditions(toProto(job.output().wholeRenditions()));
            }
            return failed.build();
        });
    }

    static List<io.vitascope.contract.processing.Rendition> toProto(List<Rendition> renditions) {
        return renditions.stream().map(JobsRpc::toProto).toList();
    }

    static io.vitascope.contract.processing.Rendition toProto(Rendition rendition) {
        var proto = io.vitascope.contract.processing.Rendition.newBuilder()
                .setName(rendition.name())
                .setKind(rendition.audio() ? Kind.AUDIO : Kind.VIDEO)
                .setWidth(rendition.width())
                .setHeight(rendition.height())
                .setFrameRateNum(rendition.frameRateNum())
                .setFrameRateDen(rendition.frameRateDen())
                .setCodecs(rendition.codecs())
                .setAverageBandwidth(rendition.averageBandwidth())
                .setPeakBandwidth(rendition.peakBandwidth())
                .setSizeBytes(rendition.sizeBytes())
                .setProgressiveKey(rendition.progressiveKey())
                .setCopied(rendition.copied())
                .setLanguage(rendition.language())
                .setLabel(rendition.label());
        rendition.fidelity().ifPresent(fidelity -> proto.getFidelityBuilder()
                .setXpsnrDb(fidelity.xpsnrDb())
                .setSsim(fidelity.ssim())
                .setSamples(fidelity.samples()));
        return proto.build();
    }

    static List<SkippedRendition> skipped(List<Skipped> skipped) {
        return skipped.stream()
                .map(one -> SkippedRendition.newBuilder()
                        .setName(one.name())
                        .setReason(one.reason())
                        .setDetail(one.detail())
                        .setFailed(one.failed())
                        .build())
                .toList();
    }

    private static io.vitascope.contract.processing.RenditionProgress toProto(RenditionProgress progress) {
        var proto = io.vitascope.contract.processing.RenditionProgress.newBuilder()
                .setName(progress.name())
                .setState(
                        switch (progress.state()) {
                            case QUEUED -> io.vitascope.contract.processing.RenditionProgress.State.QUEUED;
                            case ENCODING -> io.vitascope.contract.processing.RenditionProgress.State.ENCODING;
                            case READY -> io.vitascope.contract.processing.RenditionProgress.State.READY;
                        })
                .setSpeed(progress.speed())
                .setEtaSeconds(progress.etaSeconds());
        progress.percent().ifPresent(proto::setPercent);
        return proto.build();
    }

    private static State state(Job.State state) {
        return switch (state) {
            case QUEUED -> State.QUEUED;
            case RUNNING -> State.RUNNING;
            case COMPLETED -> State.COMPLETED;
            case FAILED -> State.FAILED;
            case FORGOTTEN -> State.STATE_UNSPECIFIED;
        };
    }
}
