package dev.tandem.offline.window;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tandem.definition.Definitions;
import dev.tandem.definition.FeatureService.Field;
import dev.tandem.definition.FeatureService.Selection;
import dev.tandem.definition.FeatureView;
import dev.tandem.offline.History;
import dev.tandem.offline.TestSpark;
import dev.tandem.offline.Workspace;
import dev.tandem.offline.join.Bits;
import dev.tandem.offline.training.Labels;
import dev.tandem.offline.training.TrainingSet;
import dev.tandem.registry.RegistryState;
import dev.tandem.row.Micros;
import java.math.BigDecimal;
import java.nio.file.Path;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.TreeMap;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Windows beside labels, and looked-up features among them, against the rules of docs/semantics.md read literally, on projects made up from seeds. */
class WindowJoinOracleTest {
    private static final int EVENTS = 250;
    private static final int LABELS = 120;

    private static final StructType LABEL_COLUMNS = new StructType()
            .add("site", DataTypes.StringType)
            .add("event_timestamp", DataTypes.TimestampType, false)
            .add("gate", DataTypes.IntegerType)
            .add("other", DataTypes.StringType)
            .add("price", DataTypes.createDecimalType(30, 5))
            .add("bytes", DataTypes.BinaryType)
            .add("day", DataTypes.DateType)
            .add("number", DataTypes.FloatType)
            .add("words", DataTypes.createArrayType(DataTypes.StringType))
            .add("pair", new StructType().add("x", DataTypes.DoubleType).add("y", DataTypes.BooleanType));

    @TempDir
    private Path folder;

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8})
    void every_label_has_the_windows_that_the_rules_say_whatever_the_data_and_however_it_is_divided(long seed) {
        GeneratedProject generated = new GeneratedProject(seed);
        Random random = new Random(seed);
        SparkSession spark = TestSpark.session();
        spark.conf().set("spark.sql.shuffle.partitions", Long.toString(1 + seed % 4));
        Definitions definitions = generated.definitions();
        List<SourceEvent> events = generated.events(EVENTS);
        SourceEvent.rows(spark, events)
                .repartition(1 + random.nextInt(4))
                .write()
                .parquet(folder.resolve("events").toString());
        List<Row> facts = facts(generated);
        spark.createDataFrame(
                        facts,
                        new StructType()
                                .add("site", DataTypes.StringType)
                                .add("at", DataTypes.TimestampType)
                                .add("level", DataTypes.LongType))
                .repartition(2)
                .write()
                .parquet(folder.resolve("facts").toString());
        List<Row> labels = labels(generated, random, events);
        Dataset<Row> divided = spark.createDataFrame(labels, LABEL_COLUMNS).repartition(1 + random.nextInt(4));

        List<String> found = TrainingSet.plan(
                        history(spark, definitions), definitions.service("all"), Labels.of(divided))
                .rows()
                .collectAsList()
                .stream()
                .map(row -> Bits.ofRow(values(row)))
                .sorted()
                .toList();

        assertThat(found)
                .as("seed %d, of the project%n%s", seed, generated.text())
                .isEqualTo(labels.stream()
                        .map(label -> Bits.ofRow(expected(definitions, label, events, facts)))
                        .sorted()
                        .toList());
    }

    private History history(SparkSession spark, Definitions definitions) {
        return new History(
                spark,
                new RegistryState(1, Instant.parse("2026-01-01T00:00:00Z"), "somebody", definitions, new TreeMap<>()),
                Workspace.of(folder));
    }

    private static List<Row> facts(GeneratedProject generated) {
        List<Row> facts = new ArrayList<>();
        for (long level = 0; level < 40; level++) {
            facts.add(RowFactory.create(generated.site(), Micros.instant(generated.moment()), level));
        }
        return facts;
    }

    /** Some are there twice. */
    private static List<Row> labels(GeneratedProject generated, Random random, List<SourceEvent> events) {
        List<Row> labels = new ArrayList<>();
        while (labels.size() < LABELS) {
            Row label = RowFactory.create(
                    generated.site(),
                    Micros.instant(generated.instant(events)),
                    generated.gate(),
                    generated.site(),
                    new BigDecimal("12345678901234567890.12345").add(BigDecimal.valueOf(random.nextLong(), 5)),
                    random.nextInt(4) == 0 ? null : new byte[] {(byte) random.nextInt(), 0},
                    LocalDate.of(1900 + random.nextInt(200), 2, 28),
                    random.nextInt(4) == 0 ? Float.NaN : -0.0f,
                    new String[] {"x", null, "é" + random.nextInt(9)},
                    random.nextInt(4) == 0 ? null : RowFactory.create(random.nextDouble(), null));
            labels.add(label);
            if (random.nextInt(6) == 0) {
                labels.add(label);
            }
        }
        return labels;
    }

    private static List<@Nullable Object> expected(
            Definitions definitions, Row label, List<SourceEvent> events, List<Row> facts) {
        long instant = Micros.of(label.<Instant>getAs(1));
        List<@Nullable Object> expected = new ArrayList<>(values(label));
        for (Selection selection : definitions.service("all").selections()) {
            FeatureView view = definitions.view(selection.view());
            List<@Nullable Object> key = new ArrayList<>();
            selection.keys().values().forEach(column -> key.add(label.get(LABEL_COLUMNS.fieldIndex(column))));
            if (!view.isWindowed()) {
                expected.add(newest(facts, key.get(0), label.<Instant>getAs(1)));
                continue;
            }
            List<@Nullable Object> all =
                    new NaiveWindows(view, definitions.source(view.source())).valuesAt(instant, events, key, instant);
            List<String> names =
                    view.features().stream().map(feature -> feature.name()).toList();
            for (Field field : selection.fields()) {
                expected.add(all.get(names.indexOf(field.feature())));
            }
        }
        return expected;
    }

    /** Of equal times, the greatest level: it has the greater bytes. */
    private static @Nullable Object newest(List<Row> facts, @Nullable Object site, Instant instant) {
        return facts.stream()
                .filter(fact -> site != null && site.equals(fact.get(0)))
                .filter(fact -> !fact.<Instant>getAs(1).isAfter(instant))
                .max((one, other) -> {
                    int byTime = one.<Instant>getAs(1).compareTo(other.getAs(1));
                    return byTime != 0 ? byTime : Long.compare(one.getLong(2), other.getLong(2));
                })
                .<Object>map(fact -> fact.getLong(2))
                .orElse(null);
    }

    /** Arrays as lists, whichever side made them. */
    private static List<@Nullable Object> values(Row row) {
        List<@Nullable Object> values = new ArrayList<>();
        for (int i = 0; i < row.size(); i++) {
            Object value = row.get(i);
            values.add(
                    value instanceof String[] words
                            ? Collections.unmodifiableList(Arrays.asList(words))
                            : value instanceof Row inner ? values(inner) : value);
        }
        return values;
    }
}
