package dev.tandem.registry;

import dev.tandem.TandemException;
import dev.tandem.registry.Storage.Rows;
import dev.tandem.row.Micros;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jdbi.v3.core.Handle;
import org.jspecify.annotations.Nullable;

/**
 * The table of generations: from the moment a number is handed out until nothing is left of its rows.
 *
 * <p><b>When does a generation retire?</b> The one in force for a view only ever gives way to a greater number: a plan takes a number that
 * was never used, and a reserved one can be put in force only while it is greater. So the state in force tells everything: a
 * generation is in use when the state names it for its view; it is still <em>reserved</em>, and left alone, when the state names a smaller one for
 * its view; otherwise, when the state names a greater one or none, it is retired. A reservation that nobody puts in force is therefore reclaimed
 * as soon as its view gets a later generation, or goes.
 */
final class Generations {
    private Generations() {}

    /** Makes everybody else who writes to the project wait until this transaction ends. */
    static void lock(Handle handle, String project) {
        advance(handle, project, 0);
    }

    /** Hands out a generation that the project never had. */
    static long create(Handle handle, String project, String view, Instant now, String author, String reason) {
        long generation = advance(handle, project, 1);
        handle.createUpdate("""
                        INSERT INTO generations (project, generation, view_name, created_at, author, reason)
                        VALUES (:project, :generation, :view, :now, :author, :reason)
                        """)
                .bind("project", project)
                .bind("generation", generation)
                .bind("view", view)
                .bind("now", Micros.of(now))
                .bind("author", author)
                .bind("reason", reason)
                .execute();
        return generation;
    }

    private static long advance(Handle handle, String project, int steps) {
        return handle.createQuery("""
                        INSERT INTO projects (project, last_generation) VALUES (:project, :steps)
                        ON CONFLICT (project) DO UPDATE SET last_generation = projects.last_generation + excluded.last_generation
                        RETURNING last_generation
                        """)
                .bind("project", project)
                .bind("steps", steps)
                .map((row, context) -> row.getLong(1))
                .one();
    }

    /** Retires what a new state leaves behind. */
    static void retire(Handle handle, String project, Storage storage, Instant now) {
        for (Generation generation : unretired(handle, project)) {
            @Nullable Rows inForce = storage.views().get(generation.view());
            if (inForce == null || generation.number() < inForce.generation()) {
                handle.createUpdate(
                                "UPDATE generations SET retired_at = :now WHERE project = :project AND generation = :generation")
                        .bind("now", Micros.of(now))
                        .bind("project", project)
                        .bind("generation", generation.number())
                        .execute();
            }
        }
    }

    private static List<Generation> unretired(Handle handle, String project) {
        return handle.createQuery(
                        "SELECT generation, view_name FROM generations WHERE project = :project AND retired_at IS NULL")
                .bind("project", project)
                .map((row, context) -> new Generation(row.getLong(1), row.getString(2)))
                .list();
    }

    private record Generation(long number, String view) {}

    /** Why a generation was reserved, when it is reserved still. */
    static Optional<String> findReservation(Handle handle, String project, String view, long generation) {
        return handle.createQuery("""
                        SELECT reason FROM generations
                        WHERE project = :project AND generation = :generation AND view_name = :view AND retired_at IS NULL
                        """)
                .bind("project", project)
                .bind("generation", generation)
                .bind("view", view)
                .map((row, context) -> row.getString(1))
                .findOne();
    }

    static List<Long> retired(Handle handle, String project) {
        return handle.createQuery("""
                        SELECT generation FROM generations
                        WHERE project = :project AND retired_at IS NOT NULL AND reclaimed_at IS NULL ORDER BY generation
                        """)
                .bind("project", project)
                .map((row, context) -> row.getLong(1))
                .list();
    }

    static void markReclaimed(Handle handle, String project, long generation, Instant now) {
        int marked = handle.createUpdate("""
                        UPDATE generations SET reclaimed_at = coalesce(reclaimed_at, :now)
                        WHERE project = :project AND generation = :generation AND retired_at IS NOT NULL
                        """)
                .bind("now", Micros.of(now))
                .bind("project", project)
                .bind("generation", generation)
                .execute();
        if (marked == 0) {
            throw new TandemException(
                    "Generation %d of project '%s' is not retired, so its rows are not for removal. Ask for the retired generations again."
                            .formatted(generation, project));
        }
    }

    /** Says that rows may have been written after all: a run may end after its generation was retired and reclaimed. */
    static void reopenReclaimed(Handle handle, String project, long generation) {
        handle.createUpdate(
                        "UPDATE generations SET reclaimed_at = NULL WHERE project = :project AND generation = :generation")
                .bind("project", project)
                .bind("generation", generation)
                .execute();
    }
}
