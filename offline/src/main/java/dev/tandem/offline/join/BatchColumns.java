package dev.tandem.offline.join;

import dev.tandem.offline.source.FeatureLayout;
import java.io.Serializable;
import java.util.List;
import java.util.stream.IntStream;
import org.apache.spark.sql.catalyst.expressions.Attribute;

/**
 * Where keys and times stand among the columns of a batch.
 *
 * @param columns all columns of a batch
 * @param keys the ordinals of those that make up a key
 * @param eventTime the ordinal of the event time
 * @param createdTime the ordinal of the created time, or {@link #NONE}
 */
record BatchColumns(List<Attribute> columns, List<Integer> keys, int eventTime, int createdTime)
        implements Serializable {
    static final int NONE = -1;

    /**
     * @param columns those of a batch
     * @param rowColumns those of a row of the view, in the order of the layout
     */
    static BatchColumns of(List<Attribute> columns, List<Attribute> rowColumns, FeatureLayout layout) {
        List<Integer> keys = IntStream.range(0, layout.keyTypes().size())
                .mapToObj(key -> ordinal(columns, rowColumns.get(key)))
                .toList();
        List<Integer> times = layout.timeOrdinals();
        return new BatchColumns(
                List.copyOf(columns),
                keys,
                ordinal(columns, rowColumns.get(times.get(0))),
                times.size() == 1 ? NONE : ordinal(columns, rowColumns.get(times.get(1))));
    }

    private static int ordinal(List<Attribute> columns, Attribute wanted) {
        return IntStream.range(0, columns.size())
                .filter(i -> columns.get(i).exprId().equals(wanted.exprId()))
                .findFirst()
                .orElseThrow();
    }

    /** The columns that make up a key. */
    List<Attribute> keyColumns() {
        return keys.stream().map(columns::get).toList();
    }
}
