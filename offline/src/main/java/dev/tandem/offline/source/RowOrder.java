package dev.tandem.offline.source;

import dev.tandem.row.PackedRow;
import dev.tandem.row.RowSchema;
import dev.tandem.row.RowWriter;
import dev.tandem.transform.expression.SparkValues;
import org.apache.spark.sql.catalyst.expressions.SpecializedGetters;

/**
 * Which of two rows of an entity is the newer: the order of {@link PackedRow#compare}, so that a training set and the online store never
 * choose differently. The times decide almost always; only rows that share both are packed, and their bytes compared. Not thread-safe.
 */
public final class RowOrder {
    private final FeatureLayout layout;
    private final RowWriter writer;
    private final SparkValues values;

    /** The order of rows of that layout. */
    public RowOrder(FeatureLayout layout) {
        this.layout = layout;
        this.writer = new RowWriter(layout.schema());
        this.values = new SparkValues(
                layout.schema().columns().stream().map(RowSchema.Column::type).toList(), layout.firstFeature());
    }

    /** Whether {@code a} is newer than {@code b}; both have an event time. */
    public boolean isNewer(SpecializedGetters a, SpecializedGetters b) {
        int byEventTime = Long.compare(a.getLong(layout.eventTime()), b.getLong(layout.eventTime()));
        if (byEventTime != 0) {
            return byEventTime > 0;
        }
        int byCreatedTime = Long.compare(layout.createdTimeOf(a), layout.createdTimeOf(b));
        if (byCreatedTime != 0) {
            return byCreatedTime > 0;
        }
        return PackedRow.compare(pack(a), pack(b)) > 0;
    }

    private byte[] pack(SpecializedGetters row) {
        return writer.write(0, RowWriter.NO_CREATED_TIME, 0, values.pointTo(row));
    }
}
