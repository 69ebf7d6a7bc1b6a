package dev.tandem.row;

import dev.tandem.definition.Feature;
import dev.tandem.definition.ValueType;
import java.io.Serializable;
import java.util.List;

/**
 * The columns of a packed row. A row names its schema by id and is never decoded as another. Serializable, so that tasks of a
 * distributed job can carry it.
 *
 * @param id 0 to 65,535, unique among the schemas of one stored view and growing with time
 * @param columns in the order in which they are packed
 */
public record RowSchema(int id, List<Column> columns) implements Serializable {
    private static final int LARGEST_ID = 0xFFFF;

    /**
     * One column of a packed row.
     *
     * @param name the feature's name
     * @param type the feature's type
     */
    public record Column(String name, ValueType type) implements Serializable {}

    /** @throws IllegalArgumentException when the id is out of range */
    public RowSchema {
        if (id < 0 || id > LARGEST_ID) {
            throw new IllegalArgumentException("schema id " + id + " is not within 0 and " + LARGEST_ID);
        }
        columns = List.copyOf(columns);
    }

    /** The schema of a view's features, in their order. */
    public static RowSchema of(int id, List<Feature> features) {
        return new RowSchema(
                id, features.stream().map(f -> new Column(f.name(), f.type())).toList());
    }

    /** The position of a column, or -1 when the schema has none of that name. */
    public int indexOf(String column) {
        for (int i = 0; i < columns.size(); i++) {
            if (columns.get(i).name().equals(column)) {
                return i;
            }
        }
        return -1;
    }
}
