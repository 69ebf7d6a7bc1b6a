package dev.tandem.registry;

import dev.tandem.row.Micros;
import java.util.List;
import org.jdbi.v3.core.Handle;

/** The table of training sets. */
final class WrittenTrainingSets {
    private WrittenTrainingSets() {}

    static void put(Handle handle, String project, WrittenTrainingSet written) {
        handle.createUpdate("""
                        INSERT INTO training_sets (project, location, service, state, created_at, row_count, digest)
                        VALUES (:project, :location, :service, :state, :createdAt, :rows, :digest)
                        ON CONFLICT (project, location) DO UPDATE
                        SET service = excluded.service, state = excluded.state, created_at = excluded.created_at,
                            row_count = excluded.row_count, digest = excluded.digest
                        """)
                .bind("project", project)
                .bind("location", written.location())
                .bind("service", written.service())
                .bind("state", written.state())
                .bind("createdAt", Micros.of(written.createdAt()))
                .bind("rows", written.rows())
                .bind("digest", written.digest())
                .execute();
    }

    static List<WrittenTrainingSet> all(Handle handle, String project) {
        return handle.createQuery("""
                        SELECT location, service, state, created_at, row_count, digest FROM training_sets
                        WHERE project = :project ORDER BY created_at DESC, location
                        """)
                .bind("project", project)
                .map((row, context) -> new WrittenTrainingSet(
                        row.getString("location"),
                        row.getString("service"),
                        row.getLong("state"),
                        Micros.instant(row.getLong("created_at")),
                        row.getLong("row_count"),
                        row.getString("digest")))
                .list();
    }
}
