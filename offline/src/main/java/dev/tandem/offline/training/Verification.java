package dev.tandem.offline.training;

import dev.tandem.offline.Progress;
import dev.tandem.offline.SparkSessions;
import dev.tandem.offline.engine.Phase;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;

/**
 * Whether a training set still holds what its manifest says: its data are read, and every digest is computed again.
 *
 * @param manifest what it should hold
 * @param differences what it does not hold, in sentences; none when it is as it was written
 */
public record Verification(Manifest manifest, List<String> differences) {
    /** Copies the list. */
    public Verification {
        differences = List.copyOf(differences);
    }

    /**
     * Reads a training set.
     *
     * @param folder where it was written to: a path or any URL that Spark reads
     * @throws TrainingSetException when there is none, or its data cannot be read
     */
    public static Verification of(SparkSession spark, String folder, Progress progress) {
        Manifest manifest = Manifest.read(folder);
        SparkSession session = SparkSessions.pinned(spark);
        Dataset<Row> data = data(session, folder);
        List<String> differences = new ArrayList<>();
        if (hasTheColumnsOf(manifest, data)) {
            TableStatistics found;
            try (Phase phase = Phase.begin(session, "reading", progress)) {
                found = TableStatistics.of(data, labelColumns(manifest));
            } catch (Exception e) { // Spark throws checked exceptions that its Java signatures do not declare
                throw unreadable(folder, e);
            }
            compare("rows", String.valueOf(manifest.rows()), String.valueOf(found.rows()))
                    .ifPresent(differences::add);
            for (int i = 0; i < manifest.columns().size(); i++) {
                Manifest.Column column = manifest.columns().get(i);
                compare(
                                "column '%s'".formatted(column.name()),
                                column.contents(),
                                found(column, found.columns().get(i)).contents())
                        .ifPresent(differences::add);
            }
            compare("rows taken whole", manifest.digest(), Manifest.digest(found.rowDigest()))
                    .ifPresent(differences::add);
        } else {
            differences.add("the columns: the manifest has %s, the data have %s"
                    .formatted(columns(manifest), data.schema().simpleString()));
        }
        return new Verification(manifest, differences);
    }

    /** The rows of a training set, as they were written. */
    static Dataset<Row> data(SparkSession session, String folder) {
        try {
            return session.read().parquet(folder + "/" + Manifest.DATA);
        } catch (Exception e) { // Spark throws checked exceptions that its Java signatures do not declare
            throw unreadable(folder, e);
        }
    }

    private static TrainingSetException unreadable(String folder, Exception e) {
        return new TrainingSetException(
                "The rows of the training set %s cannot be read: %s. Its manifest is there, so files of %s/%s are damaged or gone; 'tandem dataset rebuild' makes it again."
                        .formatted(folder, e.getMessage(), folder, Manifest.DATA),
                e);
    }

    static int labelColumns(Manifest manifest) {
        return (int)
                manifest.columns().stream().filter(Manifest.Column::isOfLabels).count();
    }

    private static boolean hasTheColumnsOf(Manifest manifest, Dataset<Row> data) {
        List<String> found = new ArrayList<>();
        for (var field : data.schema().fields()) {
            found.add(field.name() + " " + field.dataType().sql());
        }
        return found.equals(columns(manifest));
    }

    private static List<String> columns(Manifest manifest) {
        return manifest.columns().stream()
                .map(column -> column.name() + " " + column.type())
                .toList();
    }

    private static Manifest.Column found(Manifest.Column column, ColumnStatistics found) {
        return new Manifest.Column(
                column.name(),
                column.type(),
                column.from(),
                found.nulls(),
                found.min(),
                found.max(),
                Manifest.digest(found.digest()),
                column.failures());
    }

    private static Optional<String> compare(String what, String written, String found) {
        return written.equals(found)
                ? Optional.empty()
                : Optional.of("%s: the manifest says %s, the data hold %s".formatted(what, written, found));
    }
}
