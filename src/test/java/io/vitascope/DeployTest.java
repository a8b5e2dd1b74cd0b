package io.vitascope;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What the manifests for Kubernetes promise. */
class DeployTest {

    private static final Path DEPLOY = Path.of("deploy");
    private static final YAMLMapper YAML = new YAMLMapper();
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
                .noneMatch(document -> document.contains("secretRef:") || document.contains("secretKeyRef:"));
        assertThat(parsed(text(DEPLOY.resolve("base/settings.yaml")))
                        .path("data")
                        .path("QUARKUS_CONFIG_LOCATIONS")
                        .asText())
                .isEqualTo("/etc/vitascope");
        List<String> pods = documents.stream()
                .filter(document -> document.contains("image: vitascope:"))
                .toList();
        assertThat(pods).hasSize(3).allSatisfy(pod -> assertThat(pod)
                .contains("secretName: vitascope\n", "mountPath: /etc/vitascope\n"));
    }

    /** The cluster refuses a document with a member that its kind has not. */
    @Test
    void nothingStandsBesideItsPlace() throws IOException {
        Set<String> members = Set.of(
                "apiVersion",
                "kind",
                "metadata",
                "spec",
                "data",
                "automountServiceAccountToken",
                "namespace",
                "labels",
                "resources",
                "components",
                "patches");
        for (String document : documents(DEPLOY)) {
            JsonNode read = parsed(document);
            if (!read.has("kind")) {
                continue;
            }
            assertThat(read.fieldNames()).toIterable().as(document).isSubsetOf(members);
            assertThat(read.path("metadata").fieldNames())
                    .toIterable()
                    .as(document)
                    .isSubsetOf("name", "labels", "annotations");
            read.path("data").forEach(value -> assertThat(value.isTextual())
                    .as("a value of a ConfigMap is a text: " + value)
                    .isTrue());
        }
    }

    /** Overlays and components may stand in any order: each names whose egress it adds to, and those have one. */
    @Test
    void whatAWayOutIsAddedToHasOne() throws IOException {
        Map<String, JsonNode> policies = new HashMap<>();
        List<JsonNode> targets = new ArrayList<>();
        for (String document : documents(DEPLOY)) {
            JsonNode read = parsed(document);
            if (read.path("kind").asText().equals("NetworkPolicy")) {
                policies.put(read.path("metadata").path("name").asText(), read.path("spec"));
            }
            for (JsonNode patch : read.path("patches")) {
                if (patch.path("path").asText().equals("egress.yaml")) {
                    targets.add(patch.path("target"));
                }
            }
        }
        assertThat(targets).hasSizeGreaterThan(1);
        for (JsonNode target : targets) {
            Pattern name = Pattern.compile(target.path("name").asText(".*"));
            assertThat(policies)
                    .as(target.toString())
                    .anySatisfy((policy, spec) -> assertThat(policy).matches(name))
                    .allSatisfy((policy, spec) -> assertThat(
                                    spec.has("egress") || !name.matcher(policy).matches())
                            .isTrue());
        }
    }

    /** Vitascope's own image says how, and so does that of Redis Commander. */
    @Test
    void everyServiceOfComposeSaysHowItIsAndWhoNeedsAStoreWaitsForIt() throws IOException {
        JsonNode compose = parsed(text(Path.of("docker-compose.yml")));
        JsonNode services = compose.path("services");
        List<String> silent = new ArrayList<>();
        services.properties().forEach(service -> {
            if (!service.getValue().has("healthcheck")) {
                silent.add(service.getKey());
            }
        });
        assertThat(silent).containsExactlyInAnyOrder("vitascope", "worker", "redis-commander");
        JsonNode store = compose.path("x-vitascope").path("depends_on").path("s3");
        assertThat(store.path("condition").asText()).isEqualTo("service_healthy");
        assertThat(store.path("required").asBoolean(true)).isFalse();
    }

    @Test
    void noRouteOfTheGatewayLeadsToWhatIsTheOperators() throws IOException {
        JsonNode route = parsed(text(DEPLOY.resolve("components/gateway/route.yaml")));
        Map<String, Boolean> leads = new HashMap<>();
        for (JsonNode rule : route.path("spec").path("rules")) {
            for (JsonNode match : rule.path("matches")) {
                leads.put(match.path("path").path("value").asText(), rule.has("backendRefs"));
            }
        }
        assertThat(leads).containsOnly(Map.entry("/", true), Map.entry("/q", false), Map.entry("/api/v1/admin", false));
    }

    /** Else each apply would set back what the autoscaler has chosen. */
    @Test
    void whoeverIsScaledHasNoNumberOfItsOwn() throws IOException {
        JsonNode worker = parsed(text(DEPLOY.resolve("overlays/split/worker.yaml")));
        assertThat(worker.path("spec").has("replicas")).isFalse();
        JsonNode web = parsed(text(DEPLOY.resolve("overlays/split/web.yaml")));
        assertThat(web.path("spec").path("replicas").isNull()).isTrue();
    }

    /** Address space beyond what a child takes for nothing, 2.5 GB on a JVM, and the server's heap, a quarter of the limit. */
    @ParameterizedTest
    @ValueSource(strings = {"base/web.yaml", "overlays/split/web.yaml", "overlays/split/worker.yaml"})
    void noFileAloneBringsAPodToItsLimit(String file) throws IOException {
        JsonNode container = parsed(text(DEPLOY.resolve(file)))
                .path("spec")
                .path("template")
                .path("spec")
                .path("containers")
                .path(0);
        double limit = gigabytes(
                container.path("resources").path("limits").path("memory").asText());
        String child = "";
        for (JsonNode variable : container.path("env")) {
            if (variable.path("name").asText().equals("VITASCOPE_PROCESSING_CHILD_MEMORY")) {
                child = variable.path("value").asText();
            }
        }
        assertThat(gigabytes(child) - 2.5 + limit / 4).isLessThanOrEqualTo(limit);
    }

    private static double gigabytes(String size) {
        assertThat(size).matches("\\d+Gi?");
        return Double.parseDouble(size.replaceAll("\\D", ""));
    }

    private static JsonNode parsed(String document) throws IOException {
        return YAML.readTree(document);
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
