package io.vitascope.platform.embedded;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class EmbeddedSettingsTest {

    /** The environment has a variable of this name everywhere. */
    private static final String KEY = "path";

    @AfterEach
    void clear() {
        System.clearProperty(KEY);
    }

    @Test
    void theEnvironmentNamesAKeyInCapitals() {
        assertThat(EmbeddedSettings.isNamedFirst(KEY)).isTrue();
        assertThat(EmbeddedSettings.isNamedFirst("vitascope.named-by.nobody")).isFalse();
    }

    @Test
    void anEmptyPropertyOnTheCommandLineHidesWhatTheEnvironmentNames() {
        System.setProperty(KEY, " ");
        assertThat(EmbeddedSettings.isNamedFirst(KEY)).isFalse();
        System.setProperty(KEY, "redis://host:6379");
        assertThat(EmbeddedSettings.isNamedFirst(KEY)).isTrue();
    }
}
