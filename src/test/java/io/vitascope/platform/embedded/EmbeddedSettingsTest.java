package io.vitascope.platform.embedded;

import static org.assertj.core.api.Assertions.assertThat;

import io.smallrye.config.WithDefault;
import java.nio.file.Path;
import java.util.Optional;
import java.util.Properties;
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
    void whatIsNotSetIsAsTheConfigurationDeclaresIt() throws Exception {
        EmbeddedSettings unset = EmbeddedSettings.from(key -> Optional.empty());
        assertThat(unset.redisPort()).hasToString(declared("redisPort"));
        assertThat(unset.kafkaPort()).hasToString(declared("kafkaPort"));
        assertThat(unset.kafkaHeap()).isEqualTo(declared("kafkaHeap"));
        Properties shipped = new Properties();
        shipped.load(getClass().getResourceAsStream("/application.properties"));
        assertThat(unset.dataDir())
                .isEqualTo(
                        Path.of(shipped.getProperty(EmbeddedSettings.DATA_DIR)).toAbsolutePath());
    }

    private static String declared(String key) throws NoSuchMethodException {
        return EmbeddedConfig.class
                .getDeclaredMethod(key)
                .getAnnotation(WithDefault.class)
                .value();
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
