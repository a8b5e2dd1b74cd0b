package io.vitascope.kernel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class LanguageTagTest {

    @ParameterizedTest
    @CsvSource({"eng,en", "ger,de", "deu,de", "chi,zh", "en-us,en-US", "pt_BR,pt-BR", "yue,yue", "heb,he", "EN,en"})
    void whatAFileCallsItsLanguageBecomesItsShortestTag(String code, String tag) {
        assertThat(LanguageTag.ofFile(code)).contains(new LanguageTag(tag));
    }

    @ParameterizedTest
    @ValueSource(strings = {"und", "mul", "zxx", "", "english", "qq", "???"})
    void whatIsNoLanguageIsNone(String code) {
        assertThat(LanguageTag.ofFile(code)).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({"EN,en", "ZH-hans-cn,zh-Hans-CN", "iw,he", "deu,de", "es-419,es-419", "sr-latn,sr-Latn"})
    void everySpellingOfATagIsOneTag(String written, String canonical) {
        assertThat(new LanguageTag(written)).hasToString(canonical);
    }

    @ParameterizedTest
    @ValueSource(strings = {"english", "e", "xx", "en_US", "en-", "en--US", "../en", "de-$", "", "en-\u00e4"})
    void anythingElseIsRefusedWithAnExample(String text) {
        assertThatThrownBy(() -> new LanguageTag(text))
                .isInstanceOf(InvalidValueException.class)
                .hasMessageContaining("pt-BR");
    }

    @ParameterizedTest
    @CsvSource({"de,deu", "pt-BR,por", "zh-Hant,zho", "he,heb", "yue,yue", "gsw-CH,gsw"})
    void aContainerOfThreeLettersGetsThoseOfTheTerminology(String tag, String letters) {
        assertThat(new LanguageTag(tag).threeLetters()).isEqualTo(letters);
    }

    @Test
    void aLanguageIsCalledWhatItsSpeakersCallIt() {
        assertThat(new LanguageTag("de").ownName()).isEqualTo("Deutsch");
        assertThat(new LanguageTag("fr").ownName()).isEqualTo("Fran\u00e7ais");
        assertThat(new LanguageTag("pt-BR").ownName()).startsWith("Portugu\u00eas");
    }
}
