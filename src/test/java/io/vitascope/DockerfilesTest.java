package io.vitascope;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
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
        assertThat(file.last("LABEL")).contains("org.opencontainers.image.title", "org.opencontainers.image.licenses");
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
