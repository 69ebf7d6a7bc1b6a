package dev.tandem.server;

import dev.tandem.definition.Schedules;
import dev.tandem.definition.Verdict;
import dev.tandem.registry.DriftCheck;
import dev.tandem.registry.ExpectationCheck;
import dev.tandem.registry.FeatureDrift;
import dev.tandem.registry.FeatureSkew;
import dev.tandem.registry.MaterializationRun;
import dev.tandem.registry.MaterializationRun.Outcome;
import dev.tandem.registry.Registry;
import dev.tandem.registry.RegistryState;
import dev.tandem.registry.SkewCheck;
import dev.tandem.row.Micros;
import io.prometheus.metrics.model.registry.MultiCollector;
import io.prometheus.metrics.model.snapshots.MetricSnapshot;
import io.prometheus.metrics.model.snapshots.MetricSnapshots;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * What the registry tells of materialising, drift, skew and expectations, which happen in other processes: the server reads it now and then, so
 * that there is one place to ask for all figures. Ages are counted by the server's clock when somebody asks. Looks come from one thread; otherwise
 * thread-safe.
 */
final class RegistryFigures implements MultiCollector {
    private static final int RUNS_LOOKED_AT_FIRST = 1_000;
    private static final int RUNS_LOOKED_AT = 100;
    /** Of drift and of skew each: what comes after is left out. */
    private static final int MOST_FEATURES = 2_000;

    private final Registry registry;
    private final String project;
    private final InstantSource clock;
    private final Telemetry telemetry;
    private final Map<String, MaterializationRun> latestEnded = new HashMap<>();
    private final Map<String, MaterializationRun> latestSucceeded = new HashMap<>();
    /** Of the runs at the last look, those that had ended. */
    private Set<Long> ended = Set.of();

    private boolean looked;
    private volatile Seen seen = new Seen(Map.of(), List.of(), List.of(), List.of());

    /** What was seen at the last look. */
    private record Seen(
            Map<String, ViewFigures> views,
            List<DriftCheck> drift,
            List<SkewCheck> skew,
            List<ExpectationCheck> expectations) {}

    /**
     * What is known of one online view.
     *
     * @param cursor up to when it was materialised
     * @param turn when it is to be materialised next
     * @param latestEnded its latest run that ended
     * @param latestSucceeded its latest run that succeeded
     */
    private record ViewFigures(
            Optional<Instant> cursor,
            Optional<Turn> turn,
            Optional<MaterializationRun> latestEnded,
            Optional<MaterializationRun> latestSucceeded) {}

    /**
     * A turn of a schedule.
     *
     * @param due when
     * @param length from then to the next one
     * @param schedule as it is written
     * @param after the instant after which it is the first
     */
    private record Turn(Instant due, Duration length, String schedule, Instant after) {
        static Optional<Turn> first(String schedule, Instant after) {
            return Schedules.next(schedule, after)
                    .flatMap(due -> Schedules.next(schedule, due)
                            .map(next -> new Turn(due, Duration.between(due, next), schedule, after)));
        }
    }

    RegistryFigures(Registry registry, String project, InstantSource clock, Telemetry telemetry) {
        this.registry = registry;
        this.project = project;
        this.clock = clock;
        this.telemetry = telemetry;
    }

    /**
     * Reads what is new.
     *
     * @param state the state in force
     * @param cursors up to when each view was materialised that ever was, in microseconds since 1970
     */
    void look(RegistryState state, Map<String, Long> cursors) {
        lookAtRuns(state);
        Map<String, ViewFigures> views = new TreeMap<>();
        for (String view : state.storage().keySet()) {
            Optional<Instant> cursor = Optional.ofNullable(cursors.get(view)).map(Micros::instant);
            views.put(
                    view,
                    new ViewFigures(
                            cursor,
                            turn(state, view, cursor.orElse(state.appliedAt())),
                            Optional.ofNullable(latestEnded.get(view)),
                            Optional.ofNullable(latestSucceeded.get(view))));
        }
        seen = new Seen(
                views,
                state.definitions().services().keySet().stream()
                        .flatMap(service -> registry.drift().checks(project, service, 1).stream())
                        .toList(),
                registry.skew().latest(project).stream()
                        .filter(check -> state.definitions().services().containsKey(check.service()))
                        .toList(),
                ExpectationFigures.stillExpected(registry.expectations().latest(project), state.definitions()));
    }

    private Optional<Turn> turn(RegistryState state, String view, Instant after) {
        Optional<String> schedule = state.definitions().view(view).schedule();
        Optional<Turn> known = Optional.ofNullable(seen.views().get(view)).flatMap(ViewFigures::turn);
        return known.isPresent()
                        && known.get().after().equals(after)
                        && schedule.equals(Optional.of(known.get().schedule()))
                ? known
                : schedule.flatMap(cron -> Turn.first(cron, after));
    }

    /** Counts the runs that have ended since the last look. */
    private void lookAtRuns(RegistryState state) {
        Set<String> views = state.storage().keySet();
        views.forEach(telemetry::expectRuns);
        boolean first = !looked;
        List<MaterializationRun> runs = registry.runs(project, first ? RUNS_LOOKED_AT_FIRST : RUNS_LOOKED_AT).stream()
                .filter(run -> run.outcome() != Outcome.RUNNING && views.contains(run.view()))
                .toList();
        for (MaterializationRun run : runs) {
            latestEnded.merge(run.view(), run, RegistryFigures::later);
            if (run.outcome() == Outcome.SUCCEEDED) {
                latestSucceeded.merge(run.view(), run, RegistryFigures::later);
            }
            if (!first && !ended.contains(run.id())) {
                telemetry.ran(run);
            }
        }
        looked = true;
        ended = runs.stream().map(MaterializationRun::id).collect(Collectors.toCollection(HashSet::new));
    }

    private static MaterializationRun later(MaterializationRun one, MaterializationRun other) {
        return one.id() > other.id() ? one : other;
    }

    @Override
    public MetricSnapshots collect() {
        Seen now = seen;
        Instant time = clock.instant();
        List<MetricSnapshot> all = new ArrayList<>();
        all.addAll(ofViews(now.views(), time));
        all.addAll(ofDrift(now.drift(), time));
        all.addAll(ofSkew(now.skew(), time));
        all.addAll(ExpectationFigures.of(now.expectations(), time));
        return new MetricSnapshots(all);
    }

    private static List<MetricSnapshot> ofViews(Map<String, ViewFigures> views, Instant now) {
        GaugeFamily cursorAge = new GaugeFamily(
                "tandem_materialize_cursor_age_seconds", "Time since the instant up to which a view was materialised");
        GaugeFamily overdue = new GaugeFamily(
                "tandem_materialize_overdue_seconds",
                "Time since a view was to be materialised by its schedule and was not; 0 when it is not due");
        GaugeFamily turn = new GaugeFamily(
                "tandem_materialize_schedule_seconds",
                "Time from the turn that a view's schedule is at to the next one");
        GaugeFamily failed = new GaugeFamily(
                "tandem_materialize_last_run_failed", "Whether the latest run of a view that ended has failed: 1 or 0");
        GaugeFamily lag = new GaugeFamily(
                "tandem_materialize_lag_seconds",
                "Time since the newest row that was materialised had arrived in its source");
        views.forEach((view, figures) -> {
            figures.cursor().ifPresent(cursor -> cursorAge.add(GaugeFamily.seconds(cursor, now), "view", view));
            figures.turn().ifPresent(next -> {
                overdue.add(Math.max(0, GaugeFamily.seconds(next.due(), now)), "view", view);
                turn.add(GaugeFamily.seconds(next.length()), "view", view);
            });
            figures.latestEnded().ifPresent(run -> failed.add(run.outcome() == Outcome.FAILED ? 1 : 0, "view", view));
            figures.latestSucceeded()
                    .flatMap(MaterializationRun::newestArrival)
                    .ifPresent(arrival -> lag.add(Math.max(0, GaugeFamily.seconds(arrival, now)), "view", view));
        });
        return GaugeFamily.snapshots(cursorAge, overdue, turn, failed, lag);
    }

    private static List<MetricSnapshot> ofDrift(List<DriftCheck> checks, Instant now) {
        GaugeFamily score = new GaugeFamily(
                "tandem_drift_score", "How far a feature has moved, by the latest check of its service, by measure");
        GaugeFamily verdict = new GaugeFamily(
                "tandem_drift_verdict", "What the latest check of a service says of a feature: 0 ok, 1 warn, 2 alert");
        GaugeFamily age =
                new GaugeFamily("tandem_drift_check_age_seconds", "Time since the drift of a service was checked last");
        int features = 0;
        for (DriftCheck check : checks) {
            age.add(GaugeFamily.seconds(check.checkedAt(), now), "service", check.service());
            for (FeatureDrift drift : check.features()) {
                if (features++ < MOST_FEATURES) {
                    verdict.add(degree(drift.verdict()), "service", check.service(), "feature", drift.feature());
                    drift.figures()
                            .forEach((measure, figure) -> score.add(
                                    figure,
                                    "service",
                                    check.service(),
                                    "feature",
                                    drift.feature(),
                                    "measure",
                                    measure.key()));
                }
            }
        }
        return GaugeFamily.snapshots(score, verdict, age);
    }

    private static int degree(Verdict verdict) {
        return switch (verdict) {
            case OK -> 0;
            case WARN -> 1;
            case ALERT -> 2;
        };
    }

    private static List<MetricSnapshot> ofSkew(List<SkewCheck> checks, Instant now) {
        GaugeFamily compared = new GaugeFamily(
                "tandem_skew_compared_values",
                "Served values that the latest check compared with training, by feature");
        GaugeFamily different = new GaugeFamily(
                "tandem_skew_different_values",
                "Those of them that training does not see, by cause; causes of none are left out");
        GaugeFamily age =
                new GaugeFamily("tandem_skew_check_age_seconds", "Time since the skew of a service was checked last");
        int features = 0;
        for (SkewCheck check : checks) {
            age.add(GaugeFamily.seconds(check.checkedAt(), now), "service", check.service());
            for (FeatureSkew skew : check.features()) {
                if (features++ < MOST_FEATURES) {
                    compared.add(
                            (double) skew.counts().compared(), "service", check.service(), "feature", skew.feature());
                    skew.causes()
                            .forEach((cause, count) -> different.add(
                                    (double) count,
                                    "service",
                                    check.service(),
                                    "feature",
                                    skew.feature(),
                                    "cause",
                                    cause.key()));
                }
            }
        }
        return GaugeFamily.snapshots(compared, different, age);
    }
}
