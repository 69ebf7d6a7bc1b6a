package dev.tandem.cli.parity;

import dev.tandem.definition.ValueType;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/** Values of every type, those most of all that are easily mistaken for others or lie at the end of their range. */
final class MadeUpValues {
    static final List<ValueType> KEY_TYPES = List.of(
            ValueType.INT64, ValueType.STRING, ValueType.INT32, ValueType.BOOL, ValueType.DATE, ValueType.TIMESTAMP);
    private static final List<ValueType> TYPES = List.of(
            ValueType.FLOAT64,
            ValueType.FLOAT32,
            ValueType.INT32,
            ValueType.INT64,
            ValueType.BOOL,
            ValueType.STRING,
            ValueType.BYTES,
            ValueType.DATE,
            ValueType.TIMESTAMP,
            ValueType.decimal(9, 2),
            ValueType.decimal(18, 0),
            ValueType.decimal(38, 10),
            ValueType.array(ValueType.FLOAT64),
            ValueType.array(ValueType.STRING),
            ValueType.array(ValueType.BYTES),
            ValueType.array(ValueType.decimal(38, 38)),
            ValueType.array(ValueType.TIMESTAMP));

    private static final double[] DOUBLES = {
        0.0,
        -0.0,
        1.0,
        -1.0,
        0.1,
        Double.NaN,
        Double.longBitsToDouble(0x7ff8_0000_0000_beefL),
        Double.longBitsToDouble(0xfff8_0000_0000_0001L),
        Double.POSITIVE_INFINITY,
        Double.NEGATIVE_INFINITY,
        Double.MAX_VALUE,
        -Double.MAX_VALUE,
        Double.MIN_VALUE,
        Double.MIN_NORMAL,
        1e16,
        9_007_199_254_740_992.0
    };
    private static final float[] FLOATS = {
        0.0f,
        -0.0f,
        1.5f,
        -1.5f,
        0.1f,
        Float.NaN,
        Float.intBitsToFloat(0x7fc0_beef),
        Float.POSITIVE_INFINITY,
        Float.NEGATIVE_INFINITY,
        Float.MAX_VALUE,
        Float.MIN_VALUE,
        16_777_216f
    };
    private static final long[] LONGS = {
        0, 1, -1, Long.MAX_VALUE, Long.MIN_VALUE, 9_007_199_254_740_993L, -9_007_199_254_740_993L, 1L << 32
    };
    private static final int[] INTS = {0, 1, -1, Integer.MAX_VALUE, Integer.MIN_VALUE, 127, 128, 65_536};
    private static final List<String> TEXTS = List.of(
            "",
            " ",
            "a",
            "A",
            "null",
            "NaN",
            "0",
            "23",
            "12",
            "é",
            "e\u0301",
            "\u0000",
            "\"quoted\\\"",
            "日本語",
            "😀",
            "a\nb",
            "{x:1}",
            "long ".repeat(700));
    private static final List<LocalDate> DATES = List.of(
            LocalDate.of(1970, 1, 1),
            LocalDate.of(1969, 12, 31),
            LocalDate.of(1, 1, 1),
            LocalDate.of(9999, 12, 31),
            LocalDate.of(1582, 10, 10),
            LocalDate.of(2024, 2, 29));
    private static final List<Instant> TIMES = List.of(
            Instant.EPOCH,
            Instant.parse("1969-12-31T23:59:59.999999Z"),
            Instant.parse("0001-01-01T00:00:00Z"),
            Instant.parse("9999-12-31T23:59:59.999999Z"),
            Instant.parse("1582-10-10T00:00:00.000001Z"),
            Instant.parse("2013-03-10T07:00:00.5Z"));

    private final Random random;

    MadeUpValues(Random random) {
        this.random = random;
    }

    <T> T any(List<T> of) {
        return of.get(random.nextInt(of.size()));
    }

    /** Any type; those whose values are most easily mistaken come most often. */
    ValueType type() {
        return random.nextInt(4) == 0 ? any(List.of(ValueType.FLOAT64, ValueType.FLOAT32)) : any(TYPES);
    }

    @Nullable
    Object valueOrNull(ValueType type) {
        return random.nextInt(7) == 0 ? null : value(type);
    }

    Object value(ValueType type) {
        boolean plain = random.nextBoolean();
        return switch (type.kind()) {
            case BOOL -> random.nextBoolean();
            case INT32 -> plain ? random.nextInt(40) - 20 : INTS[random.nextInt(INTS.length)];
            case INT64 -> plain ? (Object) (random.nextInt(40) - 20L) : (Object) LONGS[random.nextInt(LONGS.length)];
            case FLOAT32 ->
                plain ? (Object) (float) (random.nextGaussian() * 100) : (Object) FLOATS[random.nextInt(FLOATS.length)];
            case FLOAT64 ->
                plain ? (Object) (random.nextGaussian() * 100) : (Object) DOUBLES[random.nextInt(DOUBLES.length)];
            case DECIMAL -> decimal(type, plain);
            case STRING -> plain ? "t" + random.nextInt(20) : any(TEXTS);
            case BYTES -> bytes();
            case DATE -> plain ? LocalDate.of(2013, 3, 10).plusDays(random.nextInt(30)) : any(DATES);
            case TIMESTAMP ->
                plain ? Instant.parse("2013-03-10T12:00:00Z").plusNanos(random.nextInt(9) * 1_000L) : any(TIMES);
            case ARRAY -> array(type);
        };
    }

    private BigDecimal decimal(ValueType type, boolean plain) {
        BigInteger most = BigInteger.TEN.pow(type.precision()).subtract(BigInteger.ONE);
        BigInteger unscaled = plain
                ? new BigInteger(20, random).mod(most)
                : any(List.of(most, most.negate(), BigInteger.ZERO, BigInteger.ONE, BigInteger.ONE.negate()));
        return new BigDecimal(unscaled, type.scale());
    }

    private byte[] bytes() {
        byte[] bytes = new byte[random.nextInt(4)];
        random.nextBytes(bytes);
        return bytes;
    }

    private List<@Nullable Object> array(ValueType type) {
        ValueType element = java.util.Objects.requireNonNull(type.element());
        List<@Nullable Object> elements = new ArrayList<>();
        IntStream.range(0, random.nextInt(4)).forEach(i -> elements.add(valueOrNull(element)));
        return elements;
    }
}
