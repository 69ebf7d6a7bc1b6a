package dev.tandem.offline.training;

import dev.tandem.offline.source.FileRead;
import java.util.List;
import java.util.Map;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;

/**
 * Labels, opened and checked; not read yet.
 *
 * @param raw their columns as they were found
 * @param rows their columns, each name once; those of a CSV file have types
 * @param time the instant that each row asks about, a TIMESTAMP
 * @param columns by name, those that the service asks by, each in the type that it has there
 * @param files the files they are in; none for rows that a Spark job computes
 */
record LabelTable(
        Dataset<Row> raw, Dataset<Row> rows, Column time, Map<String, Column> columns, List<FileRead> files) {}
