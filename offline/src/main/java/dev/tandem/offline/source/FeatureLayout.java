package dev.tandem.offline.source;

import dev.tandem.definition.ValueType;
import dev.tandem.row.RowSchema;
import dev.tandem.row.RowWriter;
import java.io.Serializable;
import java.util.List;
import org.apache.spark.sql.catalyst.expressions.SpecializedGetters;

/**
 * Where the columns of a view's rows stand, whatever their source looks like: the join keys, the event time, the features of the schema,
 * and the created time where the source has one. Keys and features have the Spark type of their declared type, times are TIMESTAMP, and
 * any of them may be null.
 *
 * @param keyTypes the types of the join keys
 * @param schema all features of the view: what its stored rows hold; of a windowed view, the columns of its events
 * @param times which times a row has
 */
public record FeatureLayout(List<ValueType> keyTypes, RowSchema schema, Times times) implements Serializable {

    /** Which times the rows of a source have. */
    public enum Times {
        EVENT,
        EVENT_AND_CREATED
    }

    /** Copies the list. */
    public FeatureLayout {
        keyTypes = List.copyOf(keyTypes);
    }

    /** How many columns there are. */
    public int size() {
        return keyTypes.size() + 1 + schema.columns().size() + (times == Times.EVENT_AND_CREATED ? 1 : 0);
    }

    /** The ordinal of the event time. */
    public int eventTime() {
        return keyTypes.size();
    }

    /** The ordinals of the times that a row has: the event time, and then the created time if there is one. */
    public List<Integer> timeOrdinals() {
        return times == Times.EVENT ? List.of(eventTime()) : List.of(eventTime(), size() - 1);
    }

    /** The ordinal of the first feature. */
    public int firstFeature() {
        return keyTypes.size() + 1;
    }

    /** The created time of a row, or {@link RowWriter#NO_CREATED_TIME}. */
    public long createdTimeOf(SpecializedGetters row) {
        int behindFeatures = size() - 1;
        return times == Times.EVENT || row.isNullAt(behindFeatures)
                ? RowWriter.NO_CREATED_TIME
                : row.getLong(behindFeatures);
    }
}
