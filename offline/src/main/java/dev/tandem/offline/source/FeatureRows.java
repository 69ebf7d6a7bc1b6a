package dev.tandem.offline.source;

import dev.tandem.row.Visibility;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;

/**
 * The rows of one view in one form, whatever their source looks like; not read yet.
 *
 * @param view the view's name
 * @param rows the rows; column names are unique and mean nothing
 * @param layout what the columns are
 * @param visibility from when to when a row counts
 */
public record FeatureRows(String view, Dataset<Row> rows, FeatureLayout layout, Visibility visibility) {}
