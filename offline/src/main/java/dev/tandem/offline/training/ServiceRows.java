package dev.tandem.offline.training;

import dev.tandem.offline.engine.PartitionCounts;
import java.util.Map;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;

/**
 * Labels and the features of a service, not computed yet. The counts are to be read when the rows have been computed.
 *
 * @param rows the labels' columns and then the features
 * @param withoutEventTime for each view, by name, how many of its rows have no event time and so are never visible
 * @param failedConditions for each windowed view, by name, how often a condition failed on an event
 * @param failures for each feature that is computed, by its name in the service, the rows on which its expression failed
 */
record ServiceRows(
        Dataset<Row> rows,
        Map<String, PartitionCounts> withoutEventTime,
        Map<String, PartitionCounts> failedConditions,
        Map<String, PartitionCounts> failures) {}
