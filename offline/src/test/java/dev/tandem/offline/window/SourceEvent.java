package dev.tandem.offline.window;

import dev.tandem.row.Micros;
import java.math.BigDecimal;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;
import org.jspecify.annotations.Nullable;

/**
 * A row of a source of events; anything may be null. Times are microseconds since 1970.
 *
 * @param at when it happened
 * @param seen when it was ingested
 */
public record SourceEvent(
        @Nullable String site,
        @Nullable Integer gate,
        @Nullable Long at,
        @Nullable Long seen,
        @Nullable Long id,
        @Nullable Double amount,
        @Nullable Integer number,
        @Nullable BigDecimal price,
        @Nullable String word) {

    /** What a source declares of its columns, in YAML. */
    public static final String COLUMNS =
            "{id: INT64, amount: FLOAT64, number: INT32, price: \"DECIMAL(10,2)\", word: STRING}";

    private static final StructType SCHEMA = new StructType()
            .add("site", DataTypes.StringType)
            .add("gate", DataTypes.IntegerType)
            .add("at", DataTypes.TimestampType)
            .add("seen", DataTypes.TimestampType)
            .add("id", DataTypes.LongType)
            .add("amount", DataTypes.DoubleType)
            .add("number", DataTypes.IntegerType)
            .add("price", DataTypes.createDecimalType(10, 2))
            .add("word", DataTypes.StringType);

    /** An event with one amount and nothing else. */
    public static SourceEvent of(String site, long at, long id, double amount) {
        return new SourceEvent(site, 1, at, null, id, amount, null, null, null);
    }

    /** The same, ingested at another time. */
    public SourceEvent seenAt(@Nullable Long instant) {
        return new SourceEvent(site, gate, at, instant, id, amount, number, price, word);
    }

    /** Events as rows of Spark. */
    public static Dataset<Row> rows(SparkSession spark, List<SourceEvent> events) {
        return spark.createDataFrame(events.stream().map(SourceEvent::row).toList(), SCHEMA);
    }

    private Row row() {
        return RowFactory.create(site, gate, instant(at), instant(seen), id, amount, number, price, word);
    }

    private static @Nullable Object instant(@Nullable Long micros) {
        return micros == null ? null : Micros.instant(micros);
    }

    /** The values of key columns. */
    public List<@Nullable Object> key(List<String> columns) {
        @Nullable
        Object[] key = columns.stream()
                .map(column -> column.equals("site") ? site : gate)
                .toArray();
        return Arrays.asList(key);
    }

    /** The value of a column that is aggregated. */
    @Nullable
    Object value(String column) {
        return switch (column) {
            case "id" -> id;
            case "amount" -> amount;
            case "number" -> number;
            case "price" -> price;
            case "word" -> word;
            default -> throw new IllegalArgumentException(column);
        };
    }

    /** Conditions in Spark SQL, of which one may be null on a row and the other fail, because of a division by zero. */
    public static final List<String> CONDITIONS = List.of("amount > 1", "100 / number > 5");

    /** Whether one of these is true, which it is not where it is null or fails. */
    boolean isTrue(String condition) {
        return switch (CONDITIONS.indexOf(condition)) {
            // NaN is greater than any other number.
            case 0 -> amount != null && (amount > 1 || amount.isNaN());
            case 1 -> number != null && number != 0 && 100.0 / number > 5;
            default -> throw new IllegalArgumentException(condition);
        };
    }

    long time() {
        return Objects.requireNonNull(at);
    }
}
