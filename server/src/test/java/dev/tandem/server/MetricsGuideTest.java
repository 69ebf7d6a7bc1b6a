package dev.tandem.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import dev.tandem.online.embedded.LocalRedis;
import dev.tandem.server.log.LogSettings;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.snakeyaml.engine.v2.api.Load;
import org.snakeyaml.engine.v2.api.LoadSettings;

/** docs/metrics.md, the dashboard and the alert rules speak of what a server really shows, and docker-compose.yml of files that are there. */
class MetricsGuideTest {
    private static final Path ROOT = Path.of("..");
    private static final Path RULES = ROOT.resolve("deploy/prometheus/tandem.rules.yml");
    private static final Pattern METRIC = Pattern.compile("^\\| `(tandem_\\w+)` \\|([^|]*)\\|", Pattern.MULTILINE);
    private static final Pattern ALERT = Pattern.compile("^\\| `(Tandem\\w+)` \\|", Pattern.MULTILINE);
    private static final Pattern NAME = Pattern.compile("`(\\w+)`");

    private static LocalRedis redis;
    private static TestProject project;
    private static ShownMetrics shown;

    @BeforeAll
    static void let_everything_happen(@TempDir Path folder) {
        redis = LocalRedis.start(folder);
        project = TestProject.open("metrics", folder, redis.uri());
        project.apply(Flights.WATCHED);
        Flights.report(project);
        Happenings.materialize(project);
        Happenings.checkDrift(project);
        Happenings.checkSkew(project);
        Happenings.checkExpectations(project);
        LogSettings log = LogSettings.of(folder.resolve("log"), "1").withFileAge(Duration.ofMillis(1));
        project.serve(
                settings -> settings.withLanding(folder.resolve("landing")).withLog(log));
        project.post(
                "/push",
                "{\"push_source_name\": \"weather_reports\", \"to\": \"online_and_offline\", \"df\": {\"origin\": [\"BOS\"],"
                        + " \"time_hour\": [\"2013-12-31T23:00:00Z\"], \"temp\": [1], \"wind_dir\": [1]}}");
        project.read(
                "{\"feature_service\": \"headwind\", \"entities\": {\"origin\": [\"JFK\"], \"route_bearing\": [270]}}");
        project.read(
                "{\"feature_service\": \"arrival_delay\", \"entities\": {\"origin\": [\"JFK\", \"EWR\"], \"dest\": [\"LGA\", \"LAX\"]}}");
        project.read("{\"features\": [\"no_such:feature\"], \"entities\": {}}");
        System.gc(); // so that there was a pause
        await().until(() -> ShownMetrics.of(project).shows("jvm_gc_pause_seconds_count"));
        shown = ShownMetrics.of(project);
    }

    @AfterAll
    static void stop() {
        project.close();
        redis.close();
    }

    @Test
    void the_guide_lists_every_metric_of_the_server_with_its_labels_and_no_other() throws IOException {
        Map<String, Set<String>> listed = new LinkedHashMap<>();
        METRIC.matcher(guide()).results().forEach(row -> listed.put(row.group(1), names(row.group(2))));

        assertThat(listed).containsExactlyInAnyOrderEntriesOf(shown.ofTandem());
    }

    @Test
    void the_dashboard_asks_for_what_the_server_shows() throws IOException {
        JsonNode dashboard = TestProject.JSON.readTree(
                ROOT.resolve("deploy/grafana/dashboards/tandem.json").toFile());
        List<String> queries = new ArrayList<>(dashboard.findValuesAsText("expr"));
        dashboard.path("templating").path("list").forEach(variable -> {
            JsonNode query = variable.path("query").path("query");
            if (query.isTextual()) {
                queries.add(query.textValue());
            }
        });

        assertThat(queries).hasSizeGreaterThan(30);
        assertThat(queries.stream().flatMap(query -> new PromQuery(query).problems(shown).stream()))
                .isEmpty();
    }

    @Test
    void the_rules_ask_for_what_the_server_shows_and_the_guide_lists_their_alerts() throws IOException {
        List<Map<String, ?>> rules = list(yaml(RULES).get("groups")).stream()
                .flatMap(group -> list(group.get("rules")).stream())
                .toList();

        assertThat(rules).allSatisfy(rule -> {
            assertThat(new TreeSet<>(rule.keySet()))
                    .isSubsetOf("alert", "expr", "for", "labels", "annotations")
                    .contains("alert", "expr", "labels", "annotations");
            assertThat(new PromQuery(String.valueOf(rule.get("expr"))).problems(shown))
                    .isEmpty();
            assertThat(map(rule.get("labels")).get("severity")).isIn("critical", "warning");
            assertThat(map(rule.get("annotations"))).containsOnlyKeys("summary", "description");
        });
        assertThat(rules.stream().map(rule -> (String) rule.get("alert")))
                .containsExactlyElementsOf(ALERT.matcher(guide())
                        .results()
                        .map(row -> row.group(1))
                        .toList());
    }

    @Test
    void prometheus_scrapes_the_server_of_the_composition_under_the_rules_beside_it() throws IOException {
        Map<String, ?> settings = yaml(ROOT.resolve("deploy/prometheus/prometheus.yml"));

        assertThat(settings.get("rule_files"))
                .isEqualTo(List.of(RULES.getFileName().toString()));
        List<Map<String, ?>> jobs = list(settings.get("scrape_configs"));
        assertThat(jobs).hasSize(1);
        assertThat(jobs.get(0).get("job_name")).isEqualTo("tandem");
        assertThat(list(jobs.get(0).get("static_configs")).get(0).get("targets"))
                .isEqualTo(List.of("server:6566"));
    }

    @Test
    void the_composition_mounts_what_is_there_publishes_on_loopback_only_and_knows_no_password() throws IOException {
        Map<String, ?> composition = yaml(ROOT.resolve("docker-compose.yml"));
        Map<String, ?> services = map(composition.get("services"));

        assertThat(services.keySet()).contains("server", "materializer", "prometheus", "grafana");
        services.forEach((name, service) -> {
            Map<String, ?> settings = map(service);
            assertThat(strings(settings.get("ports"))).as(name).allMatch(port -> port.startsWith("127.0.0.1:"));
            assertThat(strings(settings.get("volumes"))
                            .filter(mount -> mount.startsWith("./"))
                            .map(mount -> ROOT.resolve(mount.substring(0, mount.indexOf(':')))))
                    .as(name)
                    .allMatch(Files::isDirectory);
            assertThat(map(settings.get("environment")).entrySet())
                    .as(name)
                    .filteredOn(entry -> entry.getKey().matches(".*(PASSWORD|TOKEN|SECRET).*"))
                    .allMatch(entry -> ((String) entry.getValue()).matches("\\$\\{\\w+:[-?][^}]*}")
                            && !((String) entry.getValue()).matches(".*:-.+}"));
        });
        assertThat(strings(map(services.get("prometheus")).get("profiles"))).containsExactly("monitoring");
        assertThat(strings(map(services.get("grafana")).get("profiles"))).containsExactly("monitoring");
        assertThat(Files.readString(ROOT.resolve(".env.example"))).contains("\nGRAFANA_ADMIN_PASSWORD=\n");
    }

    private static String guide() throws IOException {
        return Files.readString(ROOT.resolve("docs/metrics.md"));
    }

    private static Set<String> names(String cell) {
        return new TreeSet<>(NAME.matcher(cell)
                .results()
                .map((MatchResult name) -> name.group(1))
                .toList());
    }

    private static Map<String, ?> yaml(Path file) throws IOException {
        return map(new Load(LoadSettings.builder().build()).loadFromString(Files.readString(file)));
    }

    @SuppressWarnings("unchecked") // the keys of these files are texts
    private static Map<String, ?> map(@Nullable Object node) {
        return node == null ? Map.of() : (Map<String, ?>) node;
    }

    @SuppressWarnings("unchecked") // a list of mappings, or the test fails at once
    private static List<Map<String, ?>> list(@Nullable Object node) {
        return (List<Map<String, ?>>) Objects.requireNonNull(node);
    }

    private static Stream<String> strings(@Nullable Object node) {
        return node == null ? Stream.of() : ((List<?>) node).stream().map(String.class::cast);
    }
}
