package io.vitascope.catalog;

import io.quarkus.runtime.annotations.RegisterForReflection;
import io.vitascope.kernel.VideoId;
import java.time.Instant;
import java.util.List;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.jspecify.annotations.Nullable;

/** A video as HTTP clients see it. */
@Schema(name = "Video")
@RegisterForReflection
record VideoJson(
        @Schema(examples = VideoId.EXAMPLE) String id,

        @Schema(description = "One more with every change; what If-Match takes, in quotes", examples = "3")
        long revision,

        @Schema(examples = "Our holidays") String title,
        String description,
        List<String> tags,

        @Schema(enumeration = {"processing", "ready", "failed"})
        String state,

        @Schema(description = "True as soon as first segments are published, which is long before state is ready")
        boolean playable,

        @Schema(
                description = "0 to 100; absent when failed, when the file does not tell its duration, and while the"
                        + " processing room does not answer")
        @Nullable
        Double progress,

        @Schema(description = "Only while the video is being processed") @Nullable
        Processing processing,

        Instant createdAt,
        Instant updatedAt,

        @Schema(description = "Milliseconds; measured when ready, before that as the file claims, 0 when it does not")
        long durationMs,

        @Schema(description = "Bytes of the uploaded file") long sizeBytes,

        @Schema(description = "As the uploader called it") String filename,

        @Schema(description = "Of the uploaded file, lower-case hexadecimal")
        String sha256,

        @Schema(description = "Pixels as displayed; 0 for audio only")
        int width,

        @Schema(description = "Pixels as displayed; 0 for audio only")
        int height,

        List<RenditionJson> renditions,
        long views,

        @Schema(description = "Only when state is failed") @Nullable
        FailureJson failure,

        @Schema(description = "Whether there is a poster yet; sound without a cover never has one")
        boolean hasPoster,

        @Schema(description = "Whether the poster is one that somebody chose")
        boolean ownPoster,

        @Schema(description = "Sentences for people: what of the file could not be used")
        List<String> warnings,

        @Schema(description = "Those that players get; …/captions lists all")
        List<CaptionJson> captions,

        List<ChapterJson> chapters,
        Links links) {

    @Schema(name = "Chapter")
    @RegisterForReflection
    record ChapterJson(long startMs, long endMs, String title) {}

    @Schema(name = "Processing")
    @RegisterForReflection
    record Processing(
            @Schema(enumeration = {"queued", "running", "completed", "failed"})
            String state,

            @Schema(description = "Seconds of video per second of clock; absent when unknown") @Nullable
            Double speed,

            @Schema(description = "Seconds left; absent when unknown") @Nullable
            Long etaSeconds,

            @Schema(description = "Videos before this one; only when queued") @Nullable
            Integer queuePosition) {}

    @Schema(name = "Rendition")
    @RegisterForReflection
    record RenditionJson(
            @Schema(examples = "720p") String name,
            @Schema(enumeration = {"video", "audio"}) String kind,
            int width,
            int height,

            @Schema(description = "Frames per second; 0 for sound")
            double frameRate,

            @Schema(description = "RFC 6381", examples = "avc1.64001f")
            String codecs,

            @Schema(description = "Bits per second, measured; 0 until ready")
            long averageBandwidth,

            @Schema(description = "Bits per second, measured; 0 until ready")
            long peakBandwidth,

            long sizeBytes,

            @Schema(enumeration = {"queued", "encoding", "ready", "failed", "skipped"})
            String state,

            @Schema(description = "0 to 100; absent when unknown") @Nullable
            Double progress,

            @Schema(description = "Seconds of video per second of clock; absent when unknown") @Nullable
            Double speed,

            @Schema(description = "Seconds left; absent when unknown") @Nullable
            Long etaSeconds,

            @Schema(
                    description = "Why it is skipped or failed; more words may come",
                    examples = {"upscaling", "too-close", "few-bits", "not-decodable", "not-encodable"})
            @Nullable
            String reason,

            @Schema(description = "The same for people") @Nullable
            String detail,

            @Schema(description = "The source's own picture, not encoded again")
            boolean copied,

            @Schema(description = "Of what was encoded, once it is ready") @Nullable
            QualityJson quality,

            @Schema(description = "Of a sound, BCP 47; absent when the file does not tell", examples = "de") @Nullable
            String language,

            @Schema(description = "Of a sound, for viewers", examples = "Deutsch") @Nullable
            String label) {}

    @Schema(
            name = "RenditionQuality",
            description = "How close encoded pictures come to the source's, at the size of the rendition")
    @RegisterForReflection
    record QualityJson(
            @Schema(description = "Of the brightness, in decibels", examples = "41.3")
            double xpsnrDb,

            @Schema(description = "0 to 1", examples = "0.983")
            double ssim,

            @Schema(description = "Pictures compared") int samples) {}

    @Schema(name = "Failure")
    @RegisterForReflection
    record FailureJson(
            @Schema(examples = "processing/crashed") String code,
            String detail,

            @Schema(description = "Whether POST …/retry may help")
            boolean retryable) {}

    /** Absolute paths on this host. */
    @Schema(name = "Links")
    @RegisterForReflection
    record Links(
            String self,
            String hls,

            @Schema(description = "MPEG-DASH; there once all of the video is encoded")
            String dash,

            String stream,
            String poster,

            @Schema(
                    description =
                            "WebVTT that leads to tiles of the whole video; there once all of it is processed, absent"
                                    + " for sound alone")
            @Nullable
            String storyboard,

            @Schema(
                    description =
                            "A looping WebP of three seconds; there once all of the video is processed, absent for"
                                    + " sound alone")
            @Nullable
            String preview,

            String captions,

            @Schema(description = "WebVTT") String chapters) {}

    static VideoJson of(LiveVideo live) {
        Video video = live.video();
        String self = "/api/v1/videos/" + video.id();
        return new VideoJson(
                video.id().toString(),
                video.revision(),
                video.title(),
                video.description(),
                video.tags(),
                video.state().word(),
                video.playable(),
                live.progressPercent().map(VideoJson::tenths).orElse(null),
                live.job().map(VideoJson::processing).orElse(null),
                video.createdAt(),
                video.updatedAt(),
                video.durationMs(),
                video.source().sizeBytes(),
                video.source().filename(),
                video.source().sha256(),
                video.source().width(),
                video.source().height(),
                live.renditions().stream().map(VideoJson::rendition).toList(),
                live.views(),
                video.failure()
                        .map(failure -> new FailureJson(failure.code(), failure.detail(), failure.retryable()))
                        .orElse(null),
                video.posterKey().isPresent(),
                video.ownPosterKey() != null,
                video.warnings(),
                CaptionJson.offered(video),
                video.chapters().stream()
                        .map(chapter -> new ChapterJson(chapter.startMs(), chapter.endMs(), chapter.title()))
                        .toList(),
                new Links(
                        self,
                        self + "/hls/master.m3u8",
                        self + "/dash/manifest.mpd",
                        self + "/stream",
                        self + "/poster.jpg",
                        video.source().width() > 0 ? self + "/storyboard.vtt" : null,
                        video.source().width() > 0 ? self + "/preview.webp" : null,
                        self + "/captions",
                        self + "/chapters.vtt"));
    }

    static Processing processing(Job job) {
        return new Processing(
                job.state().word(),
                hundredths(job.speed()),
                job.etaSeconds() > 0 ? job.etaSeconds() : null,
                job.state() == Job.State.QUEUED ? job.queuePosition() : null);
    }

    private static RenditionJson rendition(LiveRendition live) {
        Rendition rendition = live.rendition();
        return new RenditionJson(
                rendition.name(),
                rendition.kind().word(),
                rendition.width(),
                rendition.height(),
                rendition.frameRate(),
                rendition.codecs(),
                rendition.averageBandwidth(),
                rendition.peakBandwidth(),
                rendition.sizeBytes(),
                live.state().word(),
                live.percent().map(VideoJson::tenths).orElse(null),
                hundredths(live.speed()),
                live.etaSeconds() > 0 ? live.etaSeconds() : null,
                live.skipped().map(Skipped::reason).orElse(null),
                live.skipped().map(Skipped::detail).orElse(null),
                rendition.copied(),
                quality(rendition.fidelity()),
                rendition.language(),
                rendition.label());
    }

    private static @Nullable QualityJson quality(@Nullable Fidelity measured) {
        return measured == null
                ? null
                : new QualityJson(
                        Math.round(measured.xpsnrDb() * 100) / 100.0,
                        Math.round(measured.ssim() * 10_000) / 10_000.0,
                        measured.samples());
    }

    static double tenths(double percent) {
        return Math.round(percent * 10) / 10.0;
    }

    /** Null when unknown, which 0 stands for. */
    static @Nullable Double hundredths(double speed) {
        return speed > 0 ? Math.round(speed * 100) / 100.0 : null;
    }
}
