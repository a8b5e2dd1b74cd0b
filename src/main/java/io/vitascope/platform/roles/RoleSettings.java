package io.vitascope.platform.roles;

import io.smallrye.config.ConfigSourceContext;
import io.smallrye.config.ConfigSourceFactory;
import io.smallrye.config.ConfigValue;
import io.smallrye.config.PropertiesConfigSource;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.OptionalInt;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.eclipse.microprofile.config.spi.ConfigSource;

/**
 * Tells the rooms the roles of this process in settings that they know: a process that is no worker has no slots, one
 * that is no web process consumes no events.
 *
 * <p>Public because {@link java.util.ServiceLoader} asks for it. What is misspelt here, {@link RolesConfig} refuses.
 */
public final class RoleSettings implements ConfigSourceFactory {

    private static final String ROLES = "vitascope.roles";
    private static final Pattern INCOMING = Pattern.compile("mp\\.messaging\\.incoming\\.([^.]+)\\.connector");
    /** Above system properties and environment: a role is the last word. */
    private static final int ORDINAL = 500;

    @Override
    public Iterable<ConfigSource> getConfigSources(ConfigSourceContext context) {
        ConfigValue value = context.getValue(ROLES);
        if (value == null || value.getValue() == null) {
            return List.of();
        }
        return List.of(new PropertiesConfigSource(settings(roles(value.getValue()), names(context)), ROLES, ORDINAL));
    }

    @Override
    public OptionalInt getPriority() {
        return OptionalInt.of(ORDINAL);
    }

    static Map<String, String> settings(Set<String> roles, Stream<String> names) {
        Map<String, String> settings = new HashMap<>();
        if (!roles.contains("worker")) {
            settings.put("vitascope.processing.slots", "0");
        }
        if (!roles.contains("web")) {
            names.map(INCOMING::matcher)
                    .filter(Matcher::matches)
                    .forEach(
                            channel -> settings.put("mp.messaging.incoming." + channel.group(1) + ".enabled", "false"));
        }
        return settings;
    }

    static Set<String> roles(String text) {
        return Stream.of(text.split(",", -1))
                .map(role -> role.strip().toLowerCase(Locale.ROOT))
                .collect(Collectors.toSet());
    }

    private static Stream<String> names(ConfigSourceContext context) {
        Stream.Builder<String> names = Stream.builder();
        for (Iterator<String> known = context.iterateNames(); known.hasNext(); ) {
            names.add(known.next());
        }
        return names.build();
    }
}
