package dev.tandem.sdk;

import dev.tandem.sdk.ServiceSchema.Column;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Which features an answer holds, in which order. Immutable, and shared by all answers that hold the same. */
final class AnswerColumns {
    private final String service;
    private final List<Column> columns;
    private final List<WireType> types;
    private final Map<String, Integer> positions = new HashMap<>();

    private AnswerColumns(String service, List<Column> columns, List<WireType> types) {
        this.service = service;
        this.columns = List.copyOf(columns);
        this.types = types;
        for (int i = 0; i < columns.size(); i++) {
            positions.put(columns.get(i).name(), i);
        }
    }

    /** @throws FeatureStoreException when a type is not known to this client */
    static AnswerColumns of(String service, List<Column> columns) {
        return new AnswerColumns(
                service,
                columns,
                columns.stream().map(column -> WireType.parse(column.type())).toList());
    }

    /** The columns of an answer that no server gave, whose types nobody asks for. */
    static AnswerColumns untyped(Collection<String> names) {
        return new AnswerColumns(
                "(none)", names.stream().map(name -> new Column(name, "")).toList(), List.of());
    }

    String service() {
        return service;
    }

    List<Column> columns() {
        return columns;
    }

    List<String> names() {
        return columns.stream().map(Column::name).toList();
    }

    WireType type(int position) {
        return types.get(position);
    }

    int size() {
        return columns.size();
    }

    /** @throws BindingException when there is no such feature */
    int position(String feature) {
        Integer position = positions.get(feature);
        if (position == null) {
            throw new BindingException(
                    "The program asks for what service '%s' does not have.".formatted(service),
                    List.of("There is no feature '%s'. %s".formatted(feature, Names.suggestion(feature, names()))));
        }
        return position;
    }
}
