package io.vitascope.platform.roles;

import static org.assertj.core.api.Assertions.assertThat;

import io.smallrye.config.PropertiesConfigSource;
import io.smallrye.config.SmallRyeConfig;
import io.smallrye.config.SmallRyeConfigBuilder;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;

class RoleSettingsTest {

    private static final String SLOTS = "vitascope.processing.slots";
    private static final String CHANNEL = "mp.messaging.incoming.catalog-upload-events.enabled";

    @Test
    void aProcessWithBothRolesIsLeftAsItIsConfigured() {
        SmallRyeConfig config = config(Map.of("vitascope.roles", "web, worker", SLOTS, "3"));

        assertThat(config.getRawValue(SLOTS)).isEqualTo("3");
        assertThat(config.getRawValue(CHANNEL)).isNull();
        assertThat(config(Map.of()).getRawValue(SLOTS)).isNull();
    }

    @Test
    void aWebProcessTakesNoJobsWhateverItsSlotsAre() {
        SmallRyeConfig config = config(Map.of("vitascope.roles", "web", SLOTS, "3"));

        assertThat(config.getRawValue(SLOTS)).isEqualTo("0");
        assertThat(config.getRawValue(CHANNEL)).isNull();
    }

    @Test
    void aWorkerHearsNoEventsAndKeepsItsSlots() {
        SmallRyeConfig config = config(Map.of("vitascope.roles", "WORKER", SLOTS, "3"));

        assertThat(config.getRawValue(SLOTS)).isEqualTo("3");
        assertThat(config.getRawValue(CHANNEL)).isEqualTo("false");
        assertThat(config.getRawValue("mp.messaging.outgoing.outbox.enabled")).isNull();
    }

    private static SmallRyeConfig config(Map<String, String> given) {
        Map<String, String> all = new HashMap<>(given);
        all.put("mp.messaging.incoming.catalog-upload-events.connector", "smallrye-kafka");
        all.put("mp.messaging.outgoing.outbox.connector", "smallrye-kafka");
        return new SmallRyeConfigBuilder()
                .withSources(new PropertiesConfigSource(all, "given", 300))
                .withSources(new RoleSettings())
                .build();
    }
}
