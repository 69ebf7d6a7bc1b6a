package dev.tandem.row;

import dev.tandem.definition.ValueType;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import org.jspecify.annotations.Nullable;

/** Schemas, rows and keys made from a seed, with far more nulls, edges and near misses than real data has. */
final class GeneratedRows {
    private static final List<String> TEXTS =
            List.of("", "a", "ab", "1", "23", "é", "漢字", "😀", "\0", "{a}", "x".repeat(200));
    private static final List<Long> LONGS =
            List.of(0L, 1L, -1L, 63L, 64L, -64L, -65L, 1L << 53, (1L << 53) + 1, Long.MAX_VALUE, Long.MIN_VALUE);
    private static final List<Double> DOUBLES = List.of(
            0.0, -0.0, 1.5, Double.NaN, Double.NEGATIVE_INFINITY, Double.POSITIVE_INFINITY, Double.MIN_VALUE, Math.PI);

    private static final List<ValueType.Kind> KINDS = List.of(ValueType.Kind.values());

    private final Random random;

    GeneratedRows(long seed) {
        this.random = new Random(seed);
    }

    RowSchema schema() {
        List<RowSchema.Column> columns = new ArrayList<>();
        int count = 1 + random.nextInt(20);
        for (int i = 0; i < count; i++) {
            columns.add(new RowSchema.Column("c" + i, type()));
        }
        return new RowSchema(random.nextInt(4), columns);
    }

    ValueType type() {
        return random.nextInt(4) == 0 ? ValueType.array(scalar()) : scalar();
    }

    private ValueType scalar() {
        ValueType.Kind kind = KINDS.get(random.nextInt(KINDS.size()));
        return switch (kind) {
            case DECIMAL, ARRAY -> {
                int precision = 1 + random.nextInt(38);
                yield ValueType.decimal(precision, random.nextInt(precision + 1));
            }
            default -> ValueType.parse(kind.name());
        };
    }

    /** Types of a composite key. */
    List<ValueType> keyTypes() {
        List<ValueType> types = new ArrayList<>();
        int count = 1 + random.nextInt(3);
        while (types.size() < count) {
            ValueType type = scalar();
            if (type.isKeyType()) {
                types.add(type);
            }
        }
        return types;
    }

    List<Object> key(List<ValueType> types) {
        return types.stream().map(this::present).toList();
    }

    List<@Nullable Object> values(RowSchema schema) {
        List<@Nullable Object> values = new ArrayList<>();
        for (RowSchema.Column column : schema.columns()) {
            values.add(value(column.type()));
        }
        return values;
    }

    private @Nullable Object value(ValueType type) {
        return random.nextInt(5) == 0 ? null : present(type);
    }

    private Object present(ValueType type) {
        return switch (type.kind()) {
            case BOOL -> random.nextBoolean();
            case INT32 -> (int) integer();
            case INT64 -> integer();
            case FLOAT32 -> (float) real();
            case FLOAT64 -> real();
            case DECIMAL -> decimal(type);
            case STRING -> text();
            case BYTES -> text().getBytes(StandardCharsets.UTF_16);
            case DATE -> {
                int day = (int) integer();
                yield LocalDate.ofEpochDay(day);
            }
            case TIMESTAMP -> Micros.instant(integer());
            case ARRAY -> {
                List<@Nullable Object> elements = new ArrayList<>();
                for (int i = random.nextInt(20); i > 0; i--) {
                    elements.add(value(RowFormat.elementOf(type)));
                }
                yield elements;
            }
        };
    }

    private long integer() {
        return random.nextBoolean() ? LONGS.get(random.nextInt(LONGS.size())) : random.nextLong() >> random.nextInt(64);
    }

    private double real() {
        return random.nextBoolean()
                ? DOUBLES.get(random.nextInt(DOUBLES.size()))
                : Double.longBitsToDouble(random.nextLong());
    }

    private BigDecimal decimal(ValueType type) {
        BigInteger largest = BigInteger.TEN.pow(type.precision()).subtract(BigInteger.ONE);
        BigInteger digits = switch (random.nextInt(4)) {
            case 0 -> largest;
            case 1 -> BigInteger.ZERO;
            default -> new BigInteger(1 + random.nextInt(127), random).mod(largest);
        };
        return new BigDecimal(random.nextBoolean() ? digits : digits.negate(), type.scale());
    }

    private String text() {
        return TEXTS.get(random.nextInt(TEXTS.size()));
    }

    /** One of few instants, negative ones among them, so that equal times are common. */
    long time() {
        return List.of(0L, -1L, 1L, -1_000_000L, Long.MIN_VALUE + 1, Long.MAX_VALUE, 1_388_448_000_000_000L)
                .get(random.nextInt(7));
    }

    long createdTime() {
        return random.nextInt(3) == 0 ? RowWriter.NO_CREATED_TIME : time();
    }

    byte[] row(RowSchema schema) {
        return new RowWriter(schema)
                .write(time(), createdTime(), random.nextInt(1_000), ValueSource.of(values(schema)));
    }

    /** The bytes with some of them changed, cut off, put in or made up. */
    byte[] damaged(byte[] bytes) {
        byte[] damaged = switch (random.nextInt(4)) {
            case 0 -> Arrays.copyOf(bytes, random.nextInt(bytes.length));
            case 1 -> Arrays.copyOf(bytes, bytes.length + 1 + random.nextInt(9));
            default -> bytes.clone();
        };
        for (int i = random.nextInt(4); i > 0 && damaged.length > 0; i--) {
            int at = random.nextInt(damaged.length);
            damaged[at] = (byte) (random.nextBoolean() ? damaged[at] ^ (1 << random.nextInt(8)) : random.nextInt());
        }
        return damaged;
    }

    /** A form of a Java value whose {@code equals} tells all bits apart, save those of NaN. */
    static @Nullable Object comparable(@Nullable Object value) {
        if (value instanceof byte[] bytes) {
            return "bytes " + HexFormat.of().formatHex(bytes);
        }
        if (value instanceof List<?> list) {
            List<@Nullable Object> all = new ArrayList<>();
            list.forEach(element -> all.add(comparable(element)));
            return all;
        }
        if (value instanceof Instant instant) {
            return Micros.of(instant);
        }
        return value;
    }

    /** All values of a row, in their comparable form. */
    static List<@Nullable Object> read(byte[] row, RowSchema schema) {
        ValueSource values = PackedRow.of(row).values(schema);
        List<@Nullable Object> all = new ArrayList<>();
        for (int i = 0; i < values.size(); i++) {
            all.add(comparable(values.objectAt(i, schema.columns().get(i).type())));
        }
        return all;
    }
}
