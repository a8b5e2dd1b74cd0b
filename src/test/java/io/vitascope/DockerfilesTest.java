package io.vitascope;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What can be seen of an image without building it. */
class DockerfilesTest {

    @ParameterizedTest
    @ValueSource(strings = {"jvm", "native"})
    void theStageThatBuildsHasNodeAndNpmBecauseThePageIsLeftOutWithoutThem(String kind) throws Exception {
        List<String> build = Dockerfile.of(kind).stage("build");
        int maven = indexOf(build, "./mvnw");
        assertThat(indexOf(build, "COPY --from=node /usr/local/bin/node ")).isBetween(0, maven);
        assertThat(indexOf(build, "npm-cli.js /usr/local/bin/npm")).isBetween(0, maven);
    }

    @ParameterizedTest
    @ValueSource(strings = {"jvm", "native"})
    void everyBaseHasAVersion(String kind) throws Exception {
        assertThat(Dockerfile.of(kind).bases()).hasSizeGreaterThan(1).allMatch(base -> base.matches(".+:.*\\d.*"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"jvm", "native"})
    void theImageRunsAsNobodyAndIsLookedAfter(String kind) throws Exception {
        Dockerfile file = Dockerfile.of(kind);
        assertThat(file.last("USER")).isEqualTo("10001:10001");
        assertThat(file.last("HEALTHCHECK")).contains("/q/health/ready");
        assertThat(file.last("LABEL"))
                .contains(
                        "org.opencontainers.image.title",
                        "org.opencontainers.image.licenses",
                        "org.opencontainers.image.version=\"${VERSION}\"",
                        "org.opencontainers.image.revision=\"${REVISION}\"");
        assertThat(file.image())
                .contains("ARG VERSION="
                        + only("(?s)<artifactId>vitascope</artifactId>\\s+<version>(\\S+)</", "pom.xml"));
    }

    /** FFmpeg's processes need the rest of the container, and a server that has no memory left can't tell anybody. */
    @Test
    void theServersHeapIsAQuarterAndItEndsWhenThatIsFull() throws Exception {
        assertThat(Dockerfile.of("jvm").environment().get("JAVA_TOOL_OPTIONS"))
                .contains("-XX:MaxRAMPercentage=25", "-XX:+ExitOnOutOfMemoryError");
        assertThat(only("<quarkus.native.additional-build-args>(\\S+)</", "pom.xml"))
                .contains("-R:MaximumHeapSizePercent=25", "-R:+ExitOnOutOfMemoryError");
    }

    /** The build takes the commit, which {@code /q/info} and the log name, from the folder of Git. */
    @Test
    void theBuildSeesWhichCommitItIs() throws IOException {
        assertThat(Files.readAllLines(Path.of(".dockerignore"))).contains("!.git");
    }

    @Test
    void theBuildSeesWhatThePackageTakesFromTheDocuments() throws IOException {
        List<String> taken = Pattern.compile("<include>(\\S+\\.md)</include>")
                .matcher(Files.readString(Path.of("pom.xml")))
                .results()
                .map(match -> "!docs/" + match.group(1))
                .toList();
        assertThat(taken).isNotEmpty();
        assertThat(Files.readAllLines(Path.of(".dockerignore"))).containsAll(taken);
    }

    /** Its last number may differ: there is no image of every release that a repository has, nor the reverse. */
    @Test
    void theBrokersBesideItAreAlikeAndOfTheVersionThatIsEmbedded() throws Exception {
        String embedded = only("<kafka.version>(\\d+\\.\\d+)\\.\\d+</kafka.version>", "pom.xml");
        String image = only("image: apache/kafka:(\\S+)", "docker-compose.yml");
        assertThat(image).startsWith(embedded + ".");
        assertThat(only("image: apache/kafka:(\\S+)", "deploy/components/infrastructure/kafka.yaml"))
                .isEqualTo(image);
    }

    private static String only(String pattern, String file) throws IOException {
        List<String> found = Pattern.compile(pattern)
                .matcher(Files.readString(Path.of(file)))
                .results()
                .map(match -> match.group(1))
                .toList();
        assertThat(found).as(file).hasSize(1);
        return found.get(0);
    }

    private static int indexOf(List<String> instructions, String part) {
        for (int i = 0; i < instructions.size(); i++) {
            if (instructions.get(i).contains(part)) {
                return i;
            }
        }
        return -1;
    }
}
