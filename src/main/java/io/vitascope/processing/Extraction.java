package io.vitascope.processing;

import io.vitascope.captions.Captions;
import io.vitascope.captions.ClosedCaptions;
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
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import java.util.stream.Collectors;

/**
 * Takes out of a source what it carries as text: subtitles and captions, which become safe WebVTT, and chapters.
 *
 * <p>Threads: confined to one.
 */
final class Extraction {

    /** Discs have more languages than anybody chooses among. */
    private static final int MOST_STREAMS = 32;

    private static final int MOST_CHAPTERS = 1_000;

    /** As FFmpeg names the codec of a stream of closed captions, as QuickTime has it. */
    private static final String CLOSED = "eia_608";

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
        List<SubtitleStream> streams = new ArrayList<>();
        for (SubtitleStream stream : info.subtitles()) {
            if (CueText.ofCodec(stream.codec()).isEmpty() && !isClosed(stream)) {
                warnings.accept(String.format(
                        "The subtitles%s are %s (%s) and cannot be offered.",
                        LanguageTag.ofFile(stream.language())
                                .map(tag -> " in " + tag.englishName())
                                .orElse(""),
                        stream.pictures() ? "pictures" : "of a kind that is not known here",
                        stream.codec()));
            } else if (streams.size() < MOST_STREAMS) {
                streams.add(stream);
            }
        }
        Map<Integer, List<TextReader.Cue>> written = read(streams);
        for (SubtitleStream stream : streams) {
            List<TextReader.Cue> cues = written.getOrDefault(stream.index(), List.of());
            CueText.ofCodec(stream.codec())
                    .ifPresentOrElse(
                            format -> add(found, workspace, captions(format, cues), captions(stream)),
                            () -> addClosed(found, workspace, closed(cues), stream.language(), stream.title()));
        }
        found.addAllChapters(chapters());
        return nonEmpty(found);
    }

    /**
     * What lies in the pictures, and not in a stream of its own. Where there is such a stream too, it holds the same.
     *
     * @param captions by channel
     * @return empty when there are none
     */
    Optional<TextFound> find(Path workspace, Map<Integer, Captions> captions) {
        TextFound.Builder found = TextFound.newBuilder();
        if (info.subtitles().stream().noneMatch(Extraction::isClosed)) {
            String spoken =
                    info.mainAudio().map(MediaInfo.AudioStream::language).orElse("");
            addClosed(found, workspace, captions, spoken, "");
        }
        return nonEmpty(found);
    }

    private static Optional<TextFound> nonEmpty(TextFound.Builder found) {
        return found.getCaptionsCount() + found.getChaptersCount() == 0 ? Optional.empty() : Optional.of(found.build());
    }

    private static boolean isClosed(SubtitleStream stream) {
        return stream.codec().equals(CLOSED);
    }

    private Map<Integer, List<TextReader.Cue>> read(List<SubtitleStream> streams) throws FfmpegException {
        if (streams.isEmpty()) {
            return Map.of();
        }
        Set<Integer> indexes = streams.stream().map(SubtitleStream::index).collect(Collectors.toSet());
        return TextReader.read(source, indexes, timing, limits).stream()
                .collect(Collectors.groupingBy(TextReader.Cue::streamIndex));
    }

    private static Captions captions(CueText format, List<TextReader.Cue> written) {
        return Captions.of(written.stream()
                .map(cue -> Cue.of(cue.startMs(), cue.endMs(), format.safe(cue.text()), cue.settings()))
                .toList());
    }

    private Map<Integer, Captions> closed(List<TextReader.Cue> written) {
        ClosedCaptions captions = new ClosedCaptions();
        long endMs = info.durationUs() / 1_000;
        for (TextReader.Cue cue : written) {
            captions.add(cue.startMs(), cue.text());
            endMs = Math.max(endMs, cue.endMs());
        }
        return captions.end(endMs);
    }

    private static void add(TextFound.Builder found, Path workspace, Captions captions, FoundCaptions.Builder told) {
        if (!captions.isEmpty()) {
            Path file = workspace.resolve("captions-" + found.getCaptionsCount() + ".vtt");
            write(file, captions);
            found.addCaptions(told.setFile(file.toString()));
        }
    }

    /** The first channel is in the language that is spoken; another one is there because it is not. */
    private static void addClosed(
            TextFound.Builder found, Path workspace, Map<Integer, Captions> channels, String spoken, String title) {
        channels.forEach((channel, captions) -> {
            boolean first = channel == 1;
            Optional<LanguageTag> language = LanguageTag.ofFile(spoken).filter(tag -> first);
            String name = language.map(tag -> tag.ownName() + " (CC)")
                    .orElse(first ? "Closed captions" : "Closed captions (CC" + channel + ")");
            add(
                    found,
                    workspace,
                    captions,
                    FoundCaptions.newBuilder()
                            .setLanguage(language.map(LanguageTag::value).orElse("und"))
                            .setLabel(first && !title.isBlank() ? title : name)
                            .setKind("captions"));
        });
    }

    private static FoundCaptions.Builder captions(SubtitleStream stream) {
        Optional<LanguageTag> language = LanguageTag.ofFile(stream.language());
        return FoundCaptions.newBuilder()
                .setLanguage(language.map(LanguageTag::value).orElse("und"))
                .setLabel(label(stream, language))
                .setKind(stream.forced() ? "forced" : stream.forTheDeaf() ? "captions" : "subtitles")
                .setPreferred(stream.isDefault());
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
