package dev.tandem.definition;

import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** How the rows of a source are had. */
public sealed interface Origin {

    /**
     * Rows read by a Spark data source.
     *
     * @param format Spark's own name: parquet, csv, json, orc, delta, iceberg, jdbc, ...
     * @param path a file, folder or glob, relative to {@code tandem.yaml}, or any URL that Spark reads; for formats that read files
     * @param table the name of a table, for formats that read tables
     * @param options Spark's own options; a value may hold <code>${NAME}</code>, which is read from the environment when the source is
     *     opened, so that no secret enters the registry
     */
    record Table(String format, Optional<String> path, Optional<String> table, Map<String, String> options)
            implements Origin {
        /** Copies and sorts the options. */
        public Table {
            options = Collections.unmodifiableMap(new TreeMap<>(options));
        }
    }

    /**
     * Rows computed from other sources of the project.
     *
     * @param sql a query in Spark SQL that names other sources as tables
     * @param inputs the sources it names, sorted
     */
    record Query(String sql, List<String> inputs) implements Origin {
        /** Copies the inputs. */
        public Query {
            inputs = List.copyOf(inputs);
        }
    }
}
