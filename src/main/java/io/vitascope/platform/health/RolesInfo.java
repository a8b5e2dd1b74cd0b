package io.vitascope.platform.health;

import io.quarkus.info.runtime.spi.InfoContributor;
import io.vitascope.platform.roles.RolesConfig;
import jakarta.inject.Singleton;
import java.util.Locale;
import java.util.Map;

/** The roles of this process in {@code /q/info}; version and commit are there by Quarkus. */
@Singleton
final class RolesInfo implements InfoContributor {

    private final RolesConfig config;

    RolesInfo(RolesConfig config) {
        this.config = config;
    }

    @Override
    public String name() {
        return "process";
    }

    @Override
    public String displayName() {
        return "Process";
    }

    @Override
    public Map<String, Object> data() {
        return Map.of(
                "roles",
                config.roles().stream()
                        .map(role -> role.name().toLowerCase(Locale.ROOT))
                        .sorted()
                        .toList());
    }
}
