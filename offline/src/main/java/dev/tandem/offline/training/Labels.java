package dev.tandem.offline.training;

import java.time.ZoneId;
import java.util.Locale;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;

/**
 * The rows of a training set before its features are known: for each, the keys of its entities, the instant at which a prediction would
 * have been made, and whatever else should stand beside the features, such as the outcome to learn. Immutable.
 */
public final class Labels {
    /** The column that holds the instant, unless said otherwise. */
    public static final String TIME_COLUMN = "event_timestamp";

    private static final ZoneId UTC = ZoneId.of("UTC");

    private final Origin origin;
    private final String timeColumn;
    private final ZoneId timeZone;

    /** Where labels come from. */
    sealed interface Origin {
        /** Files that Spark reads. */
        record Files(String path) implements Origin {
            /** Whether the files hold nothing but text. */
            boolean isCsv() {
                return path.toLowerCase(Locale.ROOT).matches(".*\\.csv(\\.(gz|bz2|zst))?/?");
            }
        }

        /** Rows that the caller computes. */
        record Rows(Dataset<Row> rows) implements Origin {}
    }

    private Labels(Origin origin, String timeColumn, ZoneId timeZone) {
        this.origin = origin;
        this.timeColumn = timeColumn;
        this.timeZone = timeZone;
    }

    /**
     * Labels in files.
     *
     * @param path a file, folder, glob or URL that Spark reads; CSV with a header when it ends in {@code .csv} (or {@code .csv.gz} and the
     *     like), else Parquet. A relative path starts from the working directory of this process.
     */
    public static Labels file(String path) {
        return new Labels(new Origin.Files(path), TIME_COLUMN, UTC);
    }

    /**
     * Labels that a Spark job computes. They are computed more than once, so cache what is expensive or comes out differently each time.
     */
    public static Labels of(Dataset<Row> rows) {
        return new Labels(new Origin.Rows(rows), TIME_COLUMN, UTC);
    }

    /** Other rows with the same columns, in the same types. */
    Labels withRows(Dataset<Row> rows) {
        return new Labels(new Origin.Rows(rows), timeColumn, timeZone);
    }

    /** The same, with the instant in another column than {@link #TIME_COLUMN}. */
    public Labels withTimeColumn(String column) {
        return new Labels(origin, column, timeZone);
    }

    /** The same, with times that carry no zone in another one than UTC. */
    public Labels withTimeZone(ZoneId zone) {
        return new Labels(origin, timeColumn, zone);
    }

    Origin origin() {
        return origin;
    }

    /** The column that holds the instant. */
    public String timeColumn() {
        return timeColumn;
    }

    /** The zone of times that carry none. */
    public ZoneId timeZone() {
        return timeZone;
    }
}
