package dev.tandem.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.tandem.registry.ExpectationResult;
import dev.tandem.registry.Registry;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Does what docs/expectations.md shows, with the project that it shows, through a real Redis. */
class ExpectationsGuideTest {
    private static final String BAD = "LGA,2026-03-02T08:00:00Z,-9999";
    private static final String MENDED = "LGA,2026-03-02T08:00:00Z,12";

    @TempDir
    private Path folder;

    private TandemRun tandem(String... words) {
        List<String> arguments = new ArrayList<>(List.of(words));
        arguments.addAll(List.of("--config", folder.toString()));
        return TandemRun.of(Map.of(), arguments);
    }

    private String[] words(String command) {
        return command.substring("tandem ".length())
                .replace(" data/", " " + folder + "/data/")
                .replace("--keep-rejected rejected", "--keep-rejected " + folder + "/rejected")
                .replace("--output training", "--output " + folder + "/training")
                .split(" ");
    }

    private void writeProject() throws IOException {
        Files.createDirectories(folder.resolve("features"));
        Files.createDirectories(folder.resolve("data"));
        Files.writeString(folder.resolve("tandem.yaml"), """
                project: weather
                as_of: 2026-03-02T12:00:00Z
                offline: {master: "local[2]", conf: {spark.sql.shuffle.partitions: 2}}
                """);
        Files.writeString(folder.resolve("features/all.yaml"), block("yaml").get(0));
        Files.writeString(folder.resolve("data/labels.csv"), "airport,event_timestamp\nJFK,2026-03-02T09:00:00Z\n");
        writeReports(BAD);
    }

    private void writeReports(String last) throws IOException {
        Files.write(
                folder.resolve("data/reports.csv"),
                List.of(
                        "airport,time,wind_speed",
                        "JFK,2026-03-02T06:00:00Z,10",
                        "JFK,2026-03-02T07:00:00Z,11",
                        "EWR,2026-03-02T07:00:00Z,150",
                        "EWR,2026-03-02T08:00:00Z,",
                        last));
    }

    @Test
    void rows_that_are_not_as_expected_reach_neither_the_online_store_nor_a_training_set() throws IOException {
        writeProject();
        assertThat(tandem("apply").exitCode()).isZero();
        List<String> commands = block("sh").stream().flatMap(String::lines).toList();

        TandemRun check = tandem(words(commands.get(0)));
        assertThat(check.exitCode()).as(check.err()).isEqualTo(3);
        assertThat(check.out()).isEqualTo(block("").get(0));
        assertThat(known()).containsExactly("CHECK: 1 of 2 hold", "CHECK: 1 of 2 hold");

        TandemRun materialize = tandem(words(commands.get(1)));
        assertThat(materialize.exitCode()).isEqualTo(1);
        assertThat(materialize.err())
                .contains(
                        "View 'weather' was not materialised: An expectation does not hold, so nothing was written: view 'weather': wind_speed is between 0 and 150: not in 1 of 5 rows, such as -9999.0.");
        assertThat(folder.resolve("rejected/view=weather/checked_at=20260302T120000.000000Z"))
                .isDirectoryContaining("glob:**.parquet");
        assertThat(known()).containsExactly("MATERIALIZE 1: 1 of 2 hold", "MATERIALIZE 1: 1 of 2 hold");
        assertThat(json("status", "--json").at("/views/0/last_run/outcome").asText())
                .isEqualTo("failed");
        assertThat(json("status", "--json").at("/views/0").has("materialized_up_to"))
                .isFalse();
        assertThat(tandem("get", "delay", "airport=JFK").out()).contains("NOT_FOUND");

        TandemRun train = tandem(words(commands.get(2)));
        assertThat(train.exitCode()).isEqualTo(1);
        assertThat(train.err()).contains("An expectation does not hold, so nothing was written");
        assertThat(folder.resolve("training")).doesNotExist();
        assertThat(known()).containsExactly("TRAIN: 1 of 2 hold", "TRAIN: 1 of 2 hold");

        writeReports(MENDED);
        String warning = "source 'reports': newest event time is at most 3h old: not so";
        assertThat(json("check", "--json").path("holds").asBoolean()).isTrue();
        materialize = tandem("materialize");
        assertThat(materialize.exitCode()).as(materialize.err()).isZero();
        assertThat(materialize.err()).contains("warn: " + warning);
        assertThat(tandem("status").out()).contains("weather, last run: " + warning);
        assertThat(tandem("get", "delay", "airport=JFK").out()).contains("11", "PRESENT");
        train = tandem(words(commands.get(2)));
        assertThat(train.exitCode()).as(train.err()).isZero();
        assertThat(train.out()).contains("warn: " + warning);
        JsonNode manifest = new ObjectMapper().readTree(Files.readString(folder.resolve("training/manifest.json")));
        assertThat(manifest.path("expectations"))
                .hasSize(4)
                .anySatisfy(
                        result -> assertThat(result.path("holds").asBoolean()).isFalse());
        assertThat(known()).containsExactly("TRAIN: 1 of 2 hold", "TRAIN: 2 of 2 hold");
    }

    /** What the registry tells of the source and of the view. */
    private List<String> known() {
        try (Registry registry =
                Registry.open(folder.resolve(".tandem/registry.db").toString(), InstantSource.system())) {
            return registry.expectations().latest("weather").stream()
                    .map(check -> "%s%s: %d of %d hold"
                            .formatted(
                                    check.by(),
                                    check.run().map(run -> " " + run).orElse(""),
                                    check.results().stream()
                                            .filter(ExpectationResult::holds)
                                            .count(),
                                    check.results().size()))
                    .toList();
        }
    }

    @Test
    void a_gate_that_would_check_nothing_says_so() throws IOException {
        writeProject();
        Files.writeString(
                folder.resolve("features/all.yaml"),
                block("yaml")
                        .get(0)
                        .replaceAll("(?m)^    expect:\n(      - .*\n)+", "")
                        .replaceAll(", expect: .*}", "}"));
        tandem("apply");

        TandemRun check = tandem("check", "--view", "weather");

        assertThat(check.exitCode()).isEqualTo(1);
        assertThat(check.err()).contains("Nothing is expected of view 'weather', so there is nothing to check.");
    }

    private JsonNode json(String... words) throws IOException {
        return new ObjectMapper().readTree(tandem(words).out());
    }

    private static List<String> block(String language) throws IOException {
        String guide = Files.readString(Path.of("../docs/expectations.md"));
        return Pattern.compile("(?ms)^```(\\w*)\n(.*?)^```$")
                .matcher(guide)
                .results()
                .filter(found -> found.group(1).equals(language))
                .map(found -> found.group(2))
                .toList();
    }
}
