package dev.tandem.online;

import dev.tandem.row.RowWriter;
import dev.tandem.row.ValueSource;

/**
 * One row of a view, not yet packed.
 *
 * @param key one value for each join key of the view, in order; a null names no entity
 * @param eventTime when it became true, in microseconds since 1970
 * @param createdTime when it was ingested, in microseconds since 1970, or {@link RowWriter#NO_CREATED_TIME}
 * @param values one for each column of the schema that the view is written under, in order
 */
public record FeatureRow(ValueSource key, long eventTime, long createdTime, ValueSource values) {}
