package dev.tandem.offline.join;

import dev.tandem.definition.FeatureService.Field;
import dev.tandem.definition.Source.Availability;
import dev.tandem.definition.ValueType;
import dev.tandem.offline.join.JoinCase.Asked;
import dev.tandem.offline.join.ViewHistory.Fact;
import dev.tandem.offline.source.FeatureLayout.Times;
import dev.tandem.row.RowSchema;
import dev.tandem.transform.expression.SparkTypes;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.stream.IntStream;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructField;
import org.apache.spark.sql.types.StructType;
import org.jspecify.annotations.Nullable;

/**
 * Joins made up from a seed: few entities and few instants, so that keys meet, times tie and ages fall on the very edge; every type, every
 * rule, and values that are easily mistaken for one another.
 */
public final class GeneratedJoin {
    /** The instant from which on, microsecond by microsecond, things happen. */
    public static final Instant NOON = Instant.parse("2013-03-10T12:00:00Z");
    /** How many microseconds things happen for. */
    public static final int INSTANTS = 12;

    private static final List<ValueType> KEY_TYPES = List.of(
            ValueType.INT64, ValueType.STRING, ValueType.INT32, ValueType.BOOL, ValueType.DATE, ValueType.TIMESTAMP);
    private static final List<ValueType> FEATURE_TYPES = List.of(
            ValueType.FLOAT64,
            ValueType.BOOL,
            ValueType.INT32,
            ValueType.INT64,
            ValueType.FLOAT32,
            ValueType.decimal(9, 2),
            ValueType.decimal(38, 10),
            ValueType.STRING,
            ValueType.BYTES,
            ValueType.DATE,
            ValueType.TIMESTAMP,
            ValueType.array(ValueType.FLOAT64),
            ValueType.array(ValueType.STRING));

    private final Random random;
    private final Set<String> narrow = new HashSet<>();

    private GeneratedJoin(long seed) {
        this.random = new Random(seed);
    }

    static JoinCase of(long seed) {
        return new GeneratedJoin(seed).joinCase();
    }

    /** The rows of one view alone. */
    public static ViewHistory historyOf(long seed) {
        return new GeneratedJoin(seed).history("view");
    }

    private JoinCase joinCase() {
        List<StructField> columns = new ArrayList<>();
        columns.add(DataTypes.createStructField("t", DataTypes.TimestampType, true));
        columns.add(DataTypes.createStructField("note", DataTypes.StringType, true));
        List<@Nullable ValueType> types = new ArrayList<>();
        types.add(ValueType.TIMESTAMP);
        types.add(ValueType.STRING);
        List<Asked> asked = new ArrayList<>();
        int views = 1 + random.nextInt(3);
        for (int view = 0; view < views; view++) {
            ViewHistory history = history("view" + view);
            int times = 1 + random.nextInt(2);
            for (int time = 0; time < times; time++) {
                List<String> keys = new ArrayList<>();
                for (ValueType type : history.keyTypes()) {
                    keys.add(labelColumn(type, types, columns));
                }
                asked.add(new Asked(history, keys, fields(history, asked.size())));
            }
        }
        List<List<@Nullable Object>> labels = new ArrayList<>();
        int count = random.nextInt(60);
        for (int i = 0; i < count; i++) {
            labels.add(label(types, labels));
        }
        return new JoinCase(new StructType(columns.toArray(StructField[]::new)), labels, asked);
    }

    /** A label column for a key: one that is there already, or a new one, sometimes of a narrower type. */
    private String labelColumn(ValueType type, List<@Nullable ValueType> types, List<StructField> columns) {
        for (int i = 2; i < types.size(); i++) {
            if (type.equals(types.get(i)) && !narrow.contains(columns.get(i).name()) && random.nextInt(3) > 0) {
                return columns.get(i).name();
            }
        }
        ValueType own = type.equals(ValueType.INT64) && random.nextInt(3) == 0 ? ValueType.INT32 : type;
        // Names that differ in case only, and a name that needs quoting.
        String name = (columns.size() % 2 == 0 ? "key." : "KEY.") + columns.size() / 2;
        columns.add(DataTypes.createStructField(name, SparkTypes.of(own), true));
        types.add(own);
        if (!own.equals(type)) {
            narrow.add(name);
        }
        return name;
    }

    private List<Field> fields(ViewHistory history, int number) {
        List<Field> fields = new ArrayList<>();
        for (RowSchema.Column column : history.schema().columns()) {
            if (fields.isEmpty() || random.nextInt(3) > 0) {
                fields.add(new Field(column.name(), "of_" + number + "_" + column.name()));
            }
        }
        java.util.Collections.shuffle(fields, random);
        return fields;
    }

    private List<@Nullable Object> label(List<@Nullable ValueType> types, List<List<@Nullable Object>> earlier) {
        if (!earlier.isEmpty() && random.nextInt(6) == 0) {
            return earlier.get(random.nextInt(earlier.size()));
        }
        List<@Nullable Object> label = new ArrayList<>();
        label.add(random.nextInt(20) == 0 ? null : instant());
        label.add("note " + earlier.size());
        for (int i = 2; i < types.size(); i++) {
            label.add(random.nextInt(10) == 0 ? null : key(Objects.requireNonNull(types.get(i))));
        }
        return label;
    }

    private ViewHistory history(String view) {
        List<ValueType> keyTypes = IntStream.range(0, 1 + random.nextInt(3))
                .mapToObj(i -> KEY_TYPES.get(random.nextInt(random.nextBoolean() ? 2 : KEY_TYPES.size())))
                .toList();
        List<RowSchema.Column> columns = IntStream.range(0, 1 + random.nextInt(4))
                .mapToObj(i -> new RowSchema.Column("f" + i, FEATURE_TYPES.get(random.nextInt(FEATURE_TYPES.size()))))
                .toList();
        Times times = random.nextBoolean() ? Times.EVENT : Times.EVENT_AND_CREATED;
        Availability.From from = times == Times.EVENT_AND_CREATED && random.nextBoolean()
                ? Availability.From.CREATED_TIME
                : Availability.From.EVENT_TIME;
        Duration after = random.nextBoolean() ? Duration.ZERO : micros(random.nextInt(INSTANTS / 2));
        Optional<Duration> ttl =
                random.nextBoolean() ? Optional.empty() : Optional.of(micros(random.nextInt(INSTANTS)));
        List<Fact> facts = IntStream.range(0, random.nextInt(150))
                .mapToObj(i -> fact(keyTypes, columns, times))
                .toList();
        return new ViewHistory(
                view, keyTypes, new RowSchema(0, columns), times, new Availability(from, after), ttl, facts);
    }

    private Fact fact(List<ValueType> keyTypes, List<RowSchema.Column> columns, Times times) {
        List<@Nullable Object> keys = new ArrayList<>();
        keyTypes.forEach(type -> keys.add(random.nextInt(15) == 0 ? null : key(type)));
        List<@Nullable Object> values = new ArrayList<>();
        columns.forEach(column -> values.add(random.nextInt(5) == 0 ? null : value(column.type())));
        Instant created = times == Times.EVENT || random.nextInt(8) == 0 ? null : instant();
        return new Fact(keys, random.nextInt(15) == 0 ? null : instant(), created, values);
    }

    private Instant instant() {
        return NOON.plus(micros(random.nextInt(INSTANTS)));
    }

    private static Duration micros(int count) {
        return Duration.of(count, ChronoUnit.MICROS);
    }

    /** One of three keys. */
    private Object key(ValueType type) {
        int one = random.nextInt(3);
        return switch (type.kind()) {
            case BOOL -> one == 0;
            case INT32 -> one - 1;
            case INT64 -> one == 2 ? 2_147_483_648L : (long) one;
            case STRING -> List.of("", "23", "éa").get(one);
            case DATE -> LocalDate.of(1969, 12, 30).plusDays(one);
            case TIMESTAMP -> NOON.plus(micros(one));
            default -> throw new IllegalArgumentException(type + " is no key type");
        };
    }

    private @Nullable Object value(ValueType type) {
        int one = random.nextInt(4);
        return switch (type.kind()) {
            case BOOL -> one > 1;
            case INT32 -> List.of(0, -1, Integer.MAX_VALUE, Integer.MIN_VALUE).get(one);
            case INT64 ->
                List.of(0L, (1L << 53) + 1, Long.MAX_VALUE, Long.MIN_VALUE).get(one);
            case FLOAT32 ->
                List.of(0.0f, -0.0f, Float.NaN, Float.NEGATIVE_INFINITY).get(one);
            case FLOAT64 ->
                List.of(0.0, -0.0, Double.NaN, Double.POSITIVE_INFINITY).get(one);
            case DECIMAL -> new BigDecimal(BigInteger.valueOf(random.nextInt(1000) - 500), type.scale());
            case STRING -> List.of("", "a", "ab", "é").get(one);
            case BYTES -> List.of("", "\u0000", "a", "ÿ").get(one).getBytes(StandardCharsets.ISO_8859_1);
            case DATE -> LocalDate.of(1970, 1, 1).plusDays(one - 1L);
            case TIMESTAMP -> Instant.EPOCH.plus(micros(one - 2));
            case ARRAY -> array(Objects.requireNonNull(type.element()), one);
        };
    }

    private List<@Nullable Object> array(ValueType element, int length) {
        List<@Nullable Object> array = new ArrayList<>();
        for (int i = 0; i < length; i++) {
            array.add(random.nextInt(4) == 0 ? null : value(element));
        }
        return array;
    }
}
