package io.vitascope.catalog;

import com.fasterxml.jackson.annotation.JsonProperty;
import io.quarkus.runtime.annotations.RegisterForReflection;
import io.vitascope.kernel.Sha256;
import io.vitascope.kernel.VideoId;
import java.util.ArrayList;
import java.util.List;
import org.eclipse.microprofile.openapi.annotations.media.Schema;

/** Captions in one language as HTTP clients see them. */
@Schema(name = "Captions")
@RegisterForReflection
record CaptionJson(
        @Schema(description = "BCP 47; und when the video's file does not tell", examples = "pt-BR")
        String language,

        @Schema(description = "For viewers", examples = "Português (Brasil)")
        String label,

        @Schema(
                enumeration = {"subtitles", "captions", "forced"},
                description = "captions: with all that is to be heard; forced: only what is spoken in another language")
        String kind,

        @Schema(description = "Shown unless the viewer does not want it") @JsonProperty("default")
        boolean preferred,

        @Schema(
                enumeration = {"uploaded", "extracted"},
                description = "From the video's own file: extracted")
        String source,

        @Schema(description = "Whether players get it: what is uploaded replaces what is extracted in its language")
        boolean offered,

        @Schema(description = "WebVTT; an absolute path on this host, another one when they are replaced")
        String href) {

    /** Of a digest: enough that two files in a row have not the same. */
    private static final int VERSION_BYTES = 6;

    /** All that there are: those that players get first. */
    static List<CaptionJson> all(Video video) {
        List<CaptionJson> all = new ArrayList<>(offered(video));
        List<Caption> extracted = video.sourceText().captions();
        for (int i = 0; i < extracted.size(); i++) {
            Caption caption = extracted.get(i);
            if (video.captions(caption.language()).isPresent()) {
                all.add(of(caption, "extracted", false, extracted(video.videoId(), i + 1)));
            }
        }
        return all;
    }

    static List<CaptionJson> offered(Video video) {
        List<Caption> extracted = video.sourceText().captions();
        List<String> keys = extracted.stream().map(Caption::key).toList();
        return video.captionTracks().stream()
                .map(track -> track.uploaded()
                        ? uploaded(video.videoId(), track.caption())
                        : of(
                                track.caption(),
                                "extracted",
                                true,
                                extracted(
                                        video.videoId(),
                                        keys.indexOf(track.caption().key()) + 1)))
                .toList();
    }

    static CaptionJson uploaded(VideoId id, Caption caption) {
        return of(caption, "uploaded", true, path(id) + "/" + caption.language());
    }

    static String path(VideoId id) {
        return "/api/v1/videos/" + id + "/captions";
    }

    private static String extracted(VideoId id, int number) {
        return path(id) + "/extracted/" + number;
    }

    private static CaptionJson of(Caption caption, String source, boolean offered, String href) {
        return new CaptionJson(
                caption.language(),
                caption.label(),
                caption.kind().word(),
                caption.preferred(),
                source,
                offered,
                href + "?v=" + Sha256.hex(caption.toString(), VERSION_BYTES));
    }
}
