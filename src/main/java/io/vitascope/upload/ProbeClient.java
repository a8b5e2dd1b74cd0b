package io.vitascope.upload;

import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.quarkus.grpc.GrpcClient;
import io.vitascope.contract.upload.AudioTrack;
import io.vitascope.contract.upload.MediaProbeGrpc.MediaProbeBlockingStub;
import io.vitascope.contract.upload.ProbeRequest;
import io.vitascope.contract.upload.ProbeResponse;
import io.vitascope.contract.upload.Refusal;
import io.vitascope.contract.upload.VideoTrack;
import io.vitascope.kernel.ProblemException;
import jakarta.inject.Singleton;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.jboss.logging.Logger;

/** gRPC door out: asks {@code MediaProbe} what a file holds. Blocks its worker thread until there is an answer. */
@Singleton
final class ProbeClient {

    private static final Logger LOG = Logger.getLogger(ProbeClient.class);

    private final MediaProbeBlockingStub probe;
    private final UploadConfig config;

    ProbeClient(@GrpcClient("probe") MediaProbeBlockingStub probe, UploadConfig config) {
        this.probe = probe;
        this.config = config;
    }

    /** @throws ProblemException when the file is refused, or nobody can examine it now */
    Media probe(Path file) {
        ProbeResponse answer = ask(file);
        return switch (answer.getResultCase()) {
            case MEDIA -> fromProto(answer.getMedia());
            case REFUSAL ->
                throw new ProblemException(codeOf(answer.getRefusal().getReason()), sentence(answer.getRefusal()));
            case RESULT_NOT_SET -> throw new IllegalStateException("the probe answered neither media nor refusal");
        };
    }

    private ProbeResponse ask(Path file) {
        try {
            return probe.withDeadlineAfter(config.probeTimeout().toMillis(), TimeUnit.MILLISECONDS)
                    .probe(ProbeRequest.newBuilder().setPath(file.toString()).build());
        } catch (StatusRuntimeException e) {
            if (e.getStatus().getCode() == Status.Code.INVALID_ARGUMENT) {
                String description = e.getStatus().getDescription();
                throw new ProblemException(
                        UploadError.NOT_MEDIA,
                        description == null ? "The file holds nothing that can be played." : description);
            }
            LOG.warnf("The probe did not answer: %s", e.getStatus());
            throw new ProblemException(
                    UploadError.PROBE_UNAVAILABLE,
                    "Nobody can examine the file at the moment. Try the same upload again in a minute.");
        }
    }

    private static UploadError codeOf(Refusal.Reason reason) {
        return switch (reason) {
            case NO_STREAMS -> UploadError.NO_STREAMS;
            case TOO_LARGE -> UploadError.TOO_LARGE_PICTURE;
            case DAMAGED -> UploadError.DAMAGED;
            case UNSUPPORTED -> UploadError.UNSUPPORTED_CODEC;
            case CRASHED -> UploadError.PROBE_CRASHED;
            case NOT_MEDIA, REASON_UNSPECIFIED, UNRECOGNIZED -> UploadError.NOT_MEDIA;
        };
    }

    private static String sentence(Refusal refusal) {
        return refusal.getDetail().isBlank() ? codeOf(refusal.getReason()).title() + "." : refusal.getDetail();
    }

    private static Media fromProto(io.vitascope.contract.upload.Media media) {
        List<Media.Sound> sounds =
                media.getAudioList().stream().map(ProbeClient::fromProto).toList();
        return new Media(
                media.getContainer(),
                media.getDurationUs(),
                media.getBitRate(),
                media.hasVideo() ? fromProto(media.getVideo()) : null,
                sounds);
    }

    private static Media.Picture fromProto(VideoTrack track) {
        return new Media.Picture(
                track.getCodec(),
                track.getWidth(),
                track.getHeight(),
                track.getFrameRateNum(),
                track.getFrameRateDen(),
                track.getRotationDegrees(),
                track.getInterlaced(),
                track.getHdr(),
                track.getPixelFormat());
    }

    private static Media.Sound fromProto(AudioTrack track) {
        return new Media.Sound(track.getCodec(), track.getChannels(), track.getSampleRate(), track.getLanguage());
    }
}
