package dev.tandem.definition;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.tandem.TandemException;
import dev.tandem.definition.Derivation.Aggregation;
import dev.tandem.definition.Derivation.Expression;
import dev.tandem.definition.DriftThresholds.Levels;
import dev.tandem.definition.Entity.JoinKey;
import dev.tandem.definition.FeatureService.Field;
import dev.tandem.definition.FeatureService.Selection;
import dev.tandem.definition.OnDemandView.Input;
import dev.tandem.definition.OnDemandView.RequestInput;
import dev.tandem.definition.Source.Availability;
import java.io.IOException;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.ZoneId;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Random;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DefinitionFilesTest {
    private static final Project PROJECT = new Project("flights", About.NOTHING);

    @Test
    void every_field_finds_its_place() {
        Definitions definitions = DefinitionFiles.parse(PROJECT, Map.of("every-field.yaml", everyField()));

        assertThat(definitions.project()).isEqualTo(PROJECT);
        assertThat(definitions.entities().values())
                .containsExactly(
                        new Entity(
                                "airport",
                                List.of(new JoinKey("airport", ValueType.STRING)),
                                new About("An airport by its IATA code", "geo@example.org", List.of("geo", "static"))),
                        new Entity(
                                "flight",
                                List.of(
                                        new JoinKey("carrier", ValueType.STRING),
                                        new JoinKey("number", ValueType.INT32),
                                        new JoinKey("departs_on", ValueType.DATE)),
                                About.NOTHING));
        assertThat(definitions.sources().values())
                .containsExactly(
                        new Source(
                                "arrivals",
                                new Origin.Table("iceberg", Optional.empty(), Optional.of("lake.arrivals"), Map.of()),
                                Optional.empty(),
                                Optional.empty(),
                                Availability.AT_EVENT_TIME,
                                ZoneId.of("UTC"),
                                Duration.ZERO,
                                About.NOTHING),
                        new Source(
                                "delays",
                                new Origin.Query(
                                        "SELECT carrier, number, departs_on, arr_time, arr_delay\nFROM arrivals",
                                        List.of("arrivals")),
                                Optional.of("arr_time"),
                                Optional.empty(),
                                Optional.of("flight_id"),
                                new TreeMap<>(Map.of("flight_id", ValueType.INT64, "arr_delay", ValueType.FLOAT64)),
                                Availability.AT_EVENT_TIME,
                                ZoneId.of("UTC"),
                                Duration.ofHours(36),
                                About.NOTHING),
                        new Source(
                                "weather_reports",
                                new Origin.Table(
                                        "csv",
                                        Optional.of("data/weather/*.csv"),
                                        Optional.empty(),
                                        Map.of(
                                                "header", "true",
                                                "sep", ";",
                                                "maxColumns", "20",
                                                "password", "${WEATHER_PASSWORD}")),
                                Optional.of("time_hour"),
                                Optional.of("ingested_at"),
                                Optional.empty(),
                                new TreeMap<>(Map.of("origin", ValueType.STRING, "gauge", ValueType.INT64)),
                                new Availability(Availability.From.CREATED_TIME, Duration.ofSeconds(90)),
                                ZoneId.of("America/New_York"),
                                Duration.ZERO,
                                List.of(
                                        new Expectation(new Rule.Unique(List.of("origin", "time_hour")), Severity.WARN),
                                        new Expectation(new Rule.Monotonic("gauge", List.of("origin")), Severity.FAIL),
                                        new Expectation(
                                                new Rule.RowCount(OptionalLong.of(1), OptionalLong.empty()),
                                                Severity.FAIL),
                                        new Expectation(new Rule.Freshness(Duration.ofHours(3)), Severity.FAIL)),
                                new About("Hourly reports", "weather@example.org", List.of("hourly"))));
        assertThat(definitions.views().values())
                .containsExactly(
                        new FeatureView(
                                "delay_windows",
                                List.of("airport"),
                                "delays",
                                Map.of("airport", "airport"),
                                Optional.empty(),
                                true,
                                Optional.empty(),
                                List.of(
                                        new Feature(
                                                "avg_arr_delay_1h", ValueType.FLOAT64, averageOver(1), About.NOTHING),
                                        new Feature(
                                                "avg_arr_delay_1d", ValueType.FLOAT64, averageOver(24), About.NOTHING),
                                        new Feature(
                                                "late_7d",
                                                ValueType.INT64,
                                                new Aggregation(
                                                        "count",
                                                        Optional.empty(),
                                                        new TreeMap<>(Map.of("at_least", "3")),
                                                        Optional.of("arr_delay > 15"),
                                                        Duration.ofDays(7),
                                                        Duration.ofMinutes(10)),
                                                drift(DriftMeasure.PSI, Levels.NEVER),
                                                new About(
                                                        "Flights that came late", "ops@example.org", List.of("late")))),
                                About.NOTHING),
                        new FeatureView(
                                "delays",
                                List.of("flight", "airport"),
                                "delays",
                                Map.of(
                                        "carrier", "carrier",
                                        "number", "number",
                                        "departs_on", "departs_on",
                                        "airport", "airport"),
                                Optional.empty(),
                                false,
                                Optional.empty(),
                                List.of(new Feature("delay", ValueType.INT64, "arr_delay", About.NOTHING)),
                                About.NOTHING),
                        new FeatureView(
                                "weather",
                                List.of("airport"),
                                "weather_reports",
                                Map.of("airport", "origin"),
                                Optional.of(Duration.ofHours(3)),
                                true,
                                Optional.of("5 * * * *"),
                                List.of(
                                        new Feature(
                                                "temperature",
                                                ValueType.FLOAT64,
                                                new Derivation.Column("temp"),
                                                drift(DriftMeasure.PSI, Levels.of(0.2, 0.4))
                                                        .orElse(drift(
                                                                DriftMeasure.JENSEN_SHANNON,
                                                                new Levels(Optional.empty(), Optional.of(0.3)))),
                                                new About(
                                                        "Degrees Fahrenheit",
                                                        "thermo@example.org",
                                                        List.of("degrees"))),
                                        new Feature("wind_speed", ValueType.FLOAT64, "wind_speed", About.NOTHING),
                                        new Feature(
                                                "readings",
                                                ValueType.array(ValueType.decimal(10, 2)),
                                                "readings",
                                                About.NOTHING),
                                        new Feature("sky", ValueType.STRING, "sky", About.NOTHING)),
                                List.of(
                                        new Expectation(
                                                new Rule.NotNull("temperature", new BigDecimal("0.99")), Severity.WARN),
                                        failing(new Rule.Unique(List.of("temperature"))),
                                        failing(new Rule.Between(
                                                "temperature", Optional.of("-40"), Optional.of("130.5"))),
                                        failing(new Rule.InSet("sky", List.of("clear", "overcast"))),
                                        failing(new Rule.Matches("sky", "[a-z]+")),
                                        failing(new Rule.NotNull("airport", BigDecimal.ONE)),
                                        failing(new Rule.Between("wind_speed", Optional.of("0"), Optional.empty())),
                                        failing(new Rule.InSet("sky", List.of("clear", "overcast", "fog"))),
                                        failing(new Rule.Matches("airport", "[A-Z]{3}")),
                                        failing(new Rule.Sql("wind_speed < 100 OR sky <> 'clear'"))),
                                new About("The weather at an airport", "weather@example.org", List.of("outdoors"))));
        assertThat(definitions.view("delays").keys().keySet())
                .containsExactly("carrier", "number", "departs_on", "airport");
        assertThat(definitions.onDemand().values())
                .containsExactly(new OnDemandView(
                        "wind",
                        List.of(
                                new Input("weather", "wind_speed", "wind_speed"),
                                new Input("delay_windows", "late_7d", "late")),
                        List.of(new RequestInput("bearing", ValueType.FLOAT64)),
                        List.of(new Feature(
                                "headwind",
                                ValueType.FLOAT64,
                                new Expression("wind_speed * cos(radians(bearing))"),
                                drift(DriftMeasure.KOLMOGOROV_SMIRNOV, new Levels(Optional.of(1.0), Optional.empty())),
                                new About("Against the plane", "wind@example.org", List.of("wind")))),
                        new About("Wind along the route", "weather@example.org", List.of("route"))));
        assertThat(definitions.services().values())
                .containsExactly(new FeatureService(
                        "arrival_delay",
                        List.of(
                                new Selection(
                                        "delays",
                                        Map.of(
                                                "carrier", "carrier",
                                                "number", "number",
                                                "departs_on", "departs_on",
                                                "airport", "airport"),
                                        List.of(new Field("delay", "delay"))),
                                new Selection(
                                        "weather",
                                        Map.of("airport", "dest"),
                                        List.of(
                                                new Field("wind_speed", "dest_wind_speed"),
                                                new Field("temperature", "warmth"))),
                                new Selection(
                                        "weather",
                                        Map.of("airport", "airport"),
                                        List.of(
                                                new Field("temperature", "temperature"),
                                                new Field("wind_speed", "wind_speed"),
                                                new Field("readings", "readings"),
                                                new Field("sky", "sky"))),
                                new Selection(
                                        "wind",
                                        Map.of("airport", "dest"),
                                        Map.of("bearing", "route_bearing"),
                                        List.of(new Field("headwind", "headwind")))),
                        new DriftThresholds(Map.of(
                                DriftMeasure.PSI, Levels.of(0.15, 0.25),
                                DriftMeasure.KOLMOGOROV_SMIRNOV, new Levels(Optional.empty(), Optional.of(0.2)),
                                DriftMeasure.JENSEN_SHANNON, new Levels(Optional.of(0.1), Optional.empty()),
                                DriftMeasure.NULL_RATE, new Levels(Optional.of(0.02), Optional.empty()),
                                DriftMeasure.NEW_CATEGORIES, new Levels(Optional.empty(), Optional.of(0.5)))),
                        new About("Inputs of the arrival-delay model", "models@example.org", List.of("delay"))));
    }

    private static Aggregation averageOver(int hours) {
        return new Aggregation(
                "avg",
                Optional.of("arr_delay"),
                new TreeMap<>(),
                Optional.empty(),
                Duration.ofHours(hours),
                Duration.ofMinutes(10));
    }

    @Test
    void what_is_written_as_yaml_is_read_back_for_generated_definitions() {
        long seed = new Random().nextLong();
        for (int i = 0; i < 200; i++) {
            Definitions definitions = new DefinitionsGenerator(seed + i).next();
            String yaml = LanguageText.of(definitions).toPrettyString();

            Definitions again = DefinitionFiles.parse(definitions.project(), Map.of("generated.yaml", yaml));

            assertThat(again).as("seed %d\n%s", seed + i, yaml).isEqualTo(definitions);
            assertThat(DefinitionsJson.write(again))
                    .as("seed %d", seed + i)
                    .isEqualTo(DefinitionsJson.write(definitions));
        }
    }

    @Test
    void definitions_may_be_spread_over_files_and_documents_in_any_arrangement() throws IOException {
        long seed = new Random().nextLong();
        Random random = new Random(seed);
        for (int i = 0; i < 50; i++) {
            Definitions definitions = new DefinitionsGenerator(seed + i).next();
            Map<String, String> files = new HashMap<>();
            JsonNode whole = LanguageText.of(definitions);
            for (Map.Entry<String, JsonNode> kind : whole.properties()) {
                for (Map.Entry<String, JsonNode> definition : kind.getValue().properties()) {
                    ObjectNode document = new ObjectMapper().createObjectNode();
                    document.putObject(kind.getKey()).set(definition.getKey(), definition.getValue());
                    files.merge(
                            "file%d.yaml".formatted(random.nextInt(4)),
                            document.toPrettyString(),
                            (one, other) -> one + "\n---\n" + other);
                }
            }
            files.put("empty.yaml", "# nothing yet\n---\n---\n");

            assertThat(DefinitionFiles.parse(definitions.project(), files))
                    .as("seed %d", seed)
                    .isEqualTo(definitions);
        }
    }

    @Test
    void every_yaml_file_below_the_folder_is_read_unless_its_name_begins_with_a_dot(@TempDir Path folder)
            throws IOException {
        write(folder.resolve("airports.yaml"), "entities: {airport: {keys: {airport: STRING}}}");
        write(folder.resolve("deep/down/carriers.yml"), "entities: {carrier: {keys: {carrier: STRING}}}");
        write(folder.resolve("README.md"), "entities: nonsense");
        write(folder.resolve(".drafts/planes.yaml"), "nonsense");
        write(folder.resolve(".hidden.yaml"), "nonsense");

        assertThat(DefinitionFiles.load(PROJECT, folder).entities()).containsOnlyKeys("airport", "carrier");
    }

    @Test
    void a_folder_as_kubernetes_mounts_it_is_read_once(@TempDir Path folder) throws IOException {
        write(folder.resolve("..2026_01_01/airports.yaml"), "entities: {airport: {keys: {airport: STRING}}}");
        Files.createSymbolicLink(folder.resolve("..data"), Path.of("..2026_01_01"));
        Files.createSymbolicLink(folder.resolve("airports.yaml"), Path.of("..data/airports.yaml"));

        assertThat(DefinitionFiles.load(PROJECT, folder).entities()).containsOnlyKeys("airport");
    }

    @Test
    void problems_of_all_files_are_told_in_order_with_the_files_as_the_folder_was_given(@TempDir Path folder)
            throws IOException {
        write(folder.resolve("b.yaml"), "entities:\n  plane: {keys: {tailnum: TEXT}}\nveiws: {}");
        write(folder.resolve("a.yaml"), "entities: {Airport: {keys: {airport: STRING}}}");
        Files.write(folder.resolve("c.yaml"), new byte[] {'a', ':', ' ', (byte) 0xE9});

        assertThatThrownBy(() -> DefinitionFiles.load(PROJECT, folder))
                .isInstanceOf(InvalidDefinitionsException.class)
                .hasMessage("""
                        There are 4 problems in the definitions:
                        %1$s/a.yaml:1: 'Airport' cannot be the name of an entity. A name is up to 100 lower-case letters, digits and single underscores between them, beginning with a letter, such as wind_speed.
                        %1$s/b.yaml:2: 'tailnum' cannot be 'TEXT'. Did you mean STRING?
                        %1$s/b.yaml:3: 'veiws' is not a field of a definition file. Did you mean 'views'?
                        %1$s/c.yaml:1: The file is not text in UTF-8. Save it in that encoding.""".formatted(folder));
    }

    @Test
    void a_folder_that_is_missing_or_holds_no_definitions_is_refused(@TempDir Path folder) {
        assertThatThrownBy(() -> DefinitionFiles.load(PROJECT, folder.resolve("nowhere")))
                .isExactlyInstanceOf(TandemException.class)
                .hasMessageContaining("nowhere")
                .hasMessageContaining("tandem.yaml");
        assertThatThrownBy(() -> DefinitionFiles.load(PROJECT, folder))
                .isExactlyInstanceOf(TandemException.class)
                .hasMessageContaining("no *.yaml file");
    }

    @Test
    void the_flights_example_is_valid() {
        assertThat(DefinitionFiles.load(PROJECT, Path.of("../examples/flights/features"))
                        .services())
                .isNotEmpty();
    }

    private static Expectation failing(Rule rule) {
        return new Expectation(rule, Severity.FAIL);
    }

    private static DriftThresholds drift(DriftMeasure measure, Levels levels) {
        return new DriftThresholds(Map.of(measure, levels));
    }

    static String everyField() {
        try (var in = DefinitionFilesTest.class.getResourceAsStream("every-field.yaml")) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    private static void write(Path file, String text) throws IOException {
        Files.createDirectories(file.getParent());
        Files.writeString(file, text);
    }
}
