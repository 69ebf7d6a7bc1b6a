package dev.tandem.transform.aggregate;

import dev.tandem.definition.ValueType;
import dev.tandem.row.Micros;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Objects;
import java.util.Random;

/** Events made from a seed: of plain values, of extreme ones, or of few that come often; never two of the same time and id. */
final class GeneratedEvents {
    private static final List<Long> LONGS =
            List.of(0L, 1L, -1L, 255L, 256L, 257L, 1L << 53, (1L << 53) + 1, Long.MAX_VALUE, Long.MIN_VALUE);
    private static final List<Double> DOUBLES = List.of(
            0.0,
            -0.0,
            1e308,
            -1e308,
            1e-308,
            Double.MIN_VALUE,
            -Double.MIN_VALUE,
            Double.MIN_NORMAL,
            Double.MAX_VALUE,
            -Double.MAX_VALUE,
            1.0,
            0.1);
    private static final List<Double> NOT_FINITE =
            List.of(Double.NaN, Double.POSITIVE_INFINITY, Double.NEGATIVE_INFINITY);
    private static final List<String> TEXTS = List.of("", "a", "ab", "é", "漢字", "😀", "\0", "x".repeat(70));

    private final Random random;

    GeneratedEvents(long seed) {
        this.random = new Random(seed);
    }

    List<Event> events(ValueType type, int count) {
        int style = random.nextInt(4);
        boolean finite = random.nextInt(4) > 0;
        List<Event> events = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            byte[] id = (random.nextInt(10) + "/" + i).getBytes(StandardCharsets.UTF_8);
            events.add(new Event(random.nextInt(count + 1) - count / 2L, id, value(type, style, finite)));
        }
        return events;
    }

    /** The same in any order. */
    List<Event> shuffled(List<Event> events) {
        List<Event> shuffled = new ArrayList<>(events);
        Collections.shuffle(shuffled, random);
        return shuffled;
    }

    int below(int bound) {
        return random.nextInt(bound);
    }

    private Object value(ValueType type, int style, boolean finite) {
        return switch (type.kind()) {
            case BOOL -> random.nextBoolean();
            case INT32 -> (int) integer(style);
            case INT64 -> integer(style);
            case FLOAT32 -> (float) real(style, finite, Float.MAX_VALUE);
            case FLOAT64 -> real(style, finite, Double.MAX_VALUE);
            case DECIMAL -> decimal(type, style);
            case STRING -> text(style);
            case BYTES -> text(style).getBytes(StandardCharsets.UTF_16);
            case DATE -> LocalDate.ofEpochDay(integer(style) >> 32);
            case TIMESTAMP -> Micros.instant(integer(style));
            case ARRAY -> List.of(value(element(type), style, finite), value(element(type), style, finite));
        };
    }

    private static ValueType element(ValueType array) {
        return Objects.requireNonNull(array.element());
    }

    private long integer(int style) {
        return switch (style) {
            case 0 -> random.nextInt(100) - 50;
            case 1 -> LONGS.get(random.nextInt(LONGS.size()));
            default -> random.nextLong() >> random.nextInt(64);
        };
    }

    private double real(int style, boolean finite, double largest) {
        if (!finite && random.nextInt(20) == 0) {
            return NOT_FINITE.get(random.nextInt(3));
        }
        double real = switch (style) {
            case 0 -> random.nextInt(1_000) / 4.0 - 100;
            case 1 -> DOUBLES.get(random.nextInt(DOUBLES.size()));
            case 2 -> random.nextGaussian() * 100;
            default -> Double.longBitsToDouble(random.nextLong());
        };
        return Double.isFinite(real) && Math.abs(real) <= largest ? real : largest;
    }

    private BigDecimal decimal(ValueType type, int style) {
        BigInteger largest = BigInteger.TEN.pow(type.precision()).subtract(BigInteger.ONE);
        BigInteger digits = switch (style) {
            case 0 -> BigInteger.valueOf(random.nextInt(100)).min(largest);
            case 1 -> largest;
            default -> new BigInteger(1 + random.nextInt(127), random).mod(largest);
        };
        return new BigDecimal(random.nextBoolean() ? digits : digits.negate(), type.scale());
    }

    private String text(int style) {
        return style == 0 ? String.valueOf(random.nextInt(2_000)) : TEXTS.get(random.nextInt(TEXTS.size()));
    }
}
