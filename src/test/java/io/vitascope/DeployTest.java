package io.vitascope;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** What the manifests for Kubernetes promise. */
class DeployTest {

    private static final Path DEPLOY = Path.of("deploy");
    private static final Pattern NAME = Pattern.compile("(?m)^  name: (\\S+)$");
    private static final Pattern CALLER =
            Pattern.compile("- podSelector:\\s+matchLabels:\\s+app.kubernetes.io/name: (\\S+)");

    @Test
    void whatKeepsTheStateIsReachedByVitascopesPodsAlone() throws IOException {
        List<String> documents = documents(DEPLOY.resolve("components/infrastructure"));
        List<String> services = names(documents, "StatefulSet");
        assertThat(services).containsExactlyInAnyOrder("redis", "kafka");
        Map<String, String> policies = documents.stream()
                .filter(document -> document.contains("kind: NetworkPolicy"))
                .collect(Collectors.toMap(DeployTest::name, document -> document));
        assertThat(policies).containsOnlyKeys(services);
        policies.forEach(
                (service, policy) -> assertThat(CALLER.matcher(policy).results().map(result -> result.group(1)))
                        .as(policy)
                        .contains("vitascope")
                        .isSubsetOf("vitascope", service));
        assertThat(policies.values())
                .noneMatch(policy -> policy.contains("namespaceSelector") || policy.contains("ipBlock"));
    }

    @Test
    void whoeverBelievesAProxySaysWhich() throws IOException {
        List<String> believing = documents(DEPLOY).stream()
                .filter(document -> document.contains("QUARKUS_HTTP_PROXY_PROXY_ADDRESS_FORWARDING"))
                .toList();
        assertThat(believing)
                .isNotEmpty()
                .allMatch(document -> document.contains("QUARKUS_HTTP_PROXY_TRUSTED_PROXIES: "));
    }

    @Test
    void passwordsComeInAFileAndNotInTheEnvironment() throws IOException {
        List<String> documents = documents(DEPLOY);
        assertThat(documents)
                .noneMatch(document -> document.contains("secretRef:") || document.contains("secretKeyRef:"))
                .anyMatch(document -> document.contains("\n  QUARKUS_CONFIG_LOCATIONS: /etc/vitascope\n"));
        List<String> pods = documents.stream()
                .filter(document -> document.contains("image: vitascope:"))
                .toList();
        assertThat(pods).hasSize(2).allSatisfy(pod -> assertThat(pod)
                .contains("secretName: vitascope\n", "mountPath: /etc/vitascope\n"));
    }

    private static List<String> names(List<String> documents, String kind) {
        return documents.stream()
                .filter(document -> document.contains("kind: " + kind + "\n"))
                .map(DeployTest::name)
                .toList();
    }

    private static String name(String document) {
        return NAME.matcher(document)
                .results()
                .map((MatchResult result) -> result.group(1))
                .findFirst()
                .orElseThrow();
    }

    private static List<String> documents(Path folder) throws IOException {
        try (Stream<Path> files = Files.walk(folder)) {
            return files.filter(file -> file.toString().endsWith(".yaml"))
                    .map(DeployTest::text)
                    .flatMap(text -> Stream.of(text.split("(?m)^---$")))
                    .toList();
        }
    }

    private static String text(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
