package dev.tandem.offline.drift;

import dev.tandem.offline.profile.ProfileException;
import java.io.IOException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.Arrays;
import java.util.List;
import org.apache.hadoop.fs.Path;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.functions;
import org.apache.spark.sql.types.StructType;

/**
 * What was served, from the feature log: Parquet files in {@code service=NAME/date=yyyy-mm-dd} below its folder, with {@code request_time}
 * and, in {@code answer}, for each feature a struct that holds its {@code value}.
 */
public final class ServedValues {
    private static final String ANSWER = "answer";
    private static final String VALUE = "value";
    private static final String REQUEST_TIME = "request_time";
    private static final String DATE = "date";

    private final SparkSession session;
    private final String folder;

    /**
     * The log in a folder.
     *
     * @param folder a path or URL
     */
    public ServedValues(SparkSession session, String folder) {
        this.session = session;
        this.folder = folder;
    }

    /**
     * The values that a service answered in an interval, a column for each feature; those that the log does not know are not there.
     *
     * @param features names in the service
     * @param from inclusive
     * @param to exclusive
     * @throws ProfileException when the log has nothing of the service, or the interval ends before it begins
     */
    public Dataset<Row> between(String service, List<String> features, Instant from, Instant to) {
        if (!from.isBefore(to)) {
            throw new ProfileException(
                    "The window ends at %s, and begins at %s. Let it begin earlier.".formatted(to, from));
        }
        Dataset<Row> log = session.read()
                .option("mergeSchema", "true")
                .option("basePath", folder)
                .parquet(existing(service).toString());
        StructType answer = (StructType) log.schema().apply(ANSWER).dataType();
        Column[] values = features.stream()
                .filter(Arrays.asList(answer.fieldNames())::contains)
                .map(feature ->
                        functions.col(ANSWER).getField(feature).getField(VALUE).as(feature))
                .toArray(Column[]::new);
        return log.where(functions
                        .col(DATE)
                        .between(day(from).toString(), day(to).toString())
                        .and(functions.col(REQUEST_TIME).geq(from))
                        .and(functions.col(REQUEST_TIME).lt(to)))
                .select(values);
    }

    private static LocalDate day(Instant instant) {
        return LocalDate.ofInstant(instant, ZoneOffset.UTC);
    }

    private Path existing(String service) {
        Path path = new Path(folder, "service=" + service);
        try {
            if (path.getFileSystem(session.sparkContext().hadoopConfiguration()).exists(path)) {
                return path;
            }
        } catch (IOException e) {
            throw new ProfileException(
                    "The feature log %s cannot be read: %s. See that it may be read.".formatted(folder, e.getMessage()),
                    e);
        }
        throw new ProfileException(
                "The feature log %s holds nothing of service '%s'. Name another folder with --log, or see that its log has a rate above 0."
                        .formatted(folder, service));
    }
}
