package dev.tandem.transform.expression;

import dev.tandem.definition.ValueType;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.math.RoundingMode;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.SplittableRandom;
import org.jspecify.annotations.Nullable;

/** Generated values for {@link Examples#COLUMNS}, in their types' Java forms: many nulls, and everything at which rules change. */
public final class ExampleRows {
    private static final List<Double> DOUBLES = List.of(
            0.0,
            -0.0,
            1.0,
            -1.0,
            0.5,
            2.5,
            -2.5,
            1e-300,
            1e300,
            Double.MIN_VALUE,
            Double.MAX_VALUE,
            Double.NaN,
            Double.POSITIVE_INFINITY,
            Double.NEGATIVE_INFINITY,
            9007199254740992.0,
            Math.PI,
            1e22,
            2.2250738585072014E-308);
    private static final List<Long> LONGS = List.of(
            0L,
            1L,
            -1L,
            2L,
            3L,
            Long.MAX_VALUE,
            Long.MIN_VALUE,
            (1L << 53) + 1,
            1_600_000_000L,
            -62_135_596_800L,
            253_402_300_799L,
            4_000_000_000L);
    private static final List<Integer> INTS =
            List.of(0, 1, -1, 2, 3, 5, 12, 24, 31, 59, 2020, -2020, Integer.MAX_VALUE, Integer.MIN_VALUE);
    private static final List<String> STRINGS = List.of(
            "",
            "a",
            "b",
            "abc",
            "aBc",
            " ab ",
            "bca",
            "a_b",
            "a%b",
            "aaaa",
            "naïve",
            "İstanbul",
            "straße",
            "日本",
            "iIıİ ïÏ mixed CASE",
            "ΣΑΣ ǆ ﬁ",
            "\uD83D\uDE80b",
            "O'Hare \\ \"x\"",
            "x".repeat(5000),
            "12",
            "a,b;c\nd");
    private static final List<String> TEXTS = List.of(
            "",
            "a",
            "b",
            "%a%",
            "12",
            "-7",
            " 42 ",
            "3.5",
            "1e3",
            "NaN",
            "Infinity",
            "999999",
            "1,234",
            "99999999999999999999",
            "true",
            "no",
            "2020-02-29",
            "2021-02-29",
            "0001-01-01",
            "9999-12-31",
            "2020-02-29 12:34:56",
            "2020-02-29T12:34:56.123456Z",
            "2020-02-29 12:34:56+05:30",
            "1582-10-10",
            "1969-12-31 23:59:59.999999",
            "America/St_Johns",
            "+05:30",
            "Mars/Base",
            "HOUR",
            "[unclosed",
            "(b+)+",
            "{\"k\": 1.5, \"v\": [\"p\", \"q\"]}",
            "{\"k\": \"x\"}",
            "[1, 2, 3]",
            "{broken",
            "https://example.org/a?q=1",
            "not a url^",
            "%zz",
            "a%20b",
            "k=v&l=w",
            "5,text",
            "4A6f",
            "SGVsbG8=",
            "79927398713");

    private final SplittableRandom random;

    private ExampleRows(long seed) {
        this.random = new SplittableRandom(seed);
    }

    /** That many rows of the columns; the same for the same seed. */
    public static List<List<@Nullable Object>> of(long seed, int count) {
        ExampleRows rows = new ExampleRows(seed);
        List<List<@Nullable Object>> made = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            made.add(rows.row());
        }
        return made;
    }

    private List<@Nullable Object> row() {
        List<@Nullable Object> row = new ArrayList<>();
        Examples.COLUMNS.forEach(column -> row.add(value(column.name(), column.type())));
        return Collections.unmodifiableList(row);
    }

    private @Nullable Object value(String column, ValueType type) {
        if (random.nextInt(8) == 0) {
            return null;
        }
        return switch (type.kind()) {
            case BOOL -> random.nextBoolean();
            case INT32 -> random.nextInt(3) == 0 ? Integer.valueOf(random.nextInt(-20, 40)) : any(INTS);
            case INT64 -> random.nextInt(3) == 0 ? Long.valueOf(random.nextLong()) : any(LONGS);
            case FLOAT32 -> (float) real();
            case FLOAT64 -> real();
            case DECIMAL -> decimal(type);
            case STRING -> column.equals("t") ? any(TEXTS) : any(STRINGS);
            case BYTES -> random.nextInt(4) == 0 ? bytes() : any(STRINGS).getBytes(StandardCharsets.UTF_8);
            case DATE -> LocalDate.ofEpochDay(epochDay());
            case TIMESTAMP ->
                Instant.ofEpochSecond(epochDay() * 86_400 + random.nextInt(86_400), random.nextInt(1_000_000) * 1_000L);
            case ARRAY -> array(SparkTypes.elementOf(type));
        };
    }

    private double real() {
        return switch (random.nextInt(4)) {
            case 0 -> random.nextDouble(-2, 2);
            case 1 -> Double.longBitsToDouble(random.nextLong());
            default -> any(DOUBLES);
        };
    }

    private BigDecimal decimal(ValueType type) {
        BigInteger limit = BigInteger.TEN.pow(type.precision());
        BigInteger unscaled = random.nextInt(3) == 0
                ? BigInteger.valueOf(random.nextInt(-500, 500))
                : new BigInteger(type.precision() * 3, new java.util.Random(random.nextLong())).mod(limit);
        return random.nextInt(10) == 0
                ? new BigDecimal(limit.subtract(BigInteger.ONE), type.scale())
                : new BigDecimal(random.nextBoolean() ? unscaled : unscaled.negate(), type.scale())
                        .setScale(type.scale(), RoundingMode.UNNECESSARY);
    }

    /** From the year 1 to the year 9999, and often near a leap day, the turn of 1970, or the end of the Julian calendar. */
    private long epochDay() {
        return switch (random.nextInt(5)) {
            case 0 -> LocalDate.of(2020, 2, 27).toEpochDay() + random.nextInt(5);
            case 1 -> random.nextInt(-3, 3);
            case 2 -> LocalDate.of(1582, 10, 1).toEpochDay() + random.nextInt(20);
            case 3 -> LocalDate.of(2013, 1, 1).toEpochDay() + random.nextInt(400);
            default ->
                random.nextLong(
                        LocalDate.of(2, 1, 1).toEpochDay(),
                        LocalDate.of(9998, 12, 31).toEpochDay());
        };
    }

    private byte[] bytes() {
        byte[] bytes = new byte[random.nextInt(6)];
        random.nextBytes(bytes);
        return bytes;
    }

    private List<@Nullable Object> array(ValueType element) {
        List<@Nullable Object> elements = new ArrayList<>();
        int size = random.nextInt(5);
        for (int i = 0; i < size; i++) {
            elements.add(value("", element));
        }
        return elements;
    }

    private <T> T any(List<T> values) {
        return values.get(random.nextInt(values.size()));
    }
}
