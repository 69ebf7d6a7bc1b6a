package dev.tandem.benchmarks.online;

import dev.tandem.definition.ValueType;
import dev.tandem.row.ValueSource;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.SplittableRandom;
import org.jspecify.annotations.Nullable;

/**
 * What is served: five views of ten features each, of customers numbered from 0. Values are drawn from a generator that is seeded by the
 * customer and the view, so that whoever needs them works them out again; one in fifty is null.
 */
final class Customers {
    static final String PROJECT = "bench";
    static final String SERVICE = "all_features";
    static final String KEY = "customer";
    static final List<String> VIEWS = List.of("spending", "visits", "baskets", "support", "devices");

    /** The features of every view, whose names its own stands before. */
    static final List<Column> COLUMNS = List.of(
            new Column("mean_7d", ValueType.FLOAT64, random -> random.nextDouble() * 100),
            new Column("mean_30d", ValueType.FLOAT64, random -> random.nextDouble() * 100),
            new Column("weekend_share", ValueType.FLOAT64, SplittableRandom::nextDouble),
            new Column("sum_7d", ValueType.FLOAT64, random -> random.nextInt(100_000) / 100.0),
            new Column("sum_30d", ValueType.FLOAT64, random -> random.nextInt(400_000) / 100.0),
            new Column("count_7d", ValueType.INT64, random -> random.nextLong(100)),
            new Column("count_30d", ValueType.INT64, random -> random.nextLong(400)),
            new Column("last_item", ValueType.INT64, random -> random.nextLong(1_000_000_000)),
            new Column("segment", ValueType.STRING, random -> "segment-" + random.nextInt(20)),
            new Column("is_regular", ValueType.BOOL, SplittableRandom::nextBoolean));

    private static final int ONE_NULL_IN = 50;
    private static final long FIRST_EVENT_MICROS = 1_735_689_600_000_000L; // 2025-01-01T00:00:00Z
    private static final long SECONDS_OF_EVENTS = 30L * 24 * 60 * 60;
    private static final long MICROS_PER_SECOND = 1_000_000;

    private Customers() {}

    /**
     * A feature.
     *
     * @param name behind the view's
     * @param type of its values
     * @param draw makes a value in the type's Java form
     */
    record Column(String name, ValueType type, Draw draw) {}

    /** Makes a value. */
    @FunctionalInterface
    interface Draw {
        Object from(SplittableRandom random);
    }

    /** The customer's key: twelve digits, the form in which redis-benchmark writes random numbers into keys. */
    static String key(long customer) {
        return String.format(Locale.ROOT, "%012d", customer);
    }

    /** What a feature is called: every name stands once. */
    static String feature(String view, Column column) {
        return view + "_" + column.name();
    }

    /** When the row of a customer in a view became true, in microseconds since 1970. */
    static long eventTime(long customer, int view) {
        return FIRST_EVENT_MICROS + random(customer, view).nextLong(SECONDS_OF_EVENTS) * MICROS_PER_SECOND;
    }

    /** The values of a customer in a view, in the order of {@link #COLUMNS}. */
    static List<@Nullable Object> values(long customer, int view) {
        SplittableRandom random = random(customer, view).split();
        List<@Nullable Object> values = new ArrayList<>(COLUMNS.size());
        for (Column column : COLUMNS) {
            Object value = column.draw().from(random);
            values.add(random.nextInt(ONE_NULL_IN) == 0 ? null : value);
        }
        return values;
    }

    /** The same, as a writer of rows takes them. */
    static ValueSource source(List<@Nullable Object> values) {
        return ValueSource.of(values.stream()
                .map(value -> value instanceof String text ? text.getBytes(StandardCharsets.UTF_8) : value)
                .toList());
    }

    private static SplittableRandom random(long customer, int view) {
        return new SplittableRandom(customer * VIEWS.size() + view);
    }

    /** The project, as its users would define it. */
    static String definitions() {
        StringBuilder text = new StringBuilder("""
                entities:
                  customer: {keys: {customer: STRING}}
                sources:
                  nightly: {format: parquet, path: data/nightly, event_time: computed_at}
                views:
                """);
        for (String view : VIEWS) {
            text.append("  ").append(view).append(":\n    entities: [customer]\n    source: nightly\n    features:\n");
            for (Column column : COLUMNS) {
                text.append("      %s: {type: %s}%n".formatted(feature(view, column), column.type()));
            }
        }
        return text + "services:\n  %s: {features: %s}\n".formatted(SERVICE, VIEWS);
    }
}
