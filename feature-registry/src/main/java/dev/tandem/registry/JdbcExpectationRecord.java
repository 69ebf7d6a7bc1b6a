package dev.tandem.registry;

import dev.tandem.definition.Severity;
import dev.tandem.registry.ExpectationCheck.By;
import dev.tandem.registry.ExpectationResult.Kind;
import dev.tandem.row.Micros;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jdbi.v3.core.Handle;

/** The latest results of expectations in the tables of a registry. */
final class JdbcExpectationRecord implements ExpectationRecord {
    private final JdbcRegistry registry;

    JdbcExpectationRecord(JdbcRegistry registry) {
        this.registry = registry;
    }

    /** A source or view. */
    private record Part(Kind kind, String name) {
        static Part of(ExpectationResult result) {
            return new Part(result.kind(), result.of());
        }
    }

    @Override
    public void record(String project, ExpectationCheck check) {
        Map<Part, List<ExpectationResult>> parts = new LinkedHashMap<>();
        check.results()
                .forEach(result -> parts.computeIfAbsent(Part.of(result), unseen -> new ArrayList<>())
                        .add(result));
        if (parts.isEmpty()) {
            return;
        }
        registry.write("note what became of expectations", project, handle -> {
            parts.forEach((part, results) -> {
                handle.createUpdate(
                                "DELETE FROM expectation_results WHERE project = :project AND kind = :kind AND name = :name")
                        .bind("project", project)
                        .bind("kind", part.kind().name())
                        .bind("name", part.name())
                        .execute();
                for (int i = 0; i < results.size(); i++) {
                    insert(handle, project, check, i, results.get(i));
                }
            });
            return check;
        });
    }

    private static void insert(
            Handle handle, String project, ExpectationCheck check, int position, ExpectationResult result) {
        handle.createUpdate("""
                        INSERT INTO expectation_results (project, kind, name, position, expectation, severity, holds, row_count,
                                                         failed, found, checked_at, checked_by, run_id)
                        VALUES (:project, :kind, :name, :position, :expectation, :severity, :holds, :rows,
                                :failed, :found, :checkedAt, :by, :run)
                        """)
                .bind("project", project)
                .bind("kind", result.kind().name())
                .bind("name", result.of())
                .bind("position", position)
                .bind("expectation", result.expectation())
                .bind("severity", result.severity().name())
                .bind("holds", result.holds() ? 1 : 0)
                .bind("rows", result.rows())
                .bind("failed", result.failed())
                .bind("found", result.found().map(JdbcRegistry::storable).orElse(null))
                .bind("checkedAt", Micros.of(check.checkedAt()))
                .bind("by", check.by().name())
                .bind("run", check.run().orElse(null))
                .execute();
    }

    @Override
    public List<ExpectationCheck> latest(String project) {
        Map<Part, ExpectationCheck> checks = new LinkedHashMap<>();
        registry.read(
                        "read what became of expectations",
                        handle -> handle.createQuery(
                                        "SELECT * FROM expectation_results WHERE project = :project ORDER BY kind, name, position")
                                .bind("project", project)
                                .map((row, context) -> check(row))
                                .list())
                .forEach(each -> checks.merge(Part.of(each.results().get(0)), each, JdbcExpectationRecord::together));
        return List.copyOf(checks.values());
    }

    private static ExpectationCheck together(ExpectationCheck one, ExpectationCheck other) {
        List<ExpectationResult> results = new ArrayList<>(one.results());
        results.addAll(other.results());
        return new ExpectationCheck(one.by(), one.run(), one.checkedAt(), results);
    }

    private static ExpectationCheck check(ResultSet row) throws SQLException {
        long run = row.getLong("run_id");
        Optional<Long> by = row.wasNull() ? Optional.empty() : Optional.of(run);
        return new ExpectationCheck(
                By.valueOf(row.getString("checked_by")),
                by,
                Micros.instant(row.getLong("checked_at")),
                List.of(new ExpectationResult(
                        Kind.valueOf(row.getString("kind")),
                        row.getString("name"),
                        row.getString("expectation"),
                        Severity.valueOf(row.getString("severity")),
                        row.getInt("holds") != 0,
                        row.getLong("row_count"),
                        row.getLong("failed"),
                        Optional.ofNullable(row.getString("found")))));
    }
}
