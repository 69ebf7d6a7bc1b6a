package dev.tandem.benchmarks.micro;

import dev.tandem.definition.ValueType;
import dev.tandem.row.PackedRow;
import dev.tandem.row.RowSchema;
import dev.tandem.row.RowWriter;
import dev.tandem.row.ValueSource;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.jspecify.annotations.Nullable;

/** A row of fifty features: of each ten, five doubles (two of them of two decimals), three whole numbers, a text and a truth; one in fifty is null. */
public final class WideRow {
    /** When it became true, in microseconds since 1970. */
    public static final long EVENT_TIME = 1_735_689_600_000_000L;

    private static final List<ValueType> TEN = List.of(
            ValueType.FLOAT64,
            ValueType.FLOAT64,
            ValueType.FLOAT64,
            ValueType.FLOAT64,
            ValueType.FLOAT64,
            ValueType.INT64,
            ValueType.INT64,
            ValueType.INT64,
            ValueType.STRING,
            ValueType.BOOL);
    private static final int FEATURES = 50;
    private static final int ONE_NULL_IN = 50;
    private static final int FIRST_SHORT_DOUBLE = 3;

    private WideRow() {}

    /** Under what it is packed. */
    public static RowSchema schema() {
        List<RowSchema.Column> columns = new ArrayList<>();
        for (int i = 0; i < FEATURES; i++) {
            columns.add(new RowSchema.Column("feature_" + i, type(i)));
        }
        return new RowSchema(1, columns);
    }

    /** The type of a feature. */
    public static ValueType type(int feature) {
        return TEN.get(feature % TEN.size());
    }

    /** The row, packed. */
    public static byte[] packed(long eventTime) {
        SplittableRandom random = new SplittableRandom(FEATURES);
        List<@Nullable Object> values = new ArrayList<>();
        for (int i = 0; i < FEATURES; i++) {
            Object value = value(i, random);
            values.add(random.nextInt(ONE_NULL_IN) == 0 ? null : value);
        }
        return new RowWriter(schema())
                .write(eventTime, RowWriter.NO_CREATED_TIME, eventTime / 1000, ValueSource.of(values));
    }

    /** The row's values, decoded. */
    public static ValueSource values() {
        return PackedRow.of(packed(EVENT_TIME)).values(schema());
    }

    private static Object value(int feature, SplittableRandom random) {
        return switch (type(feature).kind()) {
            case FLOAT64 ->
                feature % TEN.size() < FIRST_SHORT_DOUBLE ? random.nextDouble() * 100 : random.nextInt(400_000) / 100.0;
            case INT64 -> random.nextLong(1_000_000);
            case BOOL -> random.nextBoolean();
            default -> ("segment-" + random.nextInt(20)).getBytes(StandardCharsets.UTF_8);
        };
    }
}
