package dev.tandem.cli.parity;

import dev.tandem.cli.parity.ProjectCase.Typed;
import dev.tandem.definition.ValueType;
import dev.tandem.definition.ValueType.Kind;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.Set;

/** Aggregations made up: every function that a column can have, several windows, some events left out. */
final class MadeUpWindows {
    private static final Set<Kind> NUMBERS = Set.of(Kind.INT32, Kind.INT64, Kind.FLOAT32, Kind.FLOAT64, Kind.DECIMAL);
    private static final List<String> OF_NUMBERS = List.of("sum", "avg", "stddev", "approx_percentile");
    private static final List<String> OF_ALL =
            List.of("count", "min", "max", "first", "last", "last_k", "count_distinct");
    private static final List<String> LONG = List.of("1h", "1d", "7d", "30d", "90m");
    private static final List<String> SHORT = List.of("1s", "1m", "10m", "2h", "90m");

    private final Random random;
    private final MadeUpValues values;
    private final List<String> windows;

    /** @param length how long things happen in the project */
    MadeUpWindows(Random random, MadeUpValues values, Duration length) {
        this.random = random;
        this.values = values;
        this.windows = length.compareTo(Duration.ofDays(1)) < 0 ? SHORT : LONG;
    }

    /** A resolution that all windows have; empty: the usual ones. */
    Optional<String> resolution() {
        return switch (random.nextInt(5)) {
            case 0 -> Optional.of("exact");
            case 1 -> Optional.of("1s").filter(each -> windows.equals(SHORT)).or(() -> Optional.of("5m"));
            default -> Optional.empty();
        };
    }

    /** A type of a column that is aggregated: numbers half the time. */
    ValueType columnType() {
        while (true) {
            ValueType type = values.type();
            if (type.kind() != Kind.ARRAY && (NUMBERS.contains(type.kind()) || random.nextBoolean())) {
                return type;
            }
        }
    }

    /** Some aggregations of some columns. */
    List<String> aggregations(List<Typed> columns) {
        List<String> written = new ArrayList<>();
        int count = 1 + random.nextInt(5);
        for (int i = 0; i < count; i++) {
            written.add(aggregation("a" + i, columns));
        }
        return written;
    }

    private String aggregation(String name, List<Typed> columns) {
        StringBuilder text = new StringBuilder();
        if (random.nextInt(6) == 0) {
            text.append("{function: count");
        } else {
            Typed column = values.any(columns);
            boolean number = NUMBERS.contains(column.type().kind()) && random.nextInt(3) > 0;
            String function = values.any(number ? OF_NUMBERS : OF_ALL);
            text.append("{function: %s, column: %s".formatted(function, column.name()));
            if (function.equals("last_k")) {
                text.append(", k: ").append(values.any(List.of(1, 2, 5, 1_000)));
            }
            if (function.equals("approx_percentile")) {
                text.append(", percentile: ").append(values.any(List.of("0", "0.5", "0.9", "1")));
            }
        }
        if (random.nextInt(3) == 0) {
            text.append(", where: \"").append(condition(values.any(columns))).append('"');
        }
        List<String> some = new ArrayList<>(windows);
        java.util.Collections.shuffle(some, random);
        return text.append(", name: %s, windows: [%s]}"
                        .formatted(name, String.join(", ", some.subList(0, 1 + random.nextInt(3)))))
                .toString();
    }

    /** A condition that is true, false, null or fails, as the row has it. */
    private String condition(Typed column) {
        String name = column.name();
        return switch (column.type().kind()) {
            case INT32, INT64 -> values.any(List.of(name + " > 0", "100 / " + name + " > 1", name + " + 1 > " + name));
            case FLOAT32, FLOAT64 -> values.any(List.of(name + " > 0", "1 / " + name + " < 1", "isnan(" + name + ")"));
            case DECIMAL -> name + " >= 0";
            case STRING ->
                values.any(List.of("length(" + name + ") > 2", name + " < 't5'", "CAST(" + name + " AS INT) > 1"));
            case BOOL -> name;
            default -> name + " IS NOT NULL";
        };
    }
}
