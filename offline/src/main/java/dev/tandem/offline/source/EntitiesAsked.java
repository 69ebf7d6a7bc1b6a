package dev.tandem.offline.source;

import dev.tandem.offline.engine.Plans;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;

/**
 * The few entities that somebody asks views about, so that the rows of others need not be read: a condition on the columns of keys, which Spark moves
 * towards the source as far as it may, down into the reader of the files, and in a source of SQL below its joins and windows.
 *
 * <p>It lets through all rows of the entities and may let through others: of a key of two parts, each part is asked for by itself. Immutable.
 *
 * @param values for each view, by name, and each part of its key, in order, the values asked about, in the Java forms of their types
 */
public record EntitiesAsked(Map<String, List<Set<Object>>> values) {

    /** Copies the collections. */
    public EntitiesAsked {
        Map<String, List<Set<Object>>> copy = new HashMap<>();
        values.forEach((view, parts) ->
                copy.put(view, parts.stream().<Set<Object>>map(Set::copyOf).toList()));
        values = Map.copyOf(copy);
    }

    /** Adds to what is asked about, and makes one of it. Not thread-safe. */
    public static final class Asking {
        private final Map<String, List<Set<Object>>> values = new HashMap<>();

        /** Asks a view about an entity: one value for each part of its key. */
        public void ask(String view, List<?> key) {
            List<Set<Object>> parts = values.computeIfAbsent(view, unseen -> new ArrayList<>());
            for (int i = 0; i < key.size(); i++) {
                if (i == parts.size()) {
                    parts.add(new LinkedHashSet<>());
                }
                parts.get(i).add(key.get(i));
            }
        }

        /** All that was asked about. */
        public EntitiesAsked asked() {
            return new EntitiesAsked(values);
        }
    }

    /** The rows of a view without most of those of entities that nobody asks it about; none when it is not asked at all. */
    FeatureRows of(FeatureRows rows) {
        List<Set<Object>> parts = values.get(rows.view());
        Dataset<Row> asked = rows.rows();
        for (int i = 0; i < rows.layout().keyTypes().size(); i++) {
            Object[] wanted = parts == null ? new Object[0] : parts.get(i).toArray();
            asked = asked.where(Plans.column(asked.columns()[i]).isin(wanted));
        }
        return new FeatureRows(rows.view(), asked, rows.layout(), rows.visibility());
    }
}
