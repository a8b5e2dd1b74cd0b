package io.vitascope.delivery;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.vitascope.kernel.ProblemException;
import io.vitascope.storage.BlobKey;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class NamesAndTimesTest {

    @ParameterizedTest
    @CsvSource({
        "0,0",
        "12.5,12500",
        "12.5678,12567",
        "1:02,62000",
        "1:02:03.5,3600000",
        "10%,6000",
        "100%,60000",
        "61,60000",
        "9999999,60000"
    })
    void aTimeIsAMillisecondInsideTheVideo(String text, long milliseconds) {
        long durationMs = text.startsWith("1:02:") ? 3_600_000 : text.startsWith("1:02") ? 65_000 : 60_000;
        assertThat(ThumbnailTime.parseMs(text, durationMs)).isEqualTo(milliseconds);
    }

    @ParameterizedTest
    @ValueSource(strings = {"-1", "abc", "1:2:3:4", "1e3", "%", "12s", "99999999999999", " 1"})
    void aTimeThatIsNotUnderstoodIsRefused(String text) {
        assertThatThrownBy(() -> ThumbnailTime.parseMs(text, 60_000))
                .isInstanceOf(ProblemException.class)
                .hasMessageContaining("not understood");
    }

    @Test
    void aPlainNameIsSentAsItIs() {
        assertThat(Disposition.attachment("holiday 1.mp4")).isEqualTo("attachment; filename=\"holiday 1.mp4\"");
    }

    @Test
    void aForeignNameIsSentInFullAndInAscii() {
        assertThat(Disposition.attachment("Käse 日本.mp4"))
                .isEqualTo("attachment; filename=\"Kase __.mp4\"; filename*=UTF-8''K%C3%A4se%20%E6%97%A5%E6%9C%AC.mp4");
    }

    @ParameterizedTest
    @CsvSource({
        "'a\"b\r\nSet-Cookie: x.mp4','a_b__Set-Cookie_ x.mp4'",
        "../../etc/passwd,passwd",
        "C:\\videos\\a.mp4,a.mp4",
        "...,video",
        ".hidden.mp4,hidden.mp4"
    })
    void aNameCannotLeaveTheHeaderOrTheFolder(String filename, String safe) {
        assertThat(Disposition.inline(filename)).isEqualTo("inline; filename=\"" + safe + "\"");
    }

    @ParameterizedTest
    @CsvSource({
        "a.mp4,'mov,mp4,m4a',video/mp4",
        "a.MOV,'mov,mp4,m4a',video/quicktime",
        "a.m4a,'mov,mp4,m4a',audio/mp4",
        "a.webm,'matroska,webm',video/webm",
        "a.mkv,'matroska,webm',video/matroska",
        "a.html,'matroska,webm',video/matroska",
        "a.ts,mpegts,video/mp2t",
        "a.html,unheard-of,application/octet-stream"
    })
    void theContainerDecidesTheMediaTypeAndTheNameOnlyRefinesIt(String filename, String container, String type) {
        assertThat(new SourceFile(new BlobKey("videos/a/source"), filename, container, List.of(), "").contentType())
                .isEqualTo(type);
    }
}
