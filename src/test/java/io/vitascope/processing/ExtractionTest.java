package io.vitascope.processing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import io.vitascope.captions.ClosedCaptions;
import io.vitascope.captions.TestLine21;
import io.vitascope.contract.processing.FoundCaptions;
import io.vitascope.contract.processing.FoundChapter;
import io.vitascope.contract.processing.TextFound;
import io.vitascope.processing.ffmpeg.FfmpegException;
import io.vitascope.processing.ffmpeg.MediaInfo;
import io.vitascope.processing.ffmpeg.MediaLimits;
import io.vitascope.processing.ffmpeg.NoLivingHandles;
import io.vitascope.processing.ffmpeg.Probe;
import io.vitascope.processing.ffmpeg.TestClips;
import io.vitascope.processing.ffmpeg.TestMux;
import io.vitascope.processing.ffmpeg.TestMux.Line;
import io.vitascope.processing.ffmpeg.Timing;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What a source carries as text, as viewers get it. */
@ExtendWith(NoLivingHandles.class)
class ExtractionTest {

    private static final int DEFAULT = 1; // AV_DISPOSITION_DEFAULT
    private static final int FORCED = 1 << 6; // AV_DISPOSITION_FORCED
    private static final int FOR_THE_DEAF = 1 << 7; // AV_DISPOSITION_HEARING_IMPAIRED

    @TempDir
    private Path folder;

    private final List<String> warnings = new ArrayList<>();

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "film.mkv | subrip   | <i>One</i> <script>x</script>        | {\\an8}Two & three",
                "film.mkv | webvtt   | <i>One</i> <script>x</script>        | <c.red>Two</c> &amp; three",
                "film.mkv | ass      | 0,0,D,,0,0,0,,{\\i1}One{\\i0} <script>x</script> | 1,0,D,,0,0,0,,{\\an8}Two &"
                        + " three",
                "film.mp4 | mov_text | One <script>x</script>               | Two & three"
            })
    void subtitlesOfEveryKindBecomeTheSameSafeWebVtt(String file, String codec, String one, String two)
            throws Exception {
        Path film = film(file)
                .text(codec, "ger", "", DEFAULT, new Line(500, 1_000, one), new Line(1_200, 1_800, two))
                .make();
        TextFound found = find(film).orElseThrow();
        String italic = codec.equals("mov_text") ? "One" : "<i>One</i>";
        assertThat(text(found.getCaptions(0))).isEqualTo("""
            WEBVTT

            00:00:00.500 --> 00:00:01.000
            %s &lt;script&gt;x&lt;/script&gt;

            00:00:01.200 --> 00:00:01.800
            Two &amp; three
            """.formatted(italic));
        assertThat(warnings).isEmpty();
    }

    @Test
    void languagesNamesAndPurposesAreKept() throws Exception {
        Path film = film("film.mkv")
                .text("subrip", "ger", "", DEFAULT, new Line(0, 500, "a"))
                .text("subrip", "eng", "", FOR_THE_DEAF, new Line(0, 500, "b"))
                .text("subrip", "eng", "Signs & songs", FORCED, new Line(0, 500, "c"))
                .text("subrip", "fre", "", 0, new Line(0, 500, "<i> </i>"))
                .text("subrip", "", "", 0, new Line(0, 500, "d"))
                .make();
        assertThat(find(film).orElseThrow().getCaptionsList())
                .extracting(
                        FoundCaptions::getLanguage,
                        FoundCaptions::getLabel,
                        FoundCaptions::getKind,
                        FoundCaptions::getPreferred)
                .containsExactly(
                        tuple("de", "Deutsch", "subtitles", true),
                        tuple("en", "English (SDH)", "captions", false),
                        tuple("en", "Signs & songs", "forced", false),
                        tuple("und", "Subtitles", "subtitles", false));
    }

    @ParameterizedTest
    @CsvSource({"film.mkv, true", "film.mp4, false"})
    void anMp4HasNoPreferredSubtitles(String file, boolean preferred) throws Exception {
        String codec = preferred ? "subrip" : "mov_text";
        Path film = film(file)
                .text(codec, "ger", "", DEFAULT, new Line(0, 500, "a"))
                .text(codec, "eng", "", 0, new Line(0, 500, "b"))
                .make();
        assertThat(find(film).orElseThrow().getCaptionsList())
                .extracting(FoundCaptions::getPreferred)
                .containsExactly(preferred, false);
    }

    @ParameterizedTest
    @CsvSource({"film.mkv", "film.mp4"})
    void chaptersAreThoseOfTheFile(String file) throws Exception {
        Path film = film(file)
                .chapter(0, 800, "Dawn <1>")
                .chapter(800, 1_500, "Noon")
                .chapter(1_500, 99_000, "")
                .make();
        List<FoundChapter> chapters = find(film).orElseThrow().getChaptersList();
        assertThat(chapters).extracting(FoundChapter::getTitle).containsExactly("Dawn <1>", "Noon", "Chapter 3");
        assertThat(chapters).extracting(FoundChapter::getStartMs).containsExactly(0L, 800L, 1_500L);
        assertThat(chapters.get(1).getEndMs()).isEqualTo(1_500);
        assertThat(chapters.get(2).getEndMs()).isBetween(1_900L, 2_200L);
    }

    @Test
    void aFileWithoutTextHasNone() throws Exception {
        assertThat(find(film("film.mp4").make())).isEmpty();
    }

    @Test
    void picturesOfSubtitlesAreLeftOutWithAWarning() throws Exception {
        Path film = film("film.mkv")
                .text("hdmv_pgs_subtitle", "ger", "", 0, new Line(0, 500, "no picture"))
                .make();
        assertThat(find(film)).isEmpty();
        assertThat(warnings)
                .containsExactly("The subtitles in German are pictures (hdmv_pgs_subtitle) and cannot be offered.");
    }

    @Test
    void aTrackOfClosedCaptionsIsATrackOfCaptionsAndThoseInThePictureAreTheSame() throws Exception {
        TestLine21 line = new TestLine21().popOn(15, 15, "HELLO").erased(45);
        List<Line> samples = new ArrayList<>();
        for (int i = 0; i < 60; i++) {
            String pair = new String(line.firstField(i, i + 1), StandardCharsets.ISO_8859_1);
            samples.add(new Line(Math.round(i * 1001 / 30.0), Math.round((i + 1) * 1001 / 30.0), pair));
        }
        Path film = film("film.mov")
                .text("eia_608", "eng", "", 0, samples.toArray(Line[]::new))
                .make();
        FoundCaptions found = find(film).orElseThrow().getCaptions(0);
        assertThat(found.getLanguage()).isEqualTo("en");
        assertThat(found.getLabel()).isEqualTo("English (CC)");
        assertThat(found.getKind()).isEqualTo("captions");
        assertThat(text(found)).isEqualTo("WEBVTT\n\n00:00:00.501 --> 00:00:01.502\nHELLO\n");
        assertThat(warnings).isEmpty();
        ClosedCaptions inPicture = new ClosedCaptions();
        inPicture.add(0, line.firstField(0, 60));
        MediaInfo info = Probe.probe(film, MediaLimits.defaults());
        assertThat(new Extraction(film, info, Timing.of(0), MediaLimits.defaults()).find(folder, inPicture.end(2_000)))
                .isEmpty();
    }

    private TestMux film(String name) throws FfmpegException {
        Path clip = TestClips.in(folder, "clip.mp4").noAudio().make();
        return TestMux.in(folder, name).take(clip, 0, "", "");
    }

    private Optional<TextFound> find(Path film) throws FfmpegException {
        MediaInfo info = Probe.probe(film, MediaLimits.defaults());
        return new Extraction(film, info, Timing.of(0), MediaLimits.defaults()).find(folder, warnings::add);
    }

    private static String text(FoundCaptions captions) throws IOException {
        return Files.readString(Path.of(captions.getFile()));
    }
}
