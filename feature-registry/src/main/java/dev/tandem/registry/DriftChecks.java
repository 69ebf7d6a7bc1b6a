package dev.tandem.registry;

import dev.tandem.definition.DriftMeasure;
import dev.tandem.definition.Verdict;
import dev.tandem.row.Micros;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.statement.Update;

/** The tables of drift checks and their figures. */
final class DriftChecks {
    private DriftChecks() {}

    /** Writes a check, in the place of an earlier one of the same window. */
    static void put(Handle handle, String project, DriftCheck check) {
        long id = handle.createQuery("""
                        INSERT INTO drift_checks (project, service, reference, window_name, checked_at)
                        VALUES (:project, :service, :reference, :window, :checkedAt)
                        ON CONFLICT (project, service, reference, window_name) DO UPDATE SET checked_at = excluded.checked_at
                        RETURNING id
                        """)
                .bind("project", project)
                .bind("service", check.service())
                .bind("reference", check.reference())
                .bind("window", check.window())
                .bind("checkedAt", Micros.of(check.checkedAt()))
                .mapTo(Long.class)
                .one();
        handle.createUpdate("DELETE FROM drift_figures WHERE check_id = :id")
                .bind("id", id)
                .execute();
        for (int i = 0; i < check.features().size(); i++) {
            insert(handle, id, i, check.features().get(i));
        }
    }

    private static void insert(Handle handle, long check, int position, FeatureDrift drift) {
        Update insert = handle.createUpdate("""
                        INSERT INTO drift_figures (check_id, position, feature, verdict, causes, psi, kolmogorov_smirnov,
                                                   jensen_shannon, null_rate, new_categories, p_value, reference_rows, recent_rows)
                        VALUES (:check, :position, :feature, :verdict, :causes, :psi, :kolmogorov_smirnov,
                                :jensen_shannon, :null_rate, :new_categories, :pValue, :referenceRows, :recentRows)
                        """)
                .bind("check", check)
                .bind("position", position)
                .bind("feature", drift.feature())
                .bind("verdict", drift.verdict().name())
                .bind(
                        "causes",
                        String.join(
                                ",",
                                drift.causes().stream().map(DriftMeasure::key).toList()))
                .bind("pValue", drift.pValue().orElse(null))
                .bind("referenceRows", drift.referenceRows())
                .bind("recentRows", drift.recentRows());
        for (DriftMeasure measure : DriftMeasure.values()) {
            insert.bind(measure.key(), drift.find(measure).orElse(null));
        }
        insert.execute();
    }

    /** The checks of a service against one reference, newest first. */
    static List<Long> newestIds(Handle handle, String project, String service, String reference, int limit) {
        return handle.createQuery("""
                        SELECT id FROM drift_checks WHERE project = :project AND service = :service AND reference = :reference
                        ORDER BY id DESC LIMIT :limit
                        """)
                .bind("project", project)
                .bind("service", service)
                .bind("reference", reference)
                .bind("limit", limit)
                .mapTo(Long.class)
                .list();
    }

    /** The checks of a service, newest first. */
    static List<Long> newestIds(Handle handle, String project, String service, int limit) {
        return handle.createQuery(
                        "SELECT id FROM drift_checks WHERE project = :project AND service = :service ORDER BY id DESC LIMIT :limit")
                .bind("project", project)
                .bind("service", service)
                .bind("limit", limit)
                .mapTo(Long.class)
                .list();
    }

    /** The features that all of some checks found drifted. */
    static Set<String> alerting(Handle handle, List<Long> checks) {
        return new TreeSet<>(handle.createQuery("""
                        SELECT feature FROM drift_figures WHERE check_id IN (<checks>) AND verdict = :alert
                        GROUP BY feature HAVING count(*) = :count
                        """)
                .bindList("checks", checks)
                .bind("alert", Verdict.ALERT.name())
                .bind("count", checks.size())
                .mapTo(String.class)
                .list());
    }

    /** @param features which ones; empty: all */
    static DriftCheck load(Handle handle, long id, Optional<Set<String>> features) {
        List<FeatureDrift> figures = handle
                .createQuery("SELECT * FROM drift_figures WHERE check_id = :id ORDER BY position")
                .bind("id", id)
                .map((row, context) -> drift(row))
                .stream()
                .filter(drift -> features.isEmpty() || features.get().contains(drift.feature()))
                .toList();
        return handle.createQuery("SELECT service, reference, window_name, checked_at FROM drift_checks WHERE id = :id")
                .bind("id", id)
                .map((row, context) -> new DriftCheck(
                        row.getString("service"),
                        row.getString("reference"),
                        row.getString("window_name"),
                        Micros.instant(row.getLong("checked_at")),
                        figures))
                .one();
    }

    private static FeatureDrift drift(ResultSet row) throws SQLException {
        Map<DriftMeasure, Double> figures = new EnumMap<>(DriftMeasure.class);
        for (DriftMeasure measure : DriftMeasure.values()) {
            number(row, measure.key()).ifPresent(figure -> figures.put(measure, figure));
        }
        return new FeatureDrift(
                row.getString("feature"),
                Verdict.valueOf(row.getString("verdict")),
                Arrays.stream(row.getString("causes").split(",", -1))
                        .flatMap(key -> DriftMeasure.find(key).stream())
                        .toList(),
                figures,
                number(row, "p_value"),
                row.getLong("reference_rows"),
                row.getLong("recent_rows"));
    }

    private static Optional<Double> number(ResultSet row, String column) throws SQLException {
        double number = row.getDouble(column);
        return row.wasNull() ? Optional.empty() : Optional.of(number);
    }
}
