package io.vitascope.captions;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Line 21 as a receiver shows it: here ten pictures a second, so that a picture's number tells its time. */
class ClosedCaptionsTest {

    private static final int PICTURE_MS = 100;
    private static final int PICTURES = 600;

    private final TestLine21 line = new TestLine21();

    @Test
    void aCaptionThatPopsOnIsThereFromItsCommandToItsErasure() {
        line.popOn(100, 15, "HELLO THERE").erased(120);
        line.popOn(200, 14, "A & B").popOn(240, 15, "LAST");
        assertThat(cues(1))
                .containsExactly(
                        new Cue(10_000, 12_000, "HELLO THERE"),
                        new Cue(20_000, 24_000, "A &amp; B"),
                        new Cue(24_000, 60_000, "LAST"));
    }

    @Test
    void rowsOfACaptionAreLines() {
        line.command(0x20)
                .command(0x2e)
                .row(14)
                .text("ONE")
                .row(15)
                .text("TWO")
                .command(0x2f)
                .until(101);
        assertThat(cues(1)).containsExactly(new Cue(10_000, 60_000, "ONE\nTWO"));
    }

    @Test
    void whatStandsAtTheTopOfThePictureStaysThere() {
        line.popOn(100, 2, "UP HERE").popOn(200, 15, "DOWN");
        assertThat(cues(1))
                .containsExactly(new Cue(10_000, 20_000, "UP HERE", "line:0"), new Cue(20_000, 60_000, "DOWN"));
    }

    @Test
    void rowsThatRollUpAreSeenUntilTheyHaveLeftTheWindow() {
        line.command(0x25).command(0x2d).row(15).text("ONE").from(100);
        line.command(0x2d)
                .text("TWO")
                .from(120)
                .command(0x2d)
                .text("THREE")
                .from(140)
                .erased(160);
        assertThat(cues(1))
                .containsExactly(
                        new Cue(10_600, 12_000, "ONE"),
                        new Cue(12_000, 14_000, "ONE\nTWO"),
                        new Cue(14_000, 16_000, "TWO\nTHREE"));
    }

    @Test
    void aRowIsNotSeenLongBeforeItIsSpoken() {
        line.command(0x25).command(0x2d).row(15).text("ONE").from(100);
        line.command(0x2d).from(120).text("TWO").from(150).erased(170);
        assertThat(cues(1)).containsExactly(new Cue(10_600, 15_000, "ONE"), new Cue(15_000, 17_000, "ONE\nTWO"));
    }

    @Test
    void aWindowMovesToAnotherRow() {
        line.command(0x26).command(0x2d).row(15).text("ONE").from(100);
        line.row(5).from(120).command(0x2d).text("TWO").from(140).erased(160);
        assertThat(cues(1))
                .containsExactly(
                        new Cue(10_600, 12_000, "ONE"),
                        new Cue(12_000, 14_000, "ONE", "line:0"),
                        new Cue(14_000, 16_000, "ONE\nTWO", "line:0"));
    }

    @Test
    void whatIsPaintedIsSeenFromItsFirstCharacterOn() {
        line.command(0x29).row(15).text("PAINTED").from(100).erased(150);
        assertThat(cues(1)).containsExactly(new Cue(10_400, 15_000, "PAINTED"));
    }

    @Test
    void anotherStyleOfCaptionsTakesTheScreen() {
        line.popOn(100, 15, "POP")
                .command(0x27)
                .command(0x2d)
                .row(15)
                .text("ROLL")
                .from(150)
                .erased(200);
        assertThat(cues(1)).containsExactly(new Cue(10_000, 15_000, "POP"), new Cue(15_600, 20_000, "ROLL"));
    }

    @Test
    void slantedAndUnderlinedTextStaysSo() {
        line.command(0x20)
                .both(0x146e) // row 15, slanted
                .text("SONG")
                .both(0x1121) // plain and underlined
                .text("LOUD")
                .command(0x2f)
                .until(101);
        assertThat(cues(1)).containsExactly(new Cue(10_000, 60_000, "<i>SONG</i> <u>LOUD</u>"));
    }

    @Test
    void charactersAreThoseOfLine21AndNotOfAscii() {
        line.command(0x20)
                .row(15)
                .text("caf\\ *{~")
                .both(0x1137) // a note
                .text("U")
                .both(0x1224) // Ü, which takes the place of the U
                .text("s")
                .both(0x1334) // ß
                .command(0x2f)
                .until(101);
        assertThat(cues(1)).containsExactly(new Cue(10_000, 60_000, "café áçñ♪Üß"));
    }

    @Test
    void aCharacterThatIsTakenBackIsGoneAndATabIsASpace() {
        line.command(0x20)
                .row(15)
                .text("OOPX")
                .command(0x21)
                .text("S")
                .both(0x1721) // one column on
                .text("HI")
                .command(0x2f)
                .until(101);
        assertThat(cues(1)).containsExactly(new Cue(10_000, 60_000, "OOPS HI"));
    }

    @ParameterizedTest
    @CsvSource({"1", "2", "3", "4"})
    void eachChannelIsItsOwn(int channel) {
        line.channel(channel).popOn(100, 15, "HELLO").erased(150);
        assertThat(read()).containsOnlyKeys(channel);
        assertThat(cues(channel)).containsExactly(new Cue(10_000, 15_000, "HELLO"));
    }

    @Test
    void twoLanguagesAndFactsOfTheProgrammeDoNotMix() {
        line.popOn(100, 15, "HELLO").erased(150);
        line.channel(3).popOn(110, 15, "HOLA").erased(160);
        line.once(0x0103).text("NEWS").once(0x0f1d).from(120);
        assertThat(cues(1)).containsExactly(new Cue(10_000, 15_000, "HELLO"));
        assertThat(cues(3)).containsExactly(new Cue(11_000, 16_000, "HOLA"));
    }

    @Test
    void pagesOfTextAreNoCaptions() {
        line.popOn(100, 15, "HELLO")
                .command(0x2a)
                .text("A PAGE")
                .from(110)
                .command(0x20)
                .from(140)
                .erased(150);
        assertThat(cues(1)).containsExactly(new Cue(10_000, 15_000, "HELLO"));
    }

    @Test
    void aCharacterThatWasDamagedOnItsWayIsLeftOut() {
        line.command(0x20)
                .row(15)
                .text("AB")
                .raw(TestLine21.odd('C'), 'D' ^ 0x80 ^ TestLine21.odd('D') ^ 'D')
                .raw(TestLine21.odd('E') ^ 0x80, TestLine21.odd('F'))
                .command(0x2f)
                .until(101);
        assertThat(cues(1)).containsExactly(new Cue(10_000, 60_000, "ABC"));
    }

    @Test
    void whatComesBeforeTheFirstCommandIsNotShown() {
        line.text("REST OF IT").from(10).popOn(100, 15, "HELLO");
        assertThat(cues(1)).containsExactly(new Cue(10_000, 60_000, "HELLO"));
    }

    @Test
    void pairsThatComeAtOnceHaveTheirTimes() {
        line.popOn(30, 15, "HELLO").erased(60);
        ClosedCaptions captions = new ClosedCaptions();
        captions.add(0, line.firstField(0, 45));
        captions.add(1_502, line.firstField(45, 90));
        List<Cue> cues = Objects.requireNonNull(captions.end(9_000).get(1)).cues();
        assertThat(cues).singleElement().satisfies(cue -> {
            assertThat(cue.startMs()).isBetween(1_000L, 1_002L);
            assertThat(cue.endMs()).isBetween(2_000L, 2_003L);
        });
    }

    @Test
    void noBytesOfAnyKindBreakOutOfTheirCue() {
        Random random = new Random(21);
        for (int round = 0; round < 200; round++) {
            ClosedCaptions captions = new ClosedCaptions();
            for (int picture = 0; picture < 400; picture++) {
                byte[] data = new byte[random.nextInt(20)];
                random.nextBytes(data);
                for (int at = 0; at + 2 < data.length; at += 3) {
                    boolean command = random.nextInt(3) == 0;
                    data[at] = (byte) (0xfc | random.nextInt(2));
                    data[at + 1] = TestLine21.odd(command ? 0x10 + random.nextInt(16) : random.nextInt(0x80));
                    data[at + 2] = TestLine21.odd(random.nextInt(0x80));
                }
                captions.add(picture * 33L, data);
            }
            captions.end(14_000).values().forEach(found -> assertThat(found.cues())
                    .allSatisfy(cue -> {
                        assertThat(cue.text()).doesNotContain("\n\n").doesNotContain("-->");
                        assertThat(cue.text().replaceAll("</?[iu]>", "")).doesNotContain("<");
                        assertThat(cue.endMs()).isGreaterThan(cue.startMs());
                    }));
        }
    }

    @Test
    void withoutACaptionThereIsNoTrack() {
        assertThat(read()).isEmpty();
        line.command(0x20).row(15).text("NEVER SHOWN").from(10);
        assertThat(read()).isEmpty();
    }

    @Test
    void bytesThatAreNoWholeTripleAreNothing() {
        ClosedCaptions captions = new ClosedCaptions();
        captions.add(0, new byte[] {(byte) 0xfc, 0x14});
        captions.add(0, Arrays.copyOf(new byte[] {(byte) 0xfc}, 1));
        assertThat(captions.end(1_000)).isEmpty();
    }

    private List<Cue> cues(int channel) {
        return Objects.requireNonNull(read().get(channel)).cues();
    }

    private Map<Integer, Captions> read() {
        ClosedCaptions captions = new ClosedCaptions();
        for (int picture = 0; picture < PICTURES; picture++) {
            captions.add((long) picture * PICTURE_MS, line.of(picture));
        }
        return captions.end((long) PICTURES * PICTURE_MS);
    }
}
