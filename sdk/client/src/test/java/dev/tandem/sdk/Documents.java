package dev.tandem.sdk;

import dev.tandem.sdk.ServiceSchema.Column;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** What a server of Tandem writes, for tests that need it to say something in particular. */
final class Documents {
    private Documents() {}

    /** "temperature FLOAT64" as a column. */
    static List<Column> columns(String... columns) {
        return List.of(columns).stream()
                .map(column -> new Column(column.split(" ", 2)[0], column.split(" ", 2)[1]))
                .toList();
    }

    static String schema(int rowsAtOnce, List<Column> keys, List<Column> features) {
        return """
                {"service": "delays", "state": 7, "keys": %s, "features": %s, "limits": {"rows": %d}}""".formatted(described(keys), described(features), rowsAtOnce);
    }

    private static String described(List<Column> columns) {
        return columns.stream()
                .map(column -> "{\"name\": \"%s\", \"type\": \"%s\", \"description\": \"\"}"
                        .formatted(column.name(), column.type()))
                .collect(Collectors.joining(",", "[", "]"));
    }

    /** An answer in which every value of every column is the same, present since 2013. */
    static String answer(long state, List<Column> features, int rows, String value) {
        return answer(
                state,
                features,
                features.stream()
                        .map(feature -> cells(rows, value, "\"PRESENT\"", "\"2013-12-31T23:00:00Z\""))
                        .toList());
    }

    static String answer(long state, List<Column> features, List<String> cells) {
        return """
                {"metadata": {"service": "delays", "state": %d, "feature_names": %s, "types": %s}, "results": [%s]}""".formatted(
                        state,
                        texts(features.stream().map(Column::name).toList()),
                        texts(features.stream().map(Column::type).toList()),
                        String.join(",", cells));
    }

    static String cells(int rows, String value, String status, String time) {
        return "{\"values\": %s, \"statuses\": %s, \"event_timestamps\": %s}"
                .formatted(repeated(rows, value), repeated(rows, status), repeated(rows, time));
    }

    static String error(String location, String type, String message) {
        return "{\"detail\": [{\"loc\": [%s], \"msg\": \"%s\", \"type\": \"%s\"}]}".formatted(location, message, type);
    }

    private static String repeated(int rows, String value) {
        return IntStream.range(0, rows).mapToObj(row -> value).collect(Collectors.joining(",", "[", "]"));
    }

    private static String texts(List<String> texts) {
        return texts.stream().map(text -> '"' + text + '"').collect(Collectors.joining(",", "[", "]"));
    }
}
