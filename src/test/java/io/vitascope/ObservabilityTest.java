package io.vitascope;

import static io.restassured.RestAssured.get;
import static org.assertj.core.api.Assertions.assertThat;

import io.quarkus.test.junit.QuarkusTest;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** What operators are shown and woken by exists, and what they are told to read. */
@QuarkusTest
class ObservabilityTest {

    private static final Path DASHBOARD = Path.of("deploy/observability/grafana/dashboards/vitascope.json");
    private static final Path ALERTS = Path.of("deploy/observability/alerts.yaml");
    private static final Pattern METRIC = Pattern.compile("\\b(?:vitascope|http_server|process|redis|jvm)_[a-z_]+\\b");
    private static final Pattern RUNBOOK =
            Pattern.compile("runbook_url: '\\{\\{ or \\$externalLabels\\.runbooks \"docs/operations\\.md\" }}#(\\S+)'");

    @Test
    void everyMetricOfTheDashboardAndTheAlertsIsInAScrape() throws Exception {
        get("/api/v1/videos").then().statusCode(200);
        Set<String> scraped = get("/q/metrics")
                .asString()
                .lines()
                .filter(line -> !line.startsWith("#"))
                .map(line -> line.replaceFirst("[{ ].*", ""))
                .collect(Collectors.toSet());

        for (Path file : List.of(DASHBOARD, ALERTS)) {
            Set<String> named = METRIC.matcher(Files.readString(file))
                    .results()
                    .map(MatchResult::group)
                    .collect(Collectors.toCollection(TreeSet::new));
            assertThat(named).as(file.toString()).hasSizeGreaterThan(5).isSubsetOf(scraped);
        }
    }

    @Test
    void everyAlertLeadsToAChapterThatSaysWhatToDo() throws Exception {
        List<String> chapters = Files.readAllLines(Path.of("docs/operations.md")).stream()
                .filter(line -> line.startsWith("#"))
                .map(line -> line.replaceFirst("^#+ ", "")
                        .toLowerCase(java.util.Locale.ROOT)
                        .replace(' ', '-'))
                .toList();
        String alerts = Files.readString(ALERTS);
        List<String> runbooks =
                RUNBOOK.matcher(alerts).results().map(match -> match.group(1)).toList();

        assertThat(runbooks)
                .hasSizeGreaterThan(5)
                .hasSize(alerts.split("- alert: ", -1).length - 1)
                .allMatch(chapters::contains);
    }

    @Test
    void healthNamesThePartsAndInformationTheVersions() {
        assertThat(get("/q/health").jsonPath().getList("checks.name"))
                .contains(
                        "Data folder",
                        "FFmpeg child processes",
                        "Redis",
                        "Room in Redis",
                        "Kafka",
                        "Events on their way to Kafka");
        assertThat(get("/q/info").jsonPath().getList("process.roles")).containsExactly("web", "worker");
    }
}
