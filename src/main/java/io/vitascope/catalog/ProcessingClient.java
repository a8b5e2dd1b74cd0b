package io.vitascope.catalog;

import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.quarkus.grpc.GrpcClient;
import io.vitascope.contract.processing.CancelVideoRequest;
import io.vitascope.contract.processing.ForgetJobRequest;
import io.vitascope.contract.processing.GetJobsRequest;
import io.vitascope.contract.processing.JobServiceGrpc;
import io.vitascope.contract.processing.ListOpenJobsRequest;
import io.vitascope.contract.processing.ListOpenJobsResponse;
import io.vitascope.contract.processing.MakePosterRequest;
import io.vitascope.contract.processing.ProcessVideoRequest;
import io.vitascope.contract.processing.ProcessingFailed;
import io.vitascope.contract.processing.RenditionProgress;
import io.vitascope.contract.processing.SkippedRendition;
import io.vitascope.contract.processing.VideoProcessingServiceGrpc;
import io.vitascope.kernel.ProblemException;
import io.vitascope.kernel.VideoId;
import io.vitascope.storage.BlobKey;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/**
 * Asks the processing room.
 *
 * <p>Threads: blocks. Errors: {@link CatalogError#NEIGHBOUR_UNAVAILABLE} when there is no answer.
 */
@Singleton
final class ProcessingClient {

    private final VideoProcessingServiceGrpc.VideoProcessingServiceBlockingStub processing;
    private final JobServiceGrpc.JobServiceBlockingStub jobs;

    ProcessingClient(
            @GrpcClient("processing") VideoProcessingServiceGrpc.VideoProcessingServiceBlockingStub processing,
            @GrpcClient("jobs") JobServiceGrpc.JobServiceBlockingStub jobs) {
        this.processing = processing;
        this.jobs = jobs;
    }

    /** The jobs that are known of these videos, in one question. */
    Map<VideoId, Job> jobs(List<VideoId> ids, Duration patience) {
        GetJobsRequest request = GetJobsRequest.newBuilder()
                .addAllVideoIds(ids.stream().map(VideoId::toString).toList())
                .build();
        try {
            Map<VideoId, Job> found = new LinkedHashMap<>();
            jobs.withDeadlineAfter(patience.toMillis(), TimeUnit.MILLISECONDS)
                    .getJobs(request)
                    .getJobsList()
                    .forEach(job -> found.put(VideoId.parse(job.getVideoId()), job(job)));
            return found;
        } catch (StatusRuntimeException e) {
            throw unavailable(e);
        }
    }

    /**
     * The work that there is.
     *
     * @param jobs the running ones, then those that wait, the next first
     * @param longestWait of the first in the queue; zero when none waits
     */
    record OpenJobs(Map<VideoId, Job> jobs, long running, long queued, Duration longestWait) {}

    OpenJobs openJobs(int mostWaiting, Duration patience) {
        try {
            ListOpenJobsResponse told = jobs.withDeadlineAfter(patience.toMillis(), TimeUnit.MILLISECONDS)
                    .listOpenJobs(ListOpenJobsRequest.newBuilder()
                            .setLimit(mostWaiting)
                            .build());
            Map<VideoId, Job> found = new LinkedHashMap<>();
            told.getJobsList().forEach(job -> found.put(VideoId.parse(job.getVideoId()), job(job)));
            return new OpenJobs(
                    found, told.getRunningCount(), told.getQueuedCount(), Duration.ofMillis(told.getLongestWaitMs()));
        } catch (StatusRuntimeException e) {
            throw unavailable(e);
        }
    }

    /** Has the video processed (again); empty when its upload is not known there. */
    Optional<Job> process(VideoId id) {
        try {
            ProcessVideoRequest request =
                    ProcessVideoRequest.newBuilder().setVideoId(id.toString()).build();
            return Optional.of(job(processing.processVideo(request).getJob()));
        } catch (StatusRuntimeException e) {
            if (e.getStatus().getCode() == Status.Code.NOT_FOUND) {
                return Optional.empty();
            }
            throw unavailable(e);
        }
    }

    /** Ends the work on a video; empty when there is none. */
    Optional<Job> cancel(VideoId id) {
        try {
            CancelVideoRequest request =
                    CancelVideoRequest.newBuilder().setVideoId(id.toString()).build();
            return Optional.of(job(processing.cancelVideo(request).getJob()));
        } catch (StatusRuntimeException e) {
            if (e.getStatus().getCode() == Status.Code.NOT_FOUND
                    || e.getStatus().getCode() == Status.Code.ABORTED) {
                return Optional.empty();
            }
            throw unavailable(e);
        }
    }

    /** A poster of a moment. Errors: as of a picture. */
    BlobKey poster(VideoId id, long timeMs) {
        return poster(MakePosterRequest.newBuilder()
                .setVideoId(id.toString())
                .setTimeUs(timeMs * 1_000)
                .build());
    }

    /**
     * A poster of a picture, whose key is the caller's. Errors: {@link CatalogError#POSTER_REFUSED} with what is wrong;
     * {@link CatalogError#SOURCE_LOST}.
     */
    BlobKey poster(VideoId id, BlobKey picture) {
        return poster(MakePosterRequest.newBuilder()
                .setVideoId(id.toString())
                .setPictureKey(picture.value())
                .build());
    }

    private BlobKey poster(MakePosterRequest request) {
        try {
            return new BlobKey(processing.makePoster(request).getKey());
        } catch (StatusRuntimeException e) {
            throw switch (e.getStatus().getCode()) {
                case INVALID_ARGUMENT ->
                    new ProblemException(
                            CatalogError.POSTER_REFUSED,
                            "No poster can be made of it: "
                                    + Objects.requireNonNullElse(e.getStatus().getDescription(), "it cannot be read."));
                case NOT_FOUND ->
                    new ProblemException(
                            CatalogError.SOURCE_LOST,
                            "The file of video " + request.getVideoId()
                                    + " is no longer known to the upload room. Upload it again.");
                default -> unavailable(e);
            };
        }
    }

    void forget(VideoId id) {
        try {
            ForgetJobRequest request =
                    ForgetJobRequest.newBuilder().setVideoId(id.toString()).build();
            jobs.forgetJob(request);
        } catch (StatusRuntimeException e) {
            throw unavailable(e);
        }
    }

    static List<Rendition> renditions(List<io.vitascope.contract.processing.Rendition> told) {
        return told.stream().map(ProcessingClient::rendition).toList();
    }

    static Failure failure(ProcessingFailed told) {
        return new Failure(told.getCode(), told.getDetail(), told.getRetryable());
    }

    static Rendition rendition(io.vitascope.contract.processing.Rendition told) {
        Rendition.Kind kind = told.getKind() == io.vitascope.contract.processing.Rendition.Kind.AUDIO
                ? Rendition.Kind.AUDIO
                : Rendition.Kind.VIDEO;
        return new Rendition(
                told.getName(),
                kind,
                told.getWidth(),
                told.getHeight(),
                told.getFrameRateNum(),
                told.getFrameRateDen(),
                told.getCodecs(),
                told.getAverageBandwidth(),
                told.getPeakBandwidth(),
                told.getSizeBytes(),
                told.getProgressiveKey().isEmpty() ? null : told.getProgressiveKey(),
                told.getCopied(),
                told.hasFidelity() ? fidelity(told.getFidelity()) : null,
                told.getLanguage().isEmpty() ? null : told.getLanguage(),
                told.getLabel().isEmpty() ? null : told.getLabel());
    }

    private static Fidelity fidelity(io.vitascope.contract.processing.Fidelity told) {
        return new Fidelity(told.getXpsnrDb(), told.getSsim(), told.getSamples());
    }

    private static Job job(io.vitascope.contract.processing.Job told) {
        return new Job(
                told.getGeneration(),
                state(told.getState()),
                told.hasPercent() ? Optional.of(told.getPercent()) : Optional.empty(),
                told.getSpeed(),
                told.getEtaSeconds(),
                told.getQueuePosition(),
                renditions(told.hasFailure() ? told.getFailure().getRenditionsList() : told.getRenditionsList()),
                present(told.getPrefix()),
                present(told.getPosterKey()),
                told.getDurationUs() / 1_000,
                told.getWarningsList(),
                told.hasFailure() ? Optional.of(failure(told.getFailure())) : Optional.empty(),
                told.getProgressList().stream().map(ProcessingClient::advance).toList(),
                skipped(told.getSkippedList()),
                present(told.getFailure().getPrefix()),
                told.hasText() ? Optional.of(text(told.getText())) : Optional.empty());
    }

    private static Job.Advance advance(RenditionProgress told) {
        return new Job.Advance(
                told.getName(),
                switch (told.getState()) {
                    case ENCODING -> Job.Step.ENCODING;
                    case READY -> Job.Step.READY;
                    case QUEUED, STATE_UNSPECIFIED, UNRECOGNIZED -> Job.Step.QUEUED;
                },
                told.hasPercent() ? Optional.of(told.getPercent()) : Optional.empty(),
                told.getSpeed(),
                told.getEtaSeconds());
    }

    static List<Skipped> skipped(List<SkippedRendition> told) {
        return told.stream()
                .map(one -> new Skipped(one.getName(), one.getReason(), one.getDetail(), one.getFailed()))
                .toList();
    }

    static SourceText text(io.vitascope.contract.processing.SourceText told) {
        return new SourceText(
                told.getCaptionsList().stream()
                        .map(one -> new Caption(
                                one.getLanguage(),
                                one.getLabel(),
                                Caption.Kind.of(one.getKind()).orElse(Caption.Kind.SUBTITLES),
                                one.getPreferred(),
                                one.getKey()))
                        .toList(),
                told.getChaptersList().stream()
                        .map(one -> new Chapter(one.getStartMs(), one.getEndMs(), one.getTitle()))
                        .toList());
    }

    private static Job.State state(io.vitascope.contract.processing.Job.State told) {
        return switch (told) {
            case RUNNING -> Job.State.RUNNING;
            case COMPLETED -> Job.State.COMPLETED;
            case FAILED -> Job.State.FAILED;
            case QUEUED, STATE_UNSPECIFIED, UNRECOGNIZED -> Job.State.QUEUED;
        };
    }

    private static Optional<String> present(String text) {
        return text.isEmpty() ? Optional.empty() : Optional.of(text);
    }

    private static ProblemException unavailable(StatusRuntimeException e) {
        return new ProblemException(
                CatalogError.NEIGHBOUR_UNAVAILABLE,
                "The processing room did not answer (" + e.getStatus().getCode() + "); try again in a moment.");
    }
}
