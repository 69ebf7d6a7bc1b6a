package dev.tandem.offline.source;

import java.util.Optional;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;

/**
 * A table of a source, opened.
 *
 * @param rows its rows; not read yet
 * @param location where it is, without secrets
 * @param version which of its versions it is, if it has versions
 */
record OpenTable(Dataset<Row> rows, String location, Optional<String> version) {}
