package dev.tandem.sdk;

import dev.tandem.definition.ValueType;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.LocalDate;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Objects;
import java.util.Random;
import org.jspecify.annotations.Nullable;

/** Values of every type made from a seed, with far more nulls, edges and near misses than real data has. */
final class GeneratedValues {
    private static final List<String> TEXTS =
            List.of("", "a", "A", "1", "é", "漢字", "😀", "\0", "\"\\\n", "x".repeat(200));
    private static final List<Long> INTEGERS =
            List.of(0L, 1L, -1L, 1L << 53, (1L << 53) + 1, -(1L << 53) - 1, Long.MAX_VALUE, Long.MIN_VALUE);
    private static final List<Double> REALS = List.of(
            0.0,
            -0.0,
            0.1,
            Double.NaN,
            Double.NEGATIVE_INFINITY,
            Double.POSITIVE_INFINITY,
            Double.MIN_VALUE,
            Double.MAX_VALUE);

    private final Random random;

    GeneratedValues(long seed) {
        this.random = new Random(seed);
    }

    int below(int bound) {
        return random.nextInt(bound);
    }

    @Nullable
    Object valueOrNull(ValueType type) {
        return random.nextInt(6) == 0 ? null : value(type);
    }

    Object value(ValueType type) {
        return switch (type.kind()) {
            case BOOL -> random.nextBoolean();
            case INT32 -> (int) integer();
            case INT64 -> integer();
            case FLOAT32 -> random.nextBoolean() ? (float) real() : Float.intBitsToFloat(random.nextInt());
            case FLOAT64 -> real();
            case DECIMAL -> decimal(type);
            case STRING -> text();
            case BYTES -> text().getBytes(StandardCharsets.UTF_16);
            case DATE -> {
                int day = (int) integer();
                yield LocalDate.ofEpochDay(day);
            }
            case TIMESTAMP -> Instant.EPOCH.plus(integer(), ChronoUnit.MICROS);
            case ARRAY -> {
                List<@Nullable Object> elements = new ArrayList<>();
                for (int i = random.nextInt(6); i > 0; i--) {
                    elements.add(valueOrNull(Objects.requireNonNull(type.element())));
                }
                yield elements;
            }
        };
    }

    private long integer() {
        return random.nextBoolean()
                ? INTEGERS.get(random.nextInt(INTEGERS.size()))
                : random.nextLong() >> random.nextInt(64);
    }

    private double real() {
        return random.nextBoolean()
                ? REALS.get(random.nextInt(REALS.size()))
                : Double.longBitsToDouble(random.nextLong());
    }

    private BigDecimal decimal(ValueType type) {
        BigInteger largest = BigInteger.TEN.pow(type.precision()).subtract(BigInteger.ONE);
        BigInteger digits = random.nextBoolean() ? largest : new BigInteger(random.nextInt(127), random).mod(largest);
        return new BigDecimal(random.nextBoolean() ? digits : digits.negate(), type.scale());
    }

    private String text() {
        return TEXTS.get(random.nextInt(TEXTS.size()));
    }

    /** A form of a value whose {@code equals} tells all bits apart, save those of NaN. */
    static @Nullable Object comparable(@Nullable Object value) {
        if (value instanceof byte[] bytes) {
            return "bytes " + HexFormat.of().formatHex(bytes);
        }
        if (value instanceof List<?> list) {
            List<@Nullable Object> all = new ArrayList<>();
            list.forEach(element -> all.add(comparable(element)));
            return all;
        }
        return value;
    }
}
