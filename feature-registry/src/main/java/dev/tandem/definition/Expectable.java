package dev.tandem.definition;

import dev.tandem.definition.Transforms.ExpressionColumn;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * What the expectations of a source or view can be about: all that is known of its columns when definitions are read.
 *
 * @param name as a message says it: "view 'weather'"
 * @param columns by name, each with its type; none where the type was written wrongly, which was told
 * @param complete whether there are no other columns; otherwise an unknown one may be in a part that could not be read
 * @param remedy what else to do about a column that is not there, in a sentence
 * @param keys the columns by which rows are compared with each other unless something else is said
 * @param hasEventTime whether rows have an event time; of a view that needs one anyway, and has none, it was told
 */
record Expectable(
        String name,
        SortedMap<String, Optional<ValueType>> columns,
        boolean complete,
        String remedy,
        List<String> keys,
        boolean hasEventTime) {

    /** What can be expected of a source: the columns whose types it declares, and its times. */
    static Expectable of(Source source, Part written) {
        SortedMap<String, Optional<ValueType>> columns = new TreeMap<>();
        addTimes(source, columns);
        written.fields("columns").forEach((column, type) -> columns.putIfAbsent(column, ValueType.find(type.text())));
        return new Expectable(
                "source '%s'".formatted(source.name()),
                columns,
                written.find("columns").map(all -> all.node().size()).orElse(0)
                        == source.columns().size(),
                "A source has its times and the columns whose types it declares, such as columns: {speed: FLOAT64}.",
                List.of(),
                source.eventTime().isPresent());
    }

    /**
     * What can be expected of a view: its join keys, its features or, where it aggregates, the columns that its source declares, and the times
     * of its source.
     *
     * @param source where it is known
     * @param keys the join keys
     * @param features by name, as written; none when it aggregates
     */
    static Expectable of(
            String view,
            Optional<Source> source,
            Map<String, ValueType> keys,
            Map<String, Part> features,
            boolean complete) {
        SortedMap<String, Optional<ValueType>> columns = new TreeMap<>();
        keys.forEach((key, type) -> columns.put(key, Optional.of(type)));
        features.forEach((feature, written) -> columns.put(
                feature,
                (written.isText() ? Optional.of(written) : written.find("type"))
                        .map(Part::text)
                        .flatMap(ValueType::find)));
        if (features.isEmpty()) {
            source.ifPresent(
                    found -> found.columns().forEach((column, type) -> columns.putIfAbsent(column, Optional.of(type))));
        }
        source.ifPresent(found -> addTimes(found, columns));
        return new Expectable(
                "view '%s'".formatted(view),
                columns,
                complete && source.isPresent(),
                "A view has the columns of its keys and %s, and the times of its source."
                        .formatted(features.isEmpty() ? "those that its source declares" : "features"),
                List.copyOf(keys.keySet()),
                true);
    }

    private static void addTimes(Source source, SortedMap<String, Optional<ValueType>> columns) {
        source.eventTime().ifPresent(column -> columns.putIfAbsent(column, Optional.of(ValueType.TIMESTAMP)));
        source.createdTime().ifPresent(column -> columns.putIfAbsent(column, Optional.of(ValueType.TIMESTAMP)));
    }

    /** The type of a column, as far as it is known. */
    Optional<ValueType> type(String column) {
        return Objects.requireNonNullElse(columns.get(column), Optional.empty());
    }

    /** What a condition in SQL may use; empty when not all types are known. */
    Optional<List<ExpressionColumn>> expressionColumns() {
        return complete && columns.values().stream().allMatch(Optional::isPresent)
                ? Optional.of(columns.entrySet().stream()
                        .map(column -> new ExpressionColumn(
                                column.getKey(), column.getValue().orElseThrow()))
                        .toList())
                : Optional.empty();
    }
}
