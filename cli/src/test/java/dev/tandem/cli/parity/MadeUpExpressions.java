package dev.tandem.cli.parity;

import dev.tandem.cli.parity.ProjectCase.OnDemandPart;
import dev.tandem.cli.parity.ProjectCase.Typed;
import dev.tandem.definition.ValueType;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;

/** On-demand views made up: expressions over any inputs, of which some fail on some rows. */
final class MadeUpExpressions {
    private static final List<ValueType> REQUEST_TYPES = List.of(
            ValueType.FLOAT64,
            ValueType.INT64,
            ValueType.INT32,
            ValueType.STRING,
            ValueType.TIMESTAMP,
            ValueType.BOOL,
            ValueType.DATE,
            ValueType.decimal(9, 2));

    private final Random random;
    private final MadeUpValues values;

    /** An expression and its type. */
    private record Written(String type, String text) {}

    MadeUpExpressions(Random random, MadeUpValues values) {
        this.random = random;
        this.values = values;
    }

    /**
     * A view.
     *
     * @param features what it may take, as {@code view:feature}
     */
    OnDemandPart view(String name, Map<String, ValueType> features) {
        List<String> inputs = new ArrayList<>();
        List<Typed> columns = new ArrayList<>();
        List<String> possible = new ArrayList<>(features.keySet());
        java.util.Collections.shuffle(possible, random);
        for (String input : possible.subList(0, Math.min(possible.size(), 1 + random.nextInt(4)))) {
            String column = "i" + inputs.size();
            inputs.add(input + " as " + column);
            columns.add(new Typed(column, java.util.Objects.requireNonNull(features.get(input))));
        }
        List<Typed> request = new ArrayList<>();
        int brought = 1 + random.nextInt(2);
        for (int i = 0; i < brought; i++) {
            request.add(new Typed(name + "_r" + i, values.any(REQUEST_TYPES)));
        }
        columns.addAll(request);
        Map<String, Written> written = new LinkedHashMap<>();
        written.put("x0", new Written("INT64", "unix_micros(event_timestamp)"));
        for (Typed column : columns) {
            for (int i = 0; i < 2; i++) {
                written.put("x" + written.size(), values.any(of(column.name(), column.type())));
            }
        }
        written.put("x" + written.size(), together(columns));
        return new OnDemandPart(
                name,
                inputs,
                request,
                written.entrySet().stream()
                        .map(each -> "%s: {type: \"%s\", expression: \"%s\"}"
                                .formatted(
                                        each.getKey(),
                                        each.getValue().type(),
                                        each.getValue().text()))
                        .toList());
    }

    /** Which of all columns are null, and a text of some of them. */
    private Written together(List<Typed> columns) {
        return new Written(
                "STRING",
                "concat_ws('|', "
                        + String.join(
                                ", ",
                                columns.stream()
                                        .map(column -> "CAST(" + column.name() + " IS NULL AS STRING)")
                                        .toList())
                        + ")");
    }

    private static List<Written> of(String a, ValueType type) {
        return switch (type.kind()) {
            case FLOAT64 ->
                written(
                        a,
                        "FLOAT64 a + 0.1D",
                        "FLOAT64 a / 3",
                        "FLOAT64 1 / a",
                        "FLOAT64 sqrt(a)",
                        "FLOAT64 sin(a) * cos(radians(a))",
                        "FLOAT64 pow(a, 3)",
                        "FLOAT64 ln(abs(a))",
                        "FLOAT64 round(a, 1)",
                        "FLOAT64 -a",
                        "INT32 CAST(a AS INT)",
                        "INT64 CAST(a AS BIGINT)",
                        "STRING CAST(a AS STRING)",
                        "BOOL isnan(a) OR a > 0",
                        "FLOAT64 nanvl(a, 0D)",
                        "FLOAT64 greatest(a, 1D)",
                        "FLOAT64 if(a BETWEEN 0 AND 50, a, nullif(a, -1D))");
            case FLOAT32 ->
                written(a, "FLOAT32 a * a", "FLOAT64 CAST(a AS DOUBLE) / 7", "STRING CAST(a AS STRING)", "BOOL a = a");
            case INT32 ->
                written(
                        a,
                        "INT32 a + 1",
                        "INT32 a * a",
                        "INT32 abs(a)",
                        "FLOAT64 1 / a",
                        "INT32 a % 3",
                        "INT64 a * 5L");
            case INT64 ->
                written(
                        a,
                        "INT64 a + 1",
                        "INT64 a * a",
                        "INT64 -a",
                        "FLOAT64 a / 2",
                        "INT64 a % 7",
                        "INT32 CAST(a AS INT)",
                        "TIMESTAMP timestamp_micros(a)",
                        "BOOL a NOT IN (0, 1)");
            case DECIMAL ->
                written(
                        a,
                        "FLOAT64 CAST(a AS DOUBLE)",
                        "BOOL a > 0",
                        "STRING CAST(a AS STRING)",
                        "INT32 CAST(a AS INT)");
            case BOOL -> written(a, "BOOL NOT a", "INT32 if(a, 1, 0)", "BOOL a AND hour(event_timestamp) > 11");
            case STRING ->
                written(
                        a,
                        "STRING upper(a)",
                        "INT32 length(a)",
                        "INT32 CAST(a AS INT)",
                        "FLOAT64 CAST(a AS DOUBLE)",
                        "STRING substring(a, 2, 3)",
                        "BOOL a LIKE 't1%'",
                        "STRING concat(a, coalesce(a, '-'))",
                        "STRING regexp_replace(a, '[0-9]+', '#')",
                        "DATE to_date(a)",
                        "INT64 xxhash64(a)");
            case BYTES -> written(a, "STRING hex(a)", "INT32 length(a)", "STRING md5(a)", "STRING base64(a)");
            case DATE ->
                written(
                        a,
                        "INT32 year(a)",
                        "DATE date_add(a, 1)",
                        "INT32 datediff(CAST(event_timestamp AS DATE), a)",
                        "STRING date_format(a, 'yyyy-MM-dd EEE')");
            case TIMESTAMP ->
                written(
                        a,
                        "INT64 unix_micros(event_timestamp) - unix_micros(a)",
                        "BOOL a < event_timestamp",
                        "TIMESTAMP date_trunc('HOUR', a)",
                        "INT32 hour(a)",
                        "STRING CAST(a AS STRING)",
                        "TIMESTAMP a + INTERVAL 1 DAY");
            case ARRAY ->
                written(a, "INT32 size(a)", "BOOL a IS NULL", "BOOL a[0] IS NULL", "INT32 size(array_distinct(a))");
        };
    }

    /** Expressions of a column called {@code a}, each behind its type. */
    private static List<Written> written(String column, String... expressions) {
        return java.util.Arrays.stream(expressions)
                .map(each -> each.split(" ", 2))
                .map(each -> new Written(each[0], each[1].replaceAll("\\ba\\b", column)))
                .toList();
    }
}
