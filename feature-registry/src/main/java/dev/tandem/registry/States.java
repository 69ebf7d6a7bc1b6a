package dev.tandem.registry;

import dev.tandem.definition.Definitions.UnknownNameException;
import dev.tandem.definition.DefinitionsJson;
import dev.tandem.row.Micros;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.List;
import java.util.Optional;
import org.jdbi.v3.core.Handle;

/** The table of states. Every read is one statement, so what it returns belongs together. */
final class States {
    private States() {}

    static long latestNumber(Handle handle, String project) {
        return handle.createQuery("SELECT coalesce(max(number), 0) FROM states WHERE project = :project")
                .bind("project", project)
                .map((row, context) -> row.getLong(1))
                .one();
    }

    static Optional<AppliedState> findLatest(Handle handle, String project) {
        return handle.createQuery(
                        "SELECT number, applied_at, author, definitions, storage FROM states WHERE project = :project ORDER BY number DESC LIMIT 1")
                .bind("project", project)
                .map((row, context) -> state(row))
                .findOne();
    }

    static RegistryState load(Handle handle, String project, long number) {
        return handle.createQuery(
                        "SELECT number, applied_at, author, definitions, storage FROM states WHERE project = :project AND number = :number")
                .bind("project", project)
                .bind("number", number)
                .map((row, context) -> state(row).state())
                .findOne()
                .orElseThrow(() -> {
                    long latest = latestNumber(handle, project);
                    List<String> known = latest == 0 ? List.of() : List.of("all numbers from 1 to " + latest);
                    return new UnknownNameException("state", String.valueOf(number), known);
                });
    }

    static List<StateSummary> history(Handle handle, String project) {
        return handle.createQuery(
                        "SELECT number, applied_at, author, summary FROM states WHERE project = :project ORDER BY number DESC")
                .bind("project", project)
                .map((row, context) -> summary(row))
                .list();
    }

    static StateSummary summaryOfLatest(Handle handle, String project) {
        return handle.createQuery(
                        "SELECT number, applied_at, author, summary FROM states WHERE project = :project ORDER BY number DESC LIMIT 1")
                .bind("project", project)
                .map((row, context) -> summary(row))
                .one();
    }

    static void insert(Handle handle, AppliedState applied, String summary) {
        RegistryState state = applied.state();
        handle.createUpdate("""
                        INSERT INTO states (project, number, applied_at, author, summary, definitions, storage)
                        VALUES (:project, :number, :appliedAt, :author, :summary, :definitions, :storage)
                        """)
                .bind("project", state.definitions().project().name())
                .bind("number", state.number())
                .bind("appliedAt", Micros.of(state.appliedAt()))
                .bind("author", state.author())
                .bind("summary", summary)
                .bind("definitions", DefinitionsJson.write(state.definitions()))
                .bind("storage", StorageJson.write(applied.storage()))
                .execute();
    }

    private static AppliedState state(ResultSet row) throws SQLException {
        return AppliedState.of(
                row.getLong("number"),
                Micros.instant(row.getLong("applied_at")),
                row.getString("author"),
                DefinitionsJson.read(row.getString("definitions")),
                StorageJson.read(row.getString("storage")));
    }

    private static StateSummary summary(ResultSet row) throws SQLException {
        return new StateSummary(
                row.getLong("number"),
                Micros.instant(row.getLong("applied_at")),
                row.getString("author"),
                row.getString("summary"));
    }
}
