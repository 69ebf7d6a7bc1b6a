package dev.tandem.offline.source;

import dev.tandem.definition.ValueType;
import dev.tandem.offline.engine.Plans;
import dev.tandem.offline.source.FeatureLayout.Times;
import dev.tandem.row.RowSchema;
import dev.tandem.row.Visibility;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.functions;
import org.apache.spark.sql.types.DataTypes;

/**
 * The rows of one view in one form, whatever their source looks like; not read yet.
 *
 * @param view the view's name
 * @param rows the rows; column names are unique and mean nothing
 * @param layout what the columns are
 * @param visibility from when to when a row counts
 */
public record FeatureRows(String view, Dataset<Row> rows, FeatureLayout layout, Visibility visibility) {
    /** What {@link #withTimes} calls the event time of a row. No feature can have a name with a space. */
    public static final String EVENT_TIME = "event time";
    /** What {@link #withTimes} calls the created time of a row. */
    public static final String CREATED_TIME = "created time";

    /** The same rows, counting otherwise. */
    public FeatureRows seenBy(Visibility other) {
        return new FeatureRows(view, rows, layout, other);
    }

    /**
     * The same rows with their own times among their features, last: {@link #EVENT_TIME} and {@link #CREATED_TIME}, null where there is none. Rows
     * that differ in nothing but features are in the same order as before.
     */
    public FeatureRows withTimes() {
        List<Column> columns = new ArrayList<>();
        Arrays.stream(rows.columns()).map(Plans::column).forEach(columns::add);
        int behindFeatures = layout.firstFeature() + layout.schema().columns().size();
        boolean created = layout.times() == Times.EVENT_AND_CREATED;
        columns.add(behindFeatures, columns.get(layout.eventTime()).as(EVENT_TIME));
        columns.add(
                behindFeatures + 1,
                (created ? columns.get(behindFeatures + 1) : functions.lit(null).cast(DataTypes.TimestampType))
                        .as(CREATED_TIME));
        List<RowSchema.Column> features = new ArrayList<>(layout.schema().columns());
        features.add(new RowSchema.Column(EVENT_TIME, ValueType.TIMESTAMP));
        features.add(new RowSchema.Column(CREATED_TIME, ValueType.TIMESTAMP));
        return new FeatureRows(
                view,
                rows.select(columns.toArray(Column[]::new)),
                new FeatureLayout(
                        layout.keyTypes(), new RowSchema(layout.schema().id(), features), layout.times()),
                visibility);
    }
}
