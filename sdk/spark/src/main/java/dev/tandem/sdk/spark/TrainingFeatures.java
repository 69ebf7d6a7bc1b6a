package dev.tandem.sdk.spark;

import dev.tandem.TandemException;
import dev.tandem.definition.Definitions.UnknownNameException;
import dev.tandem.definition.FeatureService;
import dev.tandem.offline.History;
import dev.tandem.offline.Workspace;
import dev.tandem.offline.training.Labels;
import dev.tandem.offline.training.TrainingSet;
import dev.tandem.registry.Registry;
import dev.tandem.registry.RegistryState;
import java.time.InstantSource;
import java.util.List;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;

/**
 * The features of a project for Spark jobs that train models: labels go in, training sets come out. It holds one state of the registry, the
 * newest when it was opened, so that a job that makes several training sets makes them of the same definitions, whatever is applied
 * meanwhile. Immutable; as thread-safe as the Spark session.
 *
 * <pre>{@code
 * TrainingFeatures features = TrainingFeatures.open(spark, "jdbc:postgresql://registry/tandem", "flights", Workspace.of(Path.of("/data/flights")));
 * Dataset<Row> set = features.of("arrival_delay", labels).rows();
 * features.of("arrival_delay", labels).write("s3a://models/delay/2026-11", WhenPresent.REFUSE, InstantSource.system(), Progress.UNWATCHED);
 * }</pre>
 */
public final class TrainingFeatures {
    private final History history;

    private TrainingFeatures(History history) {
        this.history = history;
    }

    /**
     * Opens the features that are in force.
     *
     * @param spark the job's session, which keeps its settings: Tandem works in a session of its own beside it
     * @param registry the registry's URL, {@code jdbc:postgresql://...}, or {@code jdbc:sqlite:FILE}
     * @param project the project's name
     * @param workspace where the paths that sources name start from
     * @throws TandemException when the registry cannot be reached, or nothing was applied yet
     */
    public static TrainingFeatures open(SparkSession spark, String registry, String project, Workspace workspace) {
        try (Registry opened = Registry.open(registry, InstantSource.system())) {
            RegistryState state = opened.findLatest(project)
                    .orElseThrow(() -> new TandemException(
                            "Nothing was applied yet for project '%s' in this registry. Run 'tandem apply' where its definitions are."
                                    .formatted(project)));
            return new TrainingFeatures(new History(spark, state, workspace));
        }
    }

    /** The registry state that the features are of. */
    public RegistryState state() {
        return history.state();
    }

    /**
     * Plans the training set of a service. Nothing is computed yet.
     *
     * @param service the service's name
     * @param labels one row for each row of the training set: the service's key columns, {@code event_timestamp}, and whatever else should
     *     stand beside the features. They are computed more than once: cache what is expensive
     * @throws UnknownNameException when there is no such service
     * @throws TandemException when labels or sources are not what the definitions say: everything that does not fit is told at once
     */
    public TrainingSet of(String service, Dataset<Row> labels) {
        return plan(history.definitions().service(service), Labels.of(labels));
    }

    /**
     * Plans the training set of features named one by one: {@code view:feature}, or a view for all of it.
     *
     * @param features at least one
     * @param labels as for {@link #of(String, Dataset)}
     * @throws UnknownNameException when a view or feature does not exist
     * @throws TandemException when labels or sources are not what the definitions say, or two features would have the same name
     */
    public TrainingSet of(List<String> features, Dataset<Row> labels) {
        return plan(history.definitions().serviceOf(features), Labels.of(labels));
    }

    /**
     * Plans the training set of a service for labels in files, or with a time column of another name.
     *
     * @throws UnknownNameException when there is no such service
     * @throws TandemException when labels or sources are not what the definitions say
     */
    public TrainingSet of(String service, Labels labels) {
        return plan(history.definitions().service(service), labels);
    }

    private TrainingSet plan(FeatureService service, Labels labels) {
        return TrainingSet.plan(history, service, labels);
    }
}
