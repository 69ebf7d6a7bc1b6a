package dev.tandem.registry;

import dev.tandem.registry.FeatureSkew.Counts;
import dev.tandem.registry.FeatureSkew.NumericError;
import dev.tandem.row.Micros;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableSet;
import java.util.Optional;
import java.util.TreeSet;
import org.jdbi.v3.core.Handle;

/** The history of skew in the tables of a registry. */
final class JdbcSkewHistory implements SkewHistory {
    private static final String TASK = "read what skew was found";

    private final JdbcRegistry registry;

    JdbcSkewHistory(JdbcRegistry registry) {
        this.registry = registry;
    }

    @Override
    public void record(String project, SkewCheck check) {
        registry.write("note what skew was found", project, handle -> {
            long id = put(handle, project, check);
            for (String table : List.of("skew_figures", "skew_causes")) {
                handle.createUpdate("DELETE FROM " + table + " WHERE check_id = :id")
                        .bind("id", id)
                        .execute();
            }
            for (int i = 0; i < check.features().size(); i++) {
                insert(handle, id, i, check.features().get(i));
            }
            return check;
        });
    }

    private static long put(Handle handle, String project, SkewCheck check) {
        return handle.createQuery("""
                        INSERT INTO skew_checks (project, service, window_start, window_end, checked_at, row_count)
                        VALUES (:project, :service, :from, :to, :checkedAt, :rows)
                        ON CONFLICT (project, service, window_start, window_end) DO UPDATE
                        SET checked_at = excluded.checked_at, row_count = excluded.row_count
                        RETURNING id
                        """)
                .bind("project", project)
                .bind("service", check.service())
                .bind("from", Micros.of(check.from()))
                .bind("to", Micros.of(check.to()))
                .bind("checkedAt", Micros.of(check.checkedAt()))
                .bind("rows", check.rows())
                .mapTo(Long.class)
                .one();
    }

    private static void insert(Handle handle, long check, int position, FeatureSkew skew) {
        Optional<NumericError> error = skew.error();
        handle.createUpdate("""
                        INSERT INTO skew_figures (check_id, position, feature, compared, different, tolerated, missing_served,
                                                  missing_trained, error_p50, error_p90, error_p99, error_max)
                        VALUES (:check, :position, :feature, :compared, :different, :tolerated, :missingServed,
                                :missingTrained, :p50, :p90, :p99, :max)
                        """)
                .bind("check", check)
                .bind("position", position)
                .bind("feature", skew.feature())
                .bind("compared", skew.counts().compared())
                .bind("different", skew.counts().different())
                .bind("tolerated", skew.counts().tolerated())
                .bind("missingServed", skew.counts().missingServed())
                .bind("missingTrained", skew.counts().missingTrained())
                .bind("p50", error.map(NumericError::p50).orElse(null))
                .bind("p90", error.map(NumericError::p90).orElse(null))
                .bind("p99", error.map(NumericError::p99).orElse(null))
                .bind("max", error.map(NumericError::max).orElse(null))
                .execute();
        skew.causes()
                .forEach((cause, differences) -> handle.createUpdate("""
                        INSERT INTO skew_causes (check_id, feature, cause, differences)
                        VALUES (:check, :feature, :cause, :differences)
                        """)
                        .bind("check", check)
                        .bind("feature", skew.feature())
                        .bind("cause", cause.key())
                        .bind("differences", differences)
                        .execute());
    }

    @Override
    public NavigableSet<String> services(String project) {
        return registry.read(
                TASK,
                handle -> new TreeSet<>(
                        handle.createQuery("SELECT DISTINCT service FROM skew_checks WHERE project = :project")
                                .bind("project", project)
                                .mapTo(String.class)
                                .list()));
    }

    @Override
    public List<SkewCheck> checks(String project, String service, int limit) {
        return registry.read(
                TASK,
                handle -> handle
                        .createQuery("""
                                SELECT id FROM skew_checks WHERE project = :project AND service = :service
                                ORDER BY checked_at DESC, id DESC LIMIT :limit
                                """)
                        .bind("project", project)
                        .bind("service", service)
                        .bind("limit", limit)
                        .mapTo(Long.class)
                        .list()
                        .stream()
                        .map(id -> load(handle, id))
                        .toList());
    }

    @Override
    public List<SkewCheck> latest(String project) {
        return registry.read(
                TASK,
                handle -> handle.createQuery("""
                                SELECT id FROM (
                                    SELECT id, service,
                                           row_number() OVER (PARTITION BY service ORDER BY checked_at DESC, id DESC) AS place
                                    FROM skew_checks WHERE project = :project) checks
                                WHERE place = 1 ORDER BY service
                                """).bind("project", project).mapTo(Long.class).list().stream()
                        .map(id -> load(handle, id))
                        .toList());
    }

    private static SkewCheck load(Handle handle, long id) {
        Map<String, Map<SkewCause, Long>> causes = causes(handle, id);
        List<FeatureSkew> features = handle.createQuery(
                        "SELECT * FROM skew_figures WHERE check_id = :id ORDER BY position")
                .bind("id", id)
                .map((row, context) -> skew(row, causes.getOrDefault(row.getString("feature"), Map.of())))
                .list();
        return handle.createQuery(
                        "SELECT service, window_start, window_end, checked_at, row_count FROM skew_checks WHERE id = :id")
                .bind("id", id)
                .map((row, context) -> new SkewCheck(
                        row.getString("service"),
                        Micros.instant(row.getLong("window_start")),
                        Micros.instant(row.getLong("window_end")),
                        Micros.instant(row.getLong("checked_at")),
                        row.getLong("row_count"),
                        features))
                .one();
    }

    /** A cause that only a newer Tandem knows counts as none. */
    private static Map<String, Map<SkewCause, Long>> causes(Handle handle, long id) {
        Map<String, Map<SkewCause, Long>> causes = new HashMap<>();
        handle.createQuery("SELECT feature, cause, differences FROM skew_causes WHERE check_id = :id")
                .bind("id", id)
                .map((row, context) -> causes.computeIfAbsent(
                                row.getString("feature"), unseen -> new EnumMap<>(SkewCause.class))
                        .merge(
                                SkewCause.find(row.getString("cause")).orElse(SkewCause.UNEXPLAINED),
                                row.getLong("differences"),
                                Long::sum))
                .list();
        return causes;
    }

    private static FeatureSkew skew(ResultSet row, Map<SkewCause, Long> causes) throws SQLException {
        double median = row.getDouble("error_p50");
        Optional<NumericError> error = row.wasNull()
                ? Optional.empty()
                : Optional.of(new NumericError(
                        median, row.getDouble("error_p90"), row.getDouble("error_p99"), row.getDouble("error_max")));
        return new FeatureSkew(
                row.getString("feature"),
                new Counts(
                        row.getLong("compared"),
                        row.getLong("different"),
                        row.getLong("tolerated"),
                        row.getLong("missing_served"),
                        row.getLong("missing_trained")),
                causes,
                error);
    }
}
