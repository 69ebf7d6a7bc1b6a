package dev.tandem.offline.drift;

import dev.tandem.TandemException;
import dev.tandem.log.FeatureLogLayout;
import dev.tandem.offline.log.LogFolder;
import dev.tandem.offline.profile.ProfileException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.functions;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.StructType;

/** What was served, from the feature log ({@link FeatureLogLayout}). */
public final class ServedValues {
    private final SparkSession session;
    private final LogFolder log;

    /**
     * The log in a folder.
     *
     * @param folder a path or URL
     */
    public ServedValues(SparkSession session, String folder) {
        this.session = session;
        this.log = new LogFolder(folder, session.sparkContext().hadoopConfiguration());
    }

    /**
     * The values that a service answered in an interval, a column for each feature; those that the log does not know are not there. Where a feature
     * had several types, it has the latest of them: a value of another one is taken in that, if it fits, and is null otherwise.
     *
     * @param features names in the service
     * @param from inclusive
     * @param to exclusive
     * @throws ProfileException when the interval ends before it begins
     * @throws TandemException when the log has nothing of the service
     */
    public Dataset<Row> between(String service, List<String> features, Instant from, Instant to) {
        if (!from.isBefore(to)) {
            throw new ProfileException(
                    "The window ends at %s, and begins at %s. Let it begin earlier.".formatted(to, from));
        }
        List<Dataset<Row>> states = log.files(service, day(from), day(to)).stream()
                .map(files -> session.read().option("mergeSchema", "true").parquet(files.toArray(String[]::new)))
                .toList();
        Map<String, DataType> types = new LinkedHashMap<>();
        for (String feature : features) {
            for (Dataset<Row> state : states) {
                if (has(state, feature)) {
                    types.put(feature, type(state, feature));
                }
            }
        }
        return states.stream()
                .map(state -> state.where(functions
                                .col(FeatureLogLayout.REQUEST_TIME)
                                .geq(from)
                                .and(functions
                                        .col(FeatureLogLayout.REQUEST_TIME)
                                        .lt(to)))
                        .select(types.entrySet().stream()
                                .map(feature -> value(state, feature.getKey(), feature.getValue())
                                        .as(feature.getKey()))
                                .toArray(Column[]::new)))
                .reduce(Dataset::union)
                .orElseGet(session::emptyDataFrame);
    }

    private static StructType answer(Dataset<Row> state) {
        return (StructType) state.schema().apply(FeatureLogLayout.ANSWER).dataType();
    }

    private static boolean has(Dataset<Row> state, String feature) {
        return Arrays.asList(answer(state).fieldNames()).contains(feature);
    }

    private static DataType type(Dataset<Row> state, String feature) {
        StructType of = (StructType) answer(state).apply(feature).dataType();
        return of.apply(FeatureLogLayout.VALUE).dataType();
    }

    private static Column value(Dataset<Row> state, String feature, DataType type) {
        if (!has(state, feature)) {
            return functions.lit(null).cast(type);
        }
        Column value = functions.col(FeatureLogLayout.ANSWER).getField(feature).getField(FeatureLogLayout.VALUE);
        return type(state, feature).sameType(type) ? value : value.try_cast(type);
    }

    private static LocalDate day(Instant instant) {
        return LocalDate.ofInstant(instant, ZoneOffset.UTC);
    }
}
