package io.vitascope.processing;

import io.vitascope.captions.Captions;
import io.vitascope.captions.Cue;
import io.vitascope.captions.CueText;
import io.vitascope.contract.processing.FoundCaptions;
import io.vitascope.contract.processing.FoundChapter;
import io.vitascope.contract.processing.TextFound;
import io.vitascope.kernel.LanguageTag;
import io.vitascope.processing.ffmpeg.FfmpegException;
import io.vitascope.processing.ffmpeg.MediaInfo;
import io.vitascope.processing.ffmpeg.MediaInfo.SubtitleStream;
import io.vitascope.processing.ffmpeg.MediaLimits;
import io.vitascope.processing.ffmpeg.TextReader;
import io.vitascope.processing.ffmpeg.Timing;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import java.util.stream.Collectors;

/**
 * Takes out of a source what it carries as text: subtitles, which become safe WebVTT, and chapters.
 *
 * <p>Threads: confined to one.
 */
final class Extraction {

    /** Discs have more languages than anybody chooses among. */
    private static final int MOST_STREAMS = 32;

    private static final int MOST_CHAPTERS = 1_000;

    private final Path source;
    private final MediaInfo info;
    private final Timing timing;
    private final MediaLimits limits;

    Extraction(Path source, MediaInfo info, Timing timing, MediaLimits limits) {
        this.source = source;
        this.info = info;
        this.timing = timing;
        this.limits = limits;
    }

    /**
     * Writes a file per stream into the workspace.
     *
     * @param warnings takes a sentence for each stream that is no text
     * @return empty when there is neither a text nor a chapter
     */
    Optional<TextFound> find(Path workspace, Consumer<String> warnings) throws FfmpegException {
        TextFound.Builder found = TextFound.newBuilder();
        Map<SubtitleStream, List<Cue>> cues = new LinkedHashMap<>();
        for (SubtitleStream stream : info.subtitles()) {
            if (CueText.ofCodec(stream.codec()).isEmpty()) {
                warnings.accept(String.format(
                        "The subtitles%s are %s (%s) and cannot be offered.",
                        LanguageTag.ofFile(stream.language())
                                .map(tag -> " in " + tag.englishName())
                                .orElse(""),
                        stream.pictures() ? "pictures" : "of a kind that is not known here",
                        stream.codec()));
            } else if (cues.size() < MOST_STREAMS) {
                cues.put(stream, new ArrayList<>());
            }
        }
        if (!cues.isEmpty()) {
            read(cues);
        }
        cues.forEach((stream, written) -> {
            Captions captions = Captions.of(written);
            if (!captions.isEmpty()) {
                Path file = workspace.resolve("captions-" + found.getCaptionsCount() + ".vtt");
                write(file, captions);
                found.addCaptions(captions(stream, file));
            }
        });
        found.addAllChapters(chapters());
        return found.getCaptionsCount() + found.getChaptersCount() == 0 ? Optional.empty() : Optional.of(found.build());
    }

    private void read(Map<SubtitleStream, List<Cue>> cues) throws FfmpegException {
        Map<Integer, List<TextReader.Cue>> written = new LinkedHashMap<>();
        Set<Integer> streams = cues.keySet().stream().map(SubtitleStream::index).collect(Collectors.toSet());
        for (TextReader.Cue cue : TextReader.read(source, streams, timing, limits)) {
            written.computeIfAbsent(cue.streamIndex(), index -> new ArrayList<>())
                    .add(cue);
        }
        cues.forEach((stream, safe) -> CueText.ofCodec(stream.codec())
                .ifPresent(format -> written.getOrDefault(stream.index(), List.of())
                        .forEach(cue -> safe.add(
                                Cue.of(cue.startMs(), cue.endMs(), format.safe(cue.text()), cue.settings())))));
    }

    private static FoundCaptions captions(SubtitleStream stream, Path file) {
        Optional<LanguageTag> language = LanguageTag.ofFile(stream.language());
        return FoundCaptions.newBuilder()
                .setFile(file.toString())
                .setLanguage(language.map(LanguageTag::value).orElse("und"))
                .setLabel(label(stream, language))
                .setKind(stream.forced() ? "forced" : stream.forTheDeaf() ? "captions" : "subtitles")
                .setPreferred(stream.isDefault())
                .build();
    }

    private static String label(SubtitleStream stream, Optional<LanguageTag> language) {
        if (!stream.title().isBlank()) {
            return stream.title();
        }
        String name = language.map(LanguageTag::ownName).orElse("Subtitles");
        if (stream.forced()) {
            return name + " (forced)";
        }
        return stream.forTheDeaf() ? name + " (SDH)" : name;
    }

    /** In order, inside the video, each until the next at the latest; one without a name is called by its number. */
    private List<FoundChapter> chapters() {
        long endMs = info.durationUs() > 0 ? info.durationUs() / 1_000 : Long.MAX_VALUE;
        List<FoundChapter> chapters = new ArrayList<>();
        List<MediaInfo.Chapter> told = info.chapters();
        for (int i = 0; i < Math.min(MOST_CHAPTERS, told.size()); i++) {
            MediaInfo.Chapter chapter = told.get(i);
            long startMs = Math.max(0, chapter.startUs() / 1_000);
            long untilMs = Math.min(endMs, chapter.endUs() / 1_000);
            if (i + 1 < told.size()) {
                untilMs = Math.min(untilMs, told.get(i + 1).startUs() / 1_000);
            }
            if (startMs < untilMs) {
                chapters.add(FoundChapter.newBuilder()
                        .setStartMs(startMs)
                        .setEndMs(untilMs)
                        .setTitle(chapter.title().isBlank() ? "Chapter " + (i + 1) : chapter.title())
                        .build());
            }
        }
        return chapters;
    }

    private static void write(Path file, Captions captions) {
        try {
            Files.write(file, captions.webVtt());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
