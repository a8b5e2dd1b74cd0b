package io.vitascope;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.Reader;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Properties;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/**
 * docs/configuration.md is made from the interfaces that hold the configuration. After a change of them, {@code ./mvnw
 * test -Dtest=ConfigurationReferenceTest -Drewrite} writes it anew.
 */
class ConfigurationReferenceTest {

    private static final Path REFERENCE = Path.of("docs/configuration.md");
    private static final Pattern MAPPING = Pattern.compile("@ConfigMapping\\(prefix = \"([^\"]+)\"\\)");
    private static final Pattern KEY =
            Pattern.compile("(?s)/\\*\\*((?:(?!\\*/).)*)\\*/\\s*((?:@\\w+(?:\\((?:\"[^\"]*\"|[^\")])*\\))?\\s+)*)"
                    + "[\\w<>., ]+?\\s+(\\w+)\\(\\);");
    private static final Pattern METHOD = Pattern.compile("\\s(\\w+)\\(\\);");
    /** One text, or several put together. */
    private static final Pattern DEFAULT = Pattern.compile("@WithDefault\\(\\s*((?:\"[^\"]*\"\\s*\\+?\\s*)+)\\)");

    private static final Pattern TEXT = Pattern.compile("\"([^\"]*)\"");
    private static final Path SHIPPED = Path.of("src/main/resources/application.properties");

    private static final String PREFACE = """
        # Configuration

        Every key of Vitascope, made from the source (`ConfigurationReferenceTest`). A key is given on the command line as
        `-Dvitascope.data-dir=/srv/video`, in the environment as `VITASCOPE_DATA_DIR`, or in a file
        `config/application.properties` beside the place where the process starts; the first of these wins. A key under
        `vitascope.` that does not exist keeps the process from starting; of one in the environment, which other programs fill too,
        the log warns.

        Durations are written `90s`, `15m`, `2h`, `7d`; sizes `512K`, `32M`, `20G`; lists with commas.

        Of [Quarkus's keys](https://quarkus.io/guides/all-config) these are wanted most: `quarkus.http.port` (8080),
        `quarkus.http.host` (`0.0.0.0`; `127.0.0.1` for this machine only), `quarkus.http.proxy.*`
        ([behind a proxy](operations.md#behind-a-proxy)), `quarkus.http.read-timeout` (`45s`, below
        `vitascope.upload.patience`), `quarkus.http.cors.origins` (`*`), `quarkus.redis.hosts`, `quarkus.redis.password`,
        `kafka.bootstrap.servers` and every other `kafka.` key of a Kafka client, `quarkus.log.level`,
        `quarkus.log.console.json.enabled`, `quarkus.shutdown.delay`, `quarkus.shutdown.timeout`.
        """;

    @Test
    void theReferenceSaysWhatTheSourceSays() throws IOException {
        StringBuilder expected = new StringBuilder(PREFACE);
        keysByPrefix().forEach((prefix, rows) -> expected.append("\n## `")
                .append(prefix)
                .append(".*`\n\n| key | default | |\n|---|---|---|\n")
                .append(String.join("", rows.values())));
        if (System.getProperty("rewrite") != null) {
            Files.writeString(REFERENCE, expected);
        }
        assertThat(expected)
                .contains("`vitascope.data-dir` | `data`")
                .contains("`vitascope.kafka.queues` | `processing.tasks`")
                .containsPattern("`vitascope.upload.refused-types` \\| `text/plain,.*,image/heif`");
        assertThat(REFERENCE).content().isEqualTo(expected.toString());
    }

    @Test
    void everyKeyHasASentence() throws IOException {
        Set<String> told = keysByPrefix().values().stream()
                .flatMap(rows -> rows.keySet().stream())
                .collect(Collectors.toSet());
        List<String> silent = new ArrayList<>();
        for (String source : sources()) {
            Matcher mapping = MAPPING.matcher(source);
            if (mapping.find()) {
                String prefix = mapping.group(1);
                METHOD.matcher(source)
                        .results()
                        .map(method -> prefix + "." + kebab(method.group(1)))
                        .filter(key -> !told.contains(key))
                        .forEach(silent::add);
            }
        }
        assertThat(silent).as("Keys whose method has no Javadoc").isEmpty();
    }

    private static Map<String, Map<String, String>> keysByPrefix() throws IOException {
        Map<String, Map<String, String>> all = new TreeMap<>();
        sources().forEach(source -> add(source, all));
        return all;
    }

    private static List<String> sources() throws IOException {
        try (Stream<Path> files = Files.walk(Path.of("src/main/java"))) {
            return files.filter(file -> file.toString().endsWith("Config.java"))
                    .sorted()
                    .map(ConfigurationReferenceTest::read)
                    .toList();
        }
    }

    private static void add(String source, Map<String, Map<String, String>> all) {
        Matcher mapping = MAPPING.matcher(source);
        if (!mapping.find()) {
            return;
        }
        String prefix = mapping.group(1);
        Map<String, String> rows = all.computeIfAbsent(prefix, unseen -> new TreeMap<>());
        Matcher key = KEY.matcher(source);
        int from = source.indexOf('{', mapping.end());
        while (key.find(from)) {
            String name = prefix + "." + kebab(key.group(3));
            rows.put(name, "| `" + name + "` | " + preset(name, key.group(2)) + " | " + text(key.group(1)) + " |\n");
            from = key.end();
        }
    }

    /** What holds when nobody says otherwise, by the interface or by what is shipped with it; empty for nothing. */
    private static String preset(String name, String annotations) {
        Matcher preset = DEFAULT.matcher(annotations);
        String value = preset.find()
                ? TEXT.matcher(preset.group(1))
                        .results()
                        .map(text -> text.group(1))
                        .collect(Collectors.joining())
                : shipped().getProperty(name, "");
        return value.isEmpty() ? "" : "`" + value + "`";
    }

    private static Properties shipped() {
        Properties shipped = new Properties();
        try (Reader in = Files.newBufferedReader(SHIPPED)) {
            shipped.load(in);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return shipped;
    }

    private static String kebab(String method) {
        return method.replaceAll("([A-Z])", "-$1").toLowerCase(Locale.ROOT);
    }

    private static String text(String javadoc) {
        return javadoc.replaceAll("\\s*\\n\\s*\\*\\s?", " ")
                .replaceAll("\\{@(?:code|link|value) ([^}]*)}", "`$1`")
                .replace("|", "\\|")
                .strip();
    }

    private static String read(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
