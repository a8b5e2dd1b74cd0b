package io.vitascope.catalog;

import io.vitascope.contract.catalog.VideoChapter;
import io.vitascope.contract.catalog.VideoRendition;
import io.vitascope.outbox.ProtoTime;
import java.util.List;
import java.util.Objects;

/** A video in the words of the contract, as calls and events have it. */
final class VideoProto {

    private VideoProto() {}

    static io.vitascope.contract.catalog.Video of(LiveVideo live) {
        Video video = live.video();
        io.vitascope.contract.catalog.Video.Builder proto = io.vitascope.contract.catalog.Video.newBuilder()
                .setId(video.id().toString())
                .setTitle(video.title())
                .setDescription(video.description())
                .addAllTags(video.tags())
                .setState(state(video.state()))
                .setPlayable(video.playable())
                .setCreatedAt(ProtoTime.of(video.createdAt()))
                .setUpdatedAt(ProtoTime.of(video.updatedAt()))
                .setDurationMs(video.durationMs())
                .setSizeBytes(video.source().sizeBytes())
                .setFilename(video.source().filename())
                .setSha256(video.source().sha256())
                .setWidth(video.source().width())
                .setHeight(video.source().height())
                .setProgressPercent(live.progressPercent().orElse(0.0))
                .setViews(live.views())
                .setRevision(video.revision())
                .setOwnPoster(video.ownPosterKey() != null)
                .setHasPoster(video.posterKey().isPresent())
                .addAllWarnings(video.warnings())
                .addAllCaptions(captions(video.captionTracks()))
                .addAllChapters(video.chapters().stream()
                        .map(chapter -> VideoChapter.newBuilder()
                                .setStartMs(chapter.startMs())
                                .setEndMs(chapter.endMs())
                                .setTitle(chapter.title())
                                .build())
                        .toList());
        live.renditions().forEach(one -> proto.addRenditions(rendition(one)));
        video.failure()
                .ifPresent(failure -> proto.setFailure(io.vitascope.contract.catalog.Failure.newBuilder()
                        .setCode(failure.code())
                        .setDetail(failure.detail())
                        .setRetryable(failure.retryable())));
        return proto.build();
    }

    private static VideoRendition rendition(LiveRendition live) {
        Rendition rendition = live.rendition();
        VideoRendition.Builder proto = VideoRendition.newBuilder()
                .setName(rendition.name())
                .setKind(rendition.kind().word())
                .setWidth(rendition.width())
                .setHeight(rendition.height())
                .setFrameRate(rendition.frameRate())
                .setCodecs(rendition.codecs())
                .setAverageBandwidth(rendition.averageBandwidth())
                .setPeakBandwidth(rendition.peakBandwidth())
                .setSizeBytes(rendition.sizeBytes())
                .setState(live.state().word())
                .setSpeed(live.speed())
                .setEtaSeconds(live.etaSeconds())
                .setReason(live.skipped().map(Skipped::reason).orElse(""))
                .setDetail(live.skipped().map(Skipped::detail).orElse(""))
                .setCopied(rendition.copied())
                .setLanguage(Objects.requireNonNullElse(rendition.language(), ""))
                .setLabel(Objects.requireNonNullElse(rendition.label(), ""));
        if (rendition.fidelity() != null) {
            proto.getQualityBuilder()
                    .setXpsnrDb(rendition.fidelity().xpsnrDb())
                    .setSsim(rendition.fidelity().ssim())
                    .setSamples(rendition.fidelity().samples());
        }
        live.percent().ifPresent(proto::setProgressPercent);
        return proto.build();
    }

    static List<io.vitascope.contract.catalog.CaptionTrack> captions(List<CaptionTrack> tracks) {
        return tracks.stream()
                .map(track -> io.vitascope.contract.catalog.CaptionTrack.newBuilder()
                        .setId(track.id())
                        .setLanguage(track.caption().language())
                        .setLabel(track.caption().label())
                        .setKind(track.caption().kind().word())
                        .setPreferred(track.caption().preferred())
                        .setSource(track.uploaded() ? "uploaded" : "extracted")
                        .setKey(track.caption().key())
                        .build())
                .toList();
    }

    static io.vitascope.contract.catalog.Video.State state(Video.State state) {
        return switch (state) {
            case PROCESSING -> io.vitascope.contract.catalog.Video.State.PROCESSING;
            case READY -> io.vitascope.contract.catalog.Video.State.READY;
            case FAILED -> io.vitascope.contract.catalog.Video.State.FAILED;
        };
    }
}
