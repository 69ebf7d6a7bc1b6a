package dev.tandem.registry;

import dev.tandem.TandemException;
import dev.tandem.registry.MaterializationRun.Mode;
import dev.tandem.registry.MaterializationRun.Outcome;
import dev.tandem.row.Micros;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.jdbi.v3.core.Handle;
import org.jspecify.annotations.Nullable;

/** The tables of runs and of cursors. */
final class Runs {
    private static final String COLUMNS =
            "id, view_name, generation, mode, interval_from, interval_to, started_at, finished_at, outcome, rows_written, rows_older, rows_rejected, newest_arrival, message";

    private Runs() {}

    /** @param run the run as it begins; its id is not looked at */
    static MaterializationRun insert(Handle handle, String project, MaterializationRun run) {
        return handle.createQuery("""
                        INSERT INTO runs (project, view_name, generation, mode, interval_from, interval_to, started_at,
                                          outcome, rows_written, rows_older, rows_rejected, message)
                        VALUES (:project, :view, :generation, :mode, :from, :to, :startedAt, :outcome, 0, 0, 0, '')
                        RETURNING %s
                        """.formatted(COLUMNS))
                .bind("project", project)
                .bind("view", run.view())
                .bind("generation", run.generation())
                .bind("mode", run.mode().name())
                .bind("from", run.from().map(Micros::of).orElse(null))
                .bind("to", Micros.of(run.to()))
                .bind("startedAt", Micros.of(run.startedAt()))
                .bind("outcome", run.outcome().name())
                .map((row, context) -> run(row))
                .one();
    }

    /** @param run the run as it ends */
    static void finish(Handle handle, String project, MaterializationRun run) {
        int finished = handle.createUpdate("""
                        UPDATE runs SET finished_at = :finishedAt, outcome = :outcome, rows_written = :written,
                                        rows_older = :older, rows_rejected = :rejected,
                                        newest_arrival = :newestArrival, message = :message
                        WHERE project = :project AND id = :id AND outcome = :running
                        """)
                .bind("finishedAt", run.finishedAt().map(Micros::of).orElse(null))
                .bind("outcome", run.outcome().name())
                .bind("written", run.written())
                .bind("older", run.older())
                .bind("rejected", run.rejected())
                .bind("newestArrival", newestArrival(handle, project, run))
                .bind("message", run.message())
                .bind("project", project)
                .bind("id", run.id())
                .bind("running", Outcome.RUNNING.name())
                .execute();
        if (finished == 0) {
            throw new TandemException(
                    "Run %d of project '%s' is not running: it has ended before, or never began here. Nothing was changed."
                            .formatted(run.id(), project));
        }
    }

    /** That of the run, or of an earlier one when it is later. */
    private static @Nullable Long newestArrival(Handle handle, String project, MaterializationRun run) {
        if (run.outcome() != Outcome.SUCCEEDED) {
            return null;
        }
        Optional<Long> before = handle.createQuery(
                        "SELECT max(newest_arrival) FROM runs WHERE project = :project AND generation = :generation")
                .bind("project", project)
                .bind("generation", run.generation())
                .mapTo(Long.class)
                .findOne();
        return Stream.concat(before.stream(), run.newestArrival().map(Micros::of).stream())
                .max(Comparator.naturalOrder())
                .orElse(null);
    }

    static List<MaterializationRun> latest(Handle handle, String project, int limit) {
        return handle.createQuery(
                        "SELECT " + COLUMNS + " FROM runs WHERE project = :project ORDER BY id DESC LIMIT :limit")
                .bind("project", project)
                .bind("limit", limit)
                .map((row, context) -> run(row))
                .list();
    }

    static Optional<Instant> findCursor(Handle handle, String project, long generation) {
        return handle.createQuery("SELECT position FROM cursors WHERE project = :project AND generation = :generation")
                .bind("project", project)
                .bind("generation", generation)
                .map((row, context) -> Micros.instant(row.getLong(1)))
                .findOne();
    }

    static Map<Long, Instant> cursors(Handle handle, String project) {
        Map<Long, Instant> cursors = new TreeMap<>();
        handle.createQuery("SELECT generation, position FROM cursors WHERE project = :project")
                .bind("project", project)
                .map((row, context) -> Map.entry(row.getLong(1), Micros.instant(row.getLong(2))))
                .forEach(cursor -> cursors.put(cursor.getKey(), cursor.getValue()));
        return cursors;
    }

    static void moveCursor(Handle handle, String project, long generation, Instant to) {
        handle.createUpdate("""
                        INSERT INTO cursors (project, generation, position) VALUES (:project, :generation, :to)
                        ON CONFLICT (project, generation) DO UPDATE SET position = excluded.position
                        WHERE cursors.position < excluded.position
                        """)
                .bind("project", project)
                .bind("generation", generation)
                .bind("to", Micros.of(to))
                .execute();
    }

    private static MaterializationRun run(ResultSet row) throws SQLException {
        return new MaterializationRun(
                row.getLong("id"),
                row.getString("view_name"),
                row.getLong("generation"),
                Mode.valueOf(row.getString("mode")),
                instant(row, "interval_from"),
                Micros.instant(row.getLong("interval_to")),
                Micros.instant(row.getLong("started_at")),
                instant(row, "finished_at"),
                Outcome.valueOf(row.getString("outcome")),
                row.getLong("rows_written"),
                row.getLong("rows_older"),
                row.getLong("rows_rejected"),
                instant(row, "newest_arrival"),
                row.getString("message"));
    }

    private static Optional<Instant> instant(ResultSet row, String column) throws SQLException {
        long micros = row.getLong(column);
        return row.wasNull() ? Optional.empty() : Optional.of(Micros.instant(micros));
    }
}
