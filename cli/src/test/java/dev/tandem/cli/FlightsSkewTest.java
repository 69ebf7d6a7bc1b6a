package dev.tandem.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.tandem.cli.config.ConfigurationLoader;
import dev.tandem.cli.config.Setting;
import dev.tandem.cli.parity.Question;
import dev.tandem.cli.parity.ServedRoad;
import dev.tandem.definition.ServiceParts;
import dev.tandem.definition.ServiceParts.CallerColumn;
import dev.tandem.offline.materialize.MaterializationRequest;
import dev.tandem.online.embedded.LocalRedis;
import dev.tandem.registry.SkewCause;
import dev.tandem.registry.SkewCheck;
import dev.tandem.sdk.FeatureStoreClient;
import dev.tandem.server.FeatureServer;
import java.io.IOException;
import java.io.PrintWriter;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SaveMode;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.functions;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Every cause of skew, made on purpose: some of the flights are materialised and served at three instants, the second time without having been
 * materialised anew; then a late file comes, a row is rewritten and a definition is changed.
 */
class FlightsSkewTest {
    private static final String SERVICE = "arrival_delay";
    private static final Instant FRESH = Instant.parse("2013-01-08T15:30:00Z");
    private static final Instant LAGGING = Instant.parse("2013-01-08T16:40:00Z");
    private static final Instant BEFORE_THE_CHANGES = Instant.parse("2013-01-08T18:30:00Z");
    private static final List<String> VIEWS =
            List.of("weather", "carrier_arrivals_lately", "plane_arrivals_lately", "route_facts");
    private static final int FLIGHTS = 20;
    private static final List<String> PARTITIONS = List.of("spark.sql.shuffle.partitions", "2");

    @TempDir
    static Path folder;

    private static LocalRedis redis;
    private static Path home;
    private static TandemRun clean;
    private static TandemRun skewed;
    private static SkewCheck found;

    @BeforeAll
    static void serveAndThenChangeThePast() throws IOException {
        redis = LocalRedis.start(folder);
        home = folder.resolve("flights");
        Examples.copy("flights", home);
        Files.writeString(home.resolve("features/arrival_delay.yaml"), """
                services:
                  arrival_delay:
                    features:
                      - weather: {entities: {airport: origin}}
                      - carrier_arrivals_lately
                      - wind: {entities: {airport: origin}}
                      - turnaround
                """);
        Question lagging;
        try (Deployment deployment = deployment(FRESH)) {
            FlightsPart.keep(deployment.spark(), home, "2013-01-06", "2013-01-09");
            apply(deployment);
            materialize(deployment);
            serve(deployment, lastFlights(deployment, FRESH));
            lagging = lastFlights(deployment, LAGGING);
        }
        try (Deployment deployment = deployment(LAGGING)) {
            serve(deployment, lagging);
        }
        clean = tandem(guide().get(0), "--as-of", FRESH.plusSeconds(1).toString());
        try (Deployment deployment = deployment(BEFORE_THE_CHANGES)) {
            materialize(deployment);
            serve(deployment, lastFlights(deployment, BEFORE_THE_CHANGES));
            addLateReport(deployment.spark());
            rewriteReport(deployment.spark());
            addLateArrival(deployment.spark());
            Path weather = home.resolve("features/weather.yaml");
            Files.writeString(weather, Files.readString(weather).replace("from: humid", "from: dewp"));
            apply(deployment);
        }
        skewed = tandem(guide().get(1));
        try (Deployment deployment = deployment(BEFORE_THE_CHANGES)) {
            found = deployment.registry().skew().latest("flights").get(0);
        }
    }

    /** The commands of the guide. */
    private static List<String> guide() throws IOException {
        return block(0).lines().filter(line -> line.startsWith("tandem ")).toList();
    }

    private static String block(int number) throws IOException {
        return Pattern.compile("(?ms)^```\\w*\n(.*?)^```$")
                .matcher(Files.readString(Path.of("../docs/skew.md")))
                .results()
                .skip(number)
                .findFirst()
                .orElseThrow()
                .group(1);
    }

    @AfterAll
    static void stop() {
        redis.close();
    }

    private static Deployment deployment(Instant now) {
        return new Deployment(new ConfigurationLoader(Map.of())
                .load(
                        home.resolve(ConfigurationLoader.FILE_NAME),
                        Map.of(
                                Setting.AS_OF, now.toString(),
                                Setting.ONLINE, redis.uri(),
                                Setting.OFFLINE_MASTER, "local[2]",
                                Setting.SERVER_PORT, "0",
                                Setting.SERVER_LOG_RATE, "1"),
                        Map.of(PARTITIONS.get(0), PARTITIONS.get(1))));
    }

    private static void apply(Deployment deployment) {
        deployment.registry().apply(deployment.registry().plan(deployment.writtenDefinitions()), "test");
    }

    private static void materialize(Deployment deployment) {
        Console silent = new Console(
                new PrintWriter(PrintWriter.nullWriter()), new PrintWriter(PrintWriter.nullWriter()), false);
        Materializing materializing = new Materializing(deployment, silent);
        assertThat(materializing.report(
                        materializing.run(MaterializationRequest.incremental().ofViews(VIEWS))))
                .isTrue();
    }

    /** The log can be read once the server has ended. */
    private static void serve(Deployment deployment, Question question) {
        try (FeatureServer server = ServeCommand.start(deployment, ServeCommand.settings(deployment.configuration()));
                FeatureStoreClient client =
                        FeatureStoreClient.connect(URI.create("http://127.0.0.1:" + server.port()))) {
            ServedRoad.of(client, SERVICE).ask(question);
        }
    }

    private static Question lastFlights(Deployment deployment, Instant now) {
        ServiceParts parts = ServiceParts.of(
                deployment.state().definitions(),
                deployment.state().definitions().service(SERVICE));
        List<CallerColumn> columns =
                Stream.concat(parts.keys().stream(), parts.request().stream()).toList();
        Dataset<Row> labels = deployment
                .spark()
                .read()
                .parquet(home.resolve("data/labels.parquet").toString())
                .where(functions.col("event_timestamp").leq(functions.lit(now)))
                .orderBy(functions.col("event_timestamp").desc(), functions.col("tailnum"))
                .limit(FLIGHTS);
        return Question.of(columns, labels, now);
    }

    private static String weather() {
        return home.resolve("data/weather.parquet").toString();
    }

    /** Kennedy's report of 17:00 was served; this one says that it was out at 18:15. */
    private static void addLateReport(SparkSession spark) {
        spark.read()
                .parquet(weather())
                .where("origin = 'JFK' AND time_hour = '2013-01-08 17:00:00Z'")
                .withColumn("time_hour", functions.expr("TIMESTAMP '2013-01-08 17:15:00Z'"))
                .withColumn("temp", functions.lit(-40.0))
                .write()
                .mode(SaveMode.Append)
                .parquet(weather());
    }

    private static void rewriteReport(SparkSession spark) throws IOException {
        Path rewritten = home.resolve("data/rewritten.parquet");
        spark.read()
                .parquet(weather())
                .withColumn(
                        "temp",
                        functions.expr("if(origin = 'EWR' AND time_hour = '2013-01-08 17:00:00Z', temp + 1, temp)"))
                .write()
                .parquet(rewritten.toString());
        Files.move(Path.of(weather()), home.resolve("weather.before.parquet"));
        Files.move(rewritten, Path.of(weather()));
    }

    /** A flight of United that nobody had told of had arrived before the second materialisation. */
    private static void addLateArrival(SparkSession spark) {
        String flights = home.resolve("data/flights.parquet").toString();
        spark.read()
                .parquet(flights)
                .where("carrier = 'UA' AND arr_delay IS NOT NULL")
                .orderBy(functions.col("arr_time").desc())
                .limit(1)
                .withColumn("flight_id", functions.lit(99_999_999))
                .withColumn("arr_time", functions.expr("TIMESTAMP '2013-01-08 18:20:00Z'"))
                .withColumn("arr_delay", functions.expr("CAST(600 AS INT)"))
                .write()
                .mode(SaveMode.Append)
                .parquet(flights);
    }

    private static TandemRun tandem(String command, String... more) {
        List<String> words = new ArrayList<>(List.of(command.split(" ")).subList(1, command.split(" ").length));
        words.addAll(List.of(more));
        words.addAll(List.of(
                "--config", home.toString(), "--offline-master", "local[2]", "--conf", String.join("=", PARTITIONS)));
        return TandemRun.of(Map.of(), words);
    }

    private static Set<SkewCause> causes(String feature) {
        return found.features().stream()
                .filter(each -> each.feature().equals(feature))
                .findFirst()
                .orElseThrow()
                .causes()
                .keySet();
    }

    /** The line that shows a difference of some cause. */
    private static String example(SkewCause cause) {
        List<String> lines = skewed.out().lines().toList();
        for (int i = 0; i < lines.size(); i++) {
            if (lines.get(i).endsWith(" " + cause.key() + ": " + cause.meaning())) {
                return lines.get(i + 1);
            }
        }
        throw new AssertionError("no " + cause + " in " + skewed.out());
    }

    @Test
    void a_clean_run_reports_no_difference_in_any_kind_of_feature() throws IOException {
        assertThat(clean.exitCode()).as(clean.err()).isZero();
        JsonNode report = new ObjectMapper().readTree(clean.out());
        assertThat(report.get("rows").asInt()).isEqualTo(FLIGHTS);
        assertThat(report.get("different").asInt()).isZero();
        assertThat(report.get("compared").asInt())
                .isEqualTo(FLIGHTS * report.get("features").size());
    }

    @Test
    void what_had_not_been_materialized_is_stale_and_windows_and_on_demand_features_with_it() {
        assertThat(skewed.exitCode()).as(skewed.err()).isEqualTo(3);
        assertThat(causes("pressure")).containsExactly(SkewCause.STALE);
        assertThat(causes("avg_arr_delay_1d")).contains(SkewCause.STALE);
        assertThat(causes("late_share_1d")).contains(SkewCause.STALE);
        assertThat(example(SkewCause.STALE)).contains(" at " + LAGGING);
    }

    @Test
    void a_row_of_a_late_file_is_a_late_event() {
        assertThat(causes("temperature"))
                .containsExactly(SkewCause.STALE, SkewCause.LATE_EVENT, SkewCause.REWRITTEN_SOURCE);
        assertThat(example(SkewCause.LATE_EVENT))
                .contains("origin=JFK")
                .contains(" of 2013-01-08T17:00:00Z, training sees -40.0 of 2013-01-08T17:15:00Z; request ");
    }

    @Test
    void another_value_at_the_same_event_time_is_a_rewritten_source() {
        assertThat(example(SkewCause.REWRITTEN_SOURCE))
                .contains("origin=EWR")
                .containsPattern("served \\S+ of 2013-01-08T17:00:00Z, training sees \\S+ of 2013-01-08T17:00:00Z");
    }

    @Test
    void a_feature_from_another_column_has_a_changed_definition_and_the_others_of_its_view_have_not() {
        assertThat(causes("humidity")).containsExactly(SkewCause.CHANGED_DEFINITION);
        assertThat(found.features())
                .filteredOn(feature -> feature.causes().containsKey(SkewCause.CHANGED_DEFINITION))
                .hasSize(1);
    }

    @Test
    void an_event_that_came_late_into_a_window_is_told_as_far_as_it_can_be() {
        assertThat(causes("arrivals_1h")).containsExactly(SkewCause.STALE, SkewCause.LATE_OR_REWRITTEN);
        assertThat(causes("late_share_1d")).contains(SkewCause.LATE_OR_REWRITTEN);
        assertThat(example(SkewCause.LATE_OR_REWRITTEN)).contains("carrier=UA");
    }

    @Test
    void nothing_is_left_unexplained() {
        assertThat(found.features())
                .allSatisfy(feature -> assertThat(feature.causes()).doesNotContainKey(SkewCause.UNEXPLAINED));
    }

    @Test
    void one_answer_is_explained_value_by_value_and_the_guide_shows_what_is_printed() throws IOException {
        String requestId = example(SkewCause.LATE_EVENT).replaceAll(".*; request ", "");

        TandemRun explained = tandem(guide().get(2).replace("REQUEST_ID", requestId));

        assertThat(explained.exitCode()).as(explained.err()).isZero();
        assertThat(explained.out())
                .contains("weather:temperature")
                .containsPattern("WINDOW +EVENTS NOW +CAME LATER +NEWEST")
                .containsPattern("(?m)^arrivals_1d +125 +0 +2013-01-08T18:22:00Z ")
                .contains("its view was materialised until " + BEFORE_THE_CHANGES);
        assertShown(block(1), skewed.out());
        assertShown(block(3), explained.out());
    }

    /** Ids and the times of writing are new each time. */
    private static void assertShown(String block, String printed) {
        List<String> lines = comparable(printed).toList();
        assertThat(comparable(block).filter(line -> !line.equals("...")).toList())
                .allSatisfy(line -> assertThat(lines).contains(line));
    }

    private static Stream<String> comparable(String text) {
        return text.lines()
                .map(line -> line.replaceAll("; request [0-9a-f-]{36}", "; request ID")
                        .strip());
    }
}
