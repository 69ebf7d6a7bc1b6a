package dev.tandem.registry;

import dev.tandem.row.Micros;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.NavigableSet;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.UUID;
import org.jdbi.v3.core.Handle;

/** The history of drift in the tables of a registry. */
final class JdbcDriftHistory implements DriftHistory {
    private static final String OPEN_FEATURES = """
            SELECT f.alert_id, f.feature FROM drift_alert_features f
            JOIN drift_alerts a ON a.id = f.alert_id JOIN drift_checks c ON c.id = a.check_id
            WHERE c.project = :project AND c.service = :service AND c.reference = :reference AND f.recovered_at IS NULL
            """;

    private final JdbcRegistry registry;

    JdbcDriftHistory(JdbcRegistry registry) {
        this.registry = registry;
    }

    @Override
    public Optional<DriftAlert> record(String project, DriftCheck check, int windows) {
        if (windows < 1) {
            throw new IllegalArgumentException("an alert needs one window at least, not " + windows);
        }
        return registry.write("note what drift was found", project, handle -> {
            DriftChecks.put(handle, project, check);
            List<Long> newest = DriftChecks.newestIds(handle, project, check.service(), check.reference(), windows);
            Instant now = registry.now();
            recover(handle, project, check, DriftChecks.alerting(handle, newest.subList(0, 1)), now);
            if (newest.size() < windows) {
                return Optional.empty();
            }
            Set<String> reached = DriftChecks.alerting(handle, newest);
            reached.removeAll(openFeatures(handle, project, check));
            if (reached.isEmpty()) {
                return Optional.empty();
            }
            return Optional.of(raise(handle, project, check.service(), newest.get(0), windows, reached, now));
        });
    }

    /** Those with an alert against the reference of a check: what another model was trained on has alerts of its own. */
    private static Set<String> openFeatures(Handle handle, String project, DriftCheck check) {
        return new TreeSet<>(handle.createQuery(OPEN_FEATURES)
                .bind("project", project)
                .bind("service", check.service())
                .bind("reference", check.reference())
                .map((row, context) -> row.getString("feature"))
                .list());
    }

    /** @param alerting the features that the newest check found drifted */
    private static void recover(Handle handle, String project, DriftCheck check, Set<String> alerting, Instant now) {
        record Open(String alert, String feature) {}
        List<Open> open = handle.createQuery(OPEN_FEATURES)
                .bind("project", project)
                .bind("service", check.service())
                .bind("reference", check.reference())
                .map((row, context) -> new Open(row.getString("alert_id"), row.getString("feature")))
                .list();
        for (Open each : open) {
            if (!alerting.contains(each.feature())) {
                handle.createUpdate(
                                "UPDATE drift_alert_features SET recovered_at = :now WHERE alert_id = :alert AND feature = :feature")
                        .bind("now", Micros.of(now))
                        .bind("alert", each.alert())
                        .bind("feature", each.feature())
                        .execute();
            }
        }
    }

    private static DriftAlert raise(
            Handle handle, String project, String service, long check, int windows, Set<String> features, Instant now) {
        String id = UUID.randomUUID().toString();
        handle.createUpdate("""
                        INSERT INTO drift_alerts (id, project, service, check_id, windows, raised_at)
                        VALUES (:id, :project, :service, :check, :windows, :now)
                        """)
                .bind("id", id)
                .bind("project", project)
                .bind("service", service)
                .bind("check", check)
                .bind("windows", windows)
                .bind("now", Micros.of(now))
                .execute();
        for (String feature : features) {
            handle.createUpdate("INSERT INTO drift_alert_features (alert_id, feature) VALUES (:id, :feature)")
                    .bind("id", id)
                    .bind("feature", feature)
                    .execute();
        }
        return new DriftAlert(
                id, windows, now, Optional.empty(), DriftChecks.load(handle, check, Optional.of(features)));
    }

    @Override
    public NavigableSet<String> services(String project) {
        return registry.read(
                "read what drift was found",
                handle -> new TreeSet<>(
                        handle.createQuery("SELECT DISTINCT service FROM drift_checks WHERE project = :project")
                                .bind("project", project)
                                .mapTo(String.class)
                                .list()));
    }

    @Override
    public List<DriftCheck> checks(String project, String service, int limit) {
        return registry.read(
                "read what drift was found",
                handle -> DriftChecks.newestIds(handle, project, service, limit).stream()
                        .map(id -> DriftChecks.load(handle, id, Optional.empty()))
                        .toList());
    }

    @Override
    public List<DriftAlert> alerts(String project, int limit) {
        return registry.read(
                "read the alerts",
                handle -> load(
                        handle,
                        project,
                        "SELECT * FROM drift_alerts WHERE project = :project ORDER BY raised_at DESC, id LIMIT "
                                + limit));
    }

    @Override
    public List<DriftAlert> unsent(String project) {
        return registry.read("read the alerts", handle -> load(handle, project, """
                        SELECT * FROM drift_alerts a WHERE project = :project AND sent_at IS NULL AND EXISTS (
                            SELECT 1 FROM drift_alert_features f WHERE f.alert_id = a.id AND f.recovered_at IS NULL)
                        ORDER BY raised_at, id
                        """));
    }

    private static List<DriftAlert> load(Handle handle, String project, String query) {
        record Found(String id, int windows, long raisedAt, Optional<Instant> sentAt, long check) {}
        List<Found> found = handle.createQuery(query)
                .bind("project", project)
                .map((row, context) -> {
                    long sentAt = row.getLong("sent_at");
                    Optional<Instant> sent = row.wasNull() ? Optional.empty() : Optional.of(Micros.instant(sentAt));
                    return new Found(
                            row.getString("id"),
                            row.getInt("windows"),
                            row.getLong("raised_at"),
                            sent,
                            row.getLong("check_id"));
                })
                .list();
        return found.stream()
                .map(alert -> new DriftAlert(
                        alert.id(),
                        alert.windows(),
                        Micros.instant(alert.raisedAt()),
                        alert.sentAt(),
                        DriftChecks.load(handle, alert.check(), Optional.of(features(handle, alert.id())))))
                .toList();
    }

    private static Set<String> features(Handle handle, String alert) {
        return new TreeSet<>(handle.createQuery("SELECT feature FROM drift_alert_features WHERE alert_id = :alert")
                .bind("alert", alert)
                .map((row, context) -> row.getString("feature"))
                .list());
    }

    @Override
    public boolean claim(String project, DriftAlert alert, Duration lease) {
        return registry.write("claim an alert", project, handle -> {
            Instant now = registry.now();
            return handle.createUpdate("""
                            UPDATE drift_alerts SET claimed_at = :now
                            WHERE id = :id AND sent_at IS NULL AND (claimed_at IS NULL OR claimed_at <= :expired)
                            """)
                            .bind("now", Micros.of(now))
                            .bind("id", alert.id())
                            .bind("expired", Micros.of(now.minus(lease)))
                            .execute()
                    == 1;
        });
    }

    @Override
    public void release(String project, DriftAlert alert) {
        registry.write(
                "give back an alert",
                project,
                handle -> handle.createUpdate("UPDATE drift_alerts SET claimed_at = NULL WHERE id = :id")
                        .bind("id", alert.id())
                        .execute());
    }

    @Override
    public void markSent(String project, DriftAlert alert) {
        registry.write(
                "note that an alert was sent",
                project,
                handle -> handle.createUpdate(
                                "UPDATE drift_alerts SET sent_at = :now WHERE id = :id AND sent_at IS NULL")
                        .bind("now", Micros.of(registry.now()))
                        .bind("id", alert.id())
                        .execute());
    }
}
