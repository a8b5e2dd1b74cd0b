package io.vitascope.catalog;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.InstanceOfAssertFactories.type;

import io.vitascope.kernel.ProblemException;
import io.vitascope.kernel.VideoId;
import io.vitascope.kernel.VideoText;
import java.util.Comparator;
import java.util.List;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class VideoQueryTest {

    private static final String ID = VideoId.create(0).toString();

    @Test
    void nothingGivenMeansTheNewestTwenty() {
        VideoQuery query = VideoQuery.parse("", "", List.of(), 1, VideoQuery.DEFAULT_PAGE_SIZE, "");
        assertThat(query.order()).hasToString("-created_at");
        assertThat(query.offset()).isZero();
        assertThat(query.pageSize()).isEqualTo(20);
    }

    @Test
    void aCursorComesBackAsItWas() {
        Cursor cursor = new Cursor(VideoOrder.parse("-title"), 0, "straße\n\0" + ID);
        assertThat(Cursor.parse(cursor.toString())).isEqualTo(cursor);
        assertThat(cursor.toString()).matches("[A-Za-z0-9_-]+");
    }

    @ParameterizedTest
    @ValueSource(strings = {"x", "!!!", "LWNyZWF0ZWRfYXQ", "_____w", "LWNyZWF0ZWRfYXQKMQpub3QtYW4taWQ"})
    void whatIsNoCursorIsRefused(String text) {
        refused(() -> Cursor.parse(text), CatalogError.BAD_CURSOR);
    }

    @Test
    void aCursorBringsItsOrderAlong() {
        String cursor = new Cursor(VideoOrder.parse("views"), 7, ID).toString();
        assertThat(VideoQuery.parse("", "", List.of(), 1, 20, cursor).order()).hasToString("views");
        refused(() -> VideoQuery.parse("title", "", List.of(), 1, 20, cursor), CatalogError.BAD_CURSOR);
    }

    @Test
    void anUnknownSortOrStateIsRefusedWithTheAllowedOnes() {
        assertThatThrownBy(() -> VideoQuery.parse("colour", "", List.of(), 1, 20, ""))
                .asInstanceOf(type(ProblemException.class))
                .satisfies(problem -> assertThat(problem.facts())
                        .containsEntry("allowed", "created_at, title, views, duration, size"));
        assertThatThrownBy(() -> VideoQuery.parse("", "done", List.of(), 1, 20, ""))
                .asInstanceOf(type(ProblemException.class))
                .satisfies(
                        problem -> assertThat(problem.facts()).containsEntry("allowed", "processing, ready, failed"));
    }

    @Test
    void pagesOutsideTheLimitsAreRefused() {
        refused(() -> VideoQuery.parse("", "", List.of(), 0, 20, ""), CatalogError.BAD_PAGE);
        refused(() -> VideoQuery.parse("", "", List.of(), 1, 0, ""), CatalogError.BAD_PAGE);
        refused(() -> VideoQuery.parse("", "", List.of(), 1, 101, ""), CatalogError.BAD_PAGE);
    }

    @Test
    void titlesSortWithoutCaseAndAccents() {
        assertThat(TitleKey.of("Éclair À GO")).isEqualTo("eclair a go");
    }

    @Test
    void titlesWithNumbersSortAsPeopleCount() {
        List<String> titles = List.of(
                "1000000000000 stars",
                "Part 10",
                "Part 2",
                "part 02b",
                "Part",
                "Part 1",
                "Parting",
                "9 lives",
                "10 lives",
                "999999999 nights");
        assertThat(titles.stream().sorted(Comparator.comparing(TitleKey::of)))
                .containsExactly(
                        "9 lives",
                        "10 lives",
                        "999999999 nights",
                        "1000000000000 stars",
                        "Part",
                        "Part 1",
                        "Part 2",
                        "part 02b",
                        "Part 10",
                        "Parting");
    }

    /** U+FDFA stands for a sentence of 18 letters. */
    @Test
    void theCursorOfAnyTitleCanBeSentBack() {
        String member = TitleKey.of("\uFDFA".repeat(200)) + "\0" + VideoId.EXAMPLE;
        Cursor cursor = new Cursor(VideoOrder.parse("title"), 0, member);
        assertThat(cursor.toString().length()).isLessThan(2_000);
        assertThat(Cursor.parse(cursor.toString())).isEqualTo(cursor);
    }

    @Test
    void marksThatAreSoundsOfTheirOwnAreKept() {
        assertThat(SearchWords.split("काल, कल, कील")).containsExactly("काल", "कल", "कील");
        assertThat(SearchWords.split("がき かき")).containsExactly("が", "き", "か", "き");
        assertThat(SearchWords.split("ｶﾞｷ")).containsExactly("ガ", "キ");
        assertThat(SearchWords.split("சிவா")).containsExactly("சிவா");
        assertThat(SearchWords.split("กี่ กา")).containsExactly("กี่", "ก", "า");
        assertThat(SearchWords.split("й שָׁלוֹם مُحَمَّد ❤️1️⃣")).containsExactly("и", "שלום", "محمد", "1");
        assertThat(SearchWords.split("한국").get(0))
                .startsWith(SearchWords.split("하").get(0));
    }

    @Test
    void aTagIsLookedForAsItIsKept() {
        assertThat(VideoQuery.parse("", "", List.of("Cafe\u0301", " two \t words "), 1, 20, "")
                        .tags())
                .containsExactlyElementsOf(new VideoText("-", "", List.of("café", "two words")).tags());
    }

    @Test
    void aSearchIsItsWordsWithoutCaseAndAccents() {
        assertThat(SearchWords.split("Éclairs à gogo: IMG_2034.MOV, Straße, ŁÓDŹ"))
                .containsExactly("eclairs", "a", "gogo", "img", "2034", "mov", "strasse", "lodz");
    }

    @Test
    void whereThereAreNoBlanksEachCharacterIsAWord() {
        assertThat(SearchWords.split("東京の夏 2026")).containsExactly("東", "京", "の", "夏", "2026");
    }

    @Test
    void aSearchWithoutEndIsRefused() {
        VideoQuery all = VideoQuery.parse("", "", List.of(), 1, 20, "");
        refused(() -> all.searching("x".repeat(201)), CatalogError.SEARCH_TOO_LONG);
        refused(() -> all.searching("x ".repeat(21)), CatalogError.SEARCH_TOO_LONG);
        assertThat(all.searching("  ").words()).isEmpty();
        assertThat(all.searching("?!").words()).contains(List.of());
    }

    private static void refused(ThrowingCallable call, CatalogError code) {
        assertThatThrownBy(call)
                .asInstanceOf(type(ProblemException.class))
                .satisfies(problem -> assertThat(problem.code()).isEqualTo(code));
    }
}
