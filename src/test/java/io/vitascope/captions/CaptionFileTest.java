package io.vitascope.captions;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Files as people have them, in both formats and every encoding, become the same WebVTT. */
class CaptionFileTest {

    /** Characters; what a file of captions may have. */
    private static final int MANY = 2_000_000;

    private static final Duration HANGS = Duration.ofMinutes(1);

    private static final String SUBRIP = """
            1
            00:00:01,000 --> 00:00:02,500
            Grüße – “hello”

            2
            00:00:03,000 --> 00:00:04,000 X1:1 X2:2 Y1:3 Y2:4
            <i>Two</i>
            lines
            """;

    private static final String READ = """
            WEBVTT

            00:00:01.000 --> 00:00:02.500
            Grüße – “hello”

            00:00:03.000 --> 00:00:04.000
            <i>Two</i>
            lines
            """;

    @ParameterizedTest
    @CsvSource({"UTF-8", "UTF-16LE", "UTF-16BE", "windows-1252"})
    void everyEncodingIsRecognised(String encoding) throws Exception {
        assertThat(read(SUBRIP.getBytes(Charset.forName(encoding)))).isEqualTo(READ);
        if (encoding.startsWith("UTF")) {
            assertThat(read(("\ufeff" + SUBRIP).getBytes(Charset.forName(encoding))))
                    .isEqualTo(READ);
        }
    }

    @Test
    void lineEndsOfAnySystemDo() throws Exception {
        assertThat(read(SUBRIP.replace("\n", "\r\n"))).isEqualTo(READ);
        assertThat(read(SUBRIP.replace("\n", "\r"))).isEqualTo(READ);
        assertThat(read(SUBRIP.strip())).isEqualTo(READ);
    }

    @Test
    void whatIsReadOnceIsReadTheSameAgain() throws Exception {
        assertThat(read(READ)).isEqualTo(READ);
    }

    @Test
    void headersNotesStylesAndRegionsOfWebVttAreLeftOut() throws Exception {
        String file = """
                WEBVTT - a title
                Kind: captions
                X-TIMESTAMP-MAP=LOCAL:00:00:00.000,MPEGTS:900000

                NOTE a remark
                over --> lines

                STYLE
                ::cue { background: url(https://example.org/spy) }

                REGION
                id:fred

                intro
                01:02.500 --> 01:03.000 align:start line:-2 region:fred size:200% position:10%,line-left onclick:x
                Hello
                """;
        assertThat(read(file)).isEqualTo("""
                WEBVTT

                00:01:02.500 --> 00:01:03.000 align:start line:-2 position:10%,line-left
                Hello
                """);
    }

    @Test
    void aTextOfSubRipMayHaveEmptyLines() throws Exception {
        String file = """
                1
                00:00:01,000 --> 00:00:02,000
                one

                still one

                2

                3
                00:00:03,000 --> 00:00:04,000
                three
                """;
        assertThat(read(file)).isEqualTo("""
                WEBVTT

                00:00:01.000 --> 00:00:02.000
                one
                still one
                2

                00:00:03.000 --> 00:00:04.000
                three
                """);
    }

    @Test
    void cuesMayFollowEachOtherWithoutNumbersOrEmptyLines() throws Exception {
        String file = """
                0:00:01,5 --> 0:00:02,25
                one
                00:00:03,000 --> 00:00:04,000
                two
                """;
        assertThat(read(file)).isEqualTo("""
                WEBVTT

                00:00:01.500 --> 00:00:02.250
                one

                00:00:03.000 --> 00:00:04.000
                two
                """);
    }

    @Test
    void emptyCuesAreLeftOut() throws Exception {
        String file = """
                WEBVTT

                00:01.000 --> 00:02.000

                00:03.000 --> 00:04.000
                <i> </i>

                00:05.000 --> 00:06.000
                text
                """;
        assertThat(read(file)).isEqualTo("WEBVTT\n\n00:00:05.000 --> 00:00:06.000\ntext\n");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "just some text                                         | 1",
                "WEBVTT\\n\\n00:01.000 --> 00:02.000\\na\\n\\nb\\nc     | 6",
                "WEBVTT\\n\\n00:01.000 -> 00:02.000\\na                 | 3",
                "WEBVTT\\n\\nid\\n00:01 --> 00:02\\na                   | 4",
                "1\\n00:61:01,000 --> 00:00:02,000\\na                  | 2",
                "{\\\"json\\\": true}                                   | 1",
                "WEBVTT                                                 | 1",
                "''                                                     | 1"
            })
    void whatCannotBeReadIsRefusedWithItsLine(String written, int line) {
        byte[] file = written.replace("\\n", "\n").getBytes(StandardCharsets.UTF_8);
        assertThatThrownBy(() -> CaptionFile.read(file))
                .isInstanceOfSatisfying(CaptionException.class, refused -> assertThat(refused.line())
                        .isEqualTo(line))
                .hasMessageStartingWith("Line " + line + ": ");
    }

    /** Each line looked at again for each before it, as much text as a request may bring would take hours. */
    @ParameterizedTest
    @ValueSource(strings = {"\n", " \n", "\n1\n"})
    void aFileOfManyLinesIsReadAtOnce(String repeated) {
        String file = "00:00:01,000 --> 00:00:02,000\na\n" + repeated.repeat(MANY / repeated.length()) + "\nb";
        assertTimeoutPreemptively(HANGS, () -> assertThat(read(file)).contains("\na\n"));
    }

    @Test
    void aLongLineIsLookedAtOnceHoweverManyEmptyOnesLeadToIt() {
        String file = "00:00:01,000 --> 00:00:02,000\na" + "\n".repeat(MANY / 2) + " ".repeat(MANY / 2) + "b";
        assertTimeoutPreemptively(HANGS, () -> assertThat(read(file)).endsWith("\na\n"));
    }

    @Test
    void aLineOfTimesAndSpacesAndSomethingOddIsRefusedAtOnce() {
        String file = "00:00:01,000 --> 00:00:02,000" + " ".repeat(MANY) + "\u2028\na";
        assertTimeoutPreemptively(
                HANGS, () -> assertThatThrownBy(() -> read(file)).isInstanceOf(CaptionException.class));
    }

    @Test
    void binaryFilesAreNoText() {
        byte[] picture = {(byte) 0x89, 'P', 'N', 'G', '\r', '\n', 0x1a, '\n', 0, 0, 0, 13, 'I', 'H', 'D', 'R'};
        assertThatThrownBy(() -> CaptionFile.read(picture)).isInstanceOf(CaptionException.class);
    }

    private static String read(String file) throws CaptionException {
        return read(file.getBytes(StandardCharsets.UTF_8));
    }

    private static String read(byte[] file) throws CaptionException {
        return new String(CaptionFile.read(file).webVtt(), StandardCharsets.UTF_8);
    }
}
