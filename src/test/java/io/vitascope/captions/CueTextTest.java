package io.vitascope.captions;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** Whatever a cue is written in, what comes out is escaped text with balanced i, b and u. */
class CueTextTest {

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "plain                                  | plain",
                "<i>a</i> <b>b</b> <u>c</u>             | <i>a</i> <b>b</b> <u>c</u>",
                "<I>loud</I>                            | <i>loud</i>",
                "<i.yellow.bg_blue>a</i>                | <i>a</i>",
                "<c.red>a</c> <lang en-GB>b</lang>      | a b",
                "<v Fred Astaire>Hello                  | Hello",
                "<ruby>a<rt>b</rt></ruby>               | ab",
                "one <00:00:01.500>two <00:02.000>three | one two three",
                "<font color=\"#ff0000\">red</font>     | red",
                "<em>a</em> <strong>b</strong>          | <i>a</i> <b>b</b>",
                "<script>alert(1)</script>              | &lt;script&gt;alert(1)&lt;/script&gt;",
                "<img src=x onerror=alert(1)>           | &lt;img src=x onerror=alert(1)&gt;",
                "<i onclick=alert(1)>a</i>              | <i>a</i>",
                "<svg/onload=alert(1)>                  | &lt;svg/onload=alert(1)&gt;",
                "<<i>script>                            | &lt;<i>script&gt;</i>",
                "a < b > c                              | a &lt; b &gt; c",
                "x --> y                                | x --&gt; y",
                "Tom & Jerry                            | Tom &amp; Jerry",
                "Tom &amp; Jerry &lt;3                  | Tom &amp; Jerry &lt;3",
                "&#60;script&#x3E;                      | &lt;script&gt;",
                "&bogus; &#99999999;                    | &amp;bogus; &amp;#99999999;",
                "<i>never closed                        | <i>never closed</i>",
                "<i><b>a</i>b</b>                       | <i><b>a</b></i><b>b</b>",
                "</i>closed only                        | closed only",
                "<i><i>twice</i></i>                    | <i>twice</i>",
                "<i></i>nothing<b> </b>                 | nothing<b> </b>"
            })
    void tagsOfWebVttAndHtmlAreReducedToTheThree(String written, String safe) {
        assertThat(webVtt(written)).isEqualTo(safe);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{\\an8}on top          | on top",
                "{\\i1}a{\\i0}          | a",
                "{not an override}      | {not an override}",
                "<i>a</i> {\\an2} &     | <i>a</i>  &amp;"
            })
    void subRipLosesWhatIsOfAnotherFormat(String written, String safe) {
        assertThat(CueText.SUBRIP.safe(utf8(written))).isEqualTo(safe);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "0,0,Default,,0,0,0,,Hello, world                     | Hello, world",
                "0,0,Default,,0,0,0,,{\\i1}a{\\i0} {\\b700}b{\\b0}    | <i>a</i> <b>b</b>",
                "0,0,Default,,0,0,0,,{\\b400}thin{\\blur2\\bord1}     | thin",
                "0,0,Default,,0,0,0,,a\\hb                            | a\u00a0b",
                "0,0,Default,,0,0,0,,{\\pos(1,2)\\c&H00FF&}a          | a",
                "0,0,Default,,0,0,0,,{\\p1}m 0 0 l 9 9{\\p0}text      | text",
                "0,0,Default,,0,0,0,,<b>&lt;                          | &lt;b&gt;&amp;lt;",
                "0,0,Default,,0,0,0,,{open                            | {open",
                "0,0,Default,,0,0,0,,{{\\i1}a{\\i0}}{{open           | <i>a</i>}{{open"
            })
    void overridesOfAssBecomeTagsOrNothing(String event, String safe) {
        assertThat(CueText.ASS.safe(utf8(event))).isEqualTo(safe);
    }

    @Test
    void linesStayLinesAndNoneIsEmpty() {
        assertThat(CueText.ASS.safe(utf8("0,0,Default,,0,0,0,,a\\N\\N b\\nc"))).isEqualTo("a\nb\nc");
        assertThat(webVtt("a\r\n\r\nb\rc<br>d")).isEqualTo("a\nb\nc\nd");
        assertThat(webVtt(" \n<i> \n</i>\u200b\u00a0")).isEmpty();
        assertThat(webVtt("a\u0000\u0007b\tc\u2028d")).isEqualTo("ab c d");
    }

    @Test
    void stylesOfTimedTextAreThoseOfItsBox() {
        byte[] text = utf8("D\u00fcr & <b>");
        ByteBuffer sample = ByteBuffer.allocate(64);
        sample.putShort((short) text.length).put(text);
        sample.putInt(8 + 2 + 24)
                .put("styl".getBytes(StandardCharsets.US_ASCII))
                .putShort((short) 2);
        sample.putShort((short) 0)
                .putShort((short) 3)
                .putShort((short) 1)
                .put((byte) 1)
                .put((byte) 12)
                .putInt(-1);
        sample.putShort((short) 6)
                .putShort((short) 99)
                .putShort((short) 1)
                .put((byte) 6)
                .put((byte) 12)
                .putInt(-1);
        byte[] bytes = new byte[sample.position()];
        sample.flip().get(bytes);
        assertThat(CueText.MOV_TEXT.safe(bytes)).isEqualTo("<b>D\u00fcr</b> &amp; <i><u>&lt;b&gt;</u></i>");
    }

    @Test
    void aTimedTextThatIsCutOffGivesWhatIsThere() {
        assertThat(CueText.MOV_TEXT.safe(new byte[] {})).isEmpty();
        assertThat(CueText.MOV_TEXT.safe(new byte[] {0})).isEmpty();
        assertThat(CueText.MOV_TEXT.safe(new byte[] {0, 9, 'a', 'b'})).isEqualTo("ab");
        assertThat(CueText.MOV_TEXT.safe(new byte[] {0, 1, 'a', 127, 0, 0, 0, 's', 't', 'y', 'l'}))
                .isEqualTo("a");
    }

    @ParameterizedTest
    @EnumSource(CueText.class)
    void noBytesMakeAnythingUnsafe(CueText format) {
        Random random = new Random(7);
        String alphabet = "<>/&;{}\\ibup01 \n\r-:.,#xamplt\u00e9\u0000\ufffe";
        for (int round = 0; round < 20_000; round++) {
            StringBuilder written = new StringBuilder(format == CueText.ASS ? "0,0,Default,,0,0,0,," : "");
            for (int i = random.nextInt(40); i > 0; i--) {
                written.append(alphabet.charAt(random.nextInt(alphabet.length())));
            }
            String safe = format.safe(utf8(written.toString()));
            String withoutTags = safe.replaceAll("</?[ibu]>", "");
            assertThat(withoutTags).as(written.toString()).doesNotContain("<").doesNotContain(">");
            assertThat(withoutTags.replaceAll("&(amp|lt|gt);", ""))
                    .as(written.toString())
                    .doesNotContain("&");
            assertThat(safe.lines()).as(written.toString()).allMatch(line -> !line.isBlank());
            for (String style : new String[] {"i", "b", "u"}) {
                assertThat(safe.split("<" + style + ">", -1).length)
                        .as(written.toString())
                        .isEqualTo(safe.split("</" + style + ">", -1).length);
            }
        }
    }

    @Test
    void aNovelInOneCueIsCutOff() {
        assertThat(webVtt("a".repeat(100_000))).hasSize(2_000);
    }

    private static String webVtt(String written) {
        return CueText.WEBVTT.safe(utf8(written));
    }

    private static byte[] utf8(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
