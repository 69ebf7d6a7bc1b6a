package dev.tandem.offline.join;

import dev.tandem.definition.Source.Availability;
import dev.tandem.definition.ValueType;
import dev.tandem.offline.source.FeatureLayout;
import dev.tandem.offline.source.FeatureLayout.Times;
import dev.tandem.offline.source.FeatureRows;
import dev.tandem.row.RowSchema;
import dev.tandem.row.Visibility;
import dev.tandem.transform.expression.SparkTypes;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.SaveMode;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructField;
import org.jspecify.annotations.Nullable;
import scala.jdk.javaapi.CollectionConverters;

/**
 * The rows of one view as plain Java objects, for the oracle and for Spark alike.
 *
 * @param view its name
 * @param keyTypes the types of its join keys
 * @param schema its features
 * @param times which times a row has
 * @param availability when a row counts as known
 * @param ttl how old a row may be and still count
 * @param facts the rows
 */
public record ViewHistory(
        String view,
        List<ValueType> keyTypes,
        RowSchema schema,
        Times times,
        Availability availability,
        Optional<Duration> ttl,
        List<Fact> facts) {

    /** One row; anything may be null. */
    public record Fact(
            List<@Nullable Object> keys,
            @Nullable Instant eventTime,
            @Nullable Instant createdTime,
            List<@Nullable Object> values) {}

    /** The rows for Spark, in that many parts. */
    public FeatureRows rows(SparkSession spark, int parts) {
        return featureRows(dataset(spark).repartition(parts));
    }

    /** The rows for Spark, in that many files below a folder. */
    FeatureRows rowsInFiles(SparkSession spark, int files, Path folder) {
        String path = folder.resolve(view).toString();
        dataset(spark).repartition(files).write().mode(SaveMode.Ignore).parquet(path);
        return featureRows(spark.read().parquet(path));
    }

    private Dataset<Row> dataset(SparkSession spark) {
        List<StructField> fields = new ArrayList<>();
        IntStream.range(0, keyTypes.size())
                .forEach(i -> fields.add(DataTypes.createStructField("key" + i, SparkTypes.of(keyTypes.get(i)), true)));
        fields.add(DataTypes.createStructField("event", DataTypes.TimestampType, true));
        schema.columns()
                .forEach(column ->
                        fields.add(DataTypes.createStructField(column.name(), SparkTypes.of(column.type()), true)));
        if (times == Times.EVENT_AND_CREATED) {
            fields.add(DataTypes.createStructField("created", DataTypes.TimestampType, true));
        }
        List<Row> rows = facts.stream().map(this::row).collect(Collectors.toList());
        return spark.createDataFrame(rows, DataTypes.createStructType(fields));
    }

    private FeatureRows featureRows(Dataset<Row> rows) {
        return new FeatureRows(
                view,
                rows,
                new FeatureLayout(keyTypes, schema, times),
                new Visibility(
                        ttl.map(ViewHistory::micros).orElse(Visibility.NO_TTL),
                        availability.from(),
                        micros(availability.after())));
    }

    private static long micros(Duration duration) {
        return duration.toNanos() / 1_000;
    }

    private Row row(Fact fact) {
        List<@Nullable Object> values = new ArrayList<>(fact.keys());
        values.add(fact.eventTime());
        fact.values().forEach(value -> values.add(sparkValue(value)));
        if (times == Times.EVENT_AND_CREATED) {
            values.add(fact.createdTime());
        }
        return RowFactory.create(values.toArray());
    }

    private static @Nullable Object sparkValue(@Nullable Object value) {
        return value instanceof List<?> list
                ? CollectionConverters.asScala(list).toSeq()
                : value;
    }
}
