package dev.tandem.offline;

import dev.tandem.definition.Definitions;
import dev.tandem.registry.RegistryState;
import org.apache.spark.sql.SparkSession;

/**
 * The past of a project: what was applied, where its sources are, and the Spark that reads them. Immutable, and as thread-safe as the
 * session.
 *
 * @param spark any session; each run works in {@linkplain SparkSessions#pinned one of its own} beside it
 * @param state the definitions in force
 * @param workspace where the things are that they name
 */
public record History(SparkSession spark, RegistryState state, Workspace workspace) {

    /** The definitions in force. */
    public Definitions definitions() {
        return state.definitions();
    }
}
