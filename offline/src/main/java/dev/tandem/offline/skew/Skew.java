package dev.tandem.offline.skew;

import dev.tandem.TandemException;
import dev.tandem.definition.FeatureService;
import dev.tandem.definition.ServiceParts;
import dev.tandem.offline.History;
import dev.tandem.offline.Progress;
import dev.tandem.offline.SparkSessions;
import dev.tandem.offline.engine.Phase;
import dev.tandem.offline.engine.Plans;
import dev.tandem.offline.log.LogFolder;
import dev.tandem.offline.source.SourceReader;
import dev.tandem.offline.window.EventsBehind;
import dev.tandem.registry.RegistryState;
import dev.tandem.registry.SkewCheck;
import java.io.Serializable;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.function.LongFunction;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.apache.spark.api.java.function.FilterFunction;
import org.apache.spark.api.java.function.FlatMapFunction;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.storage.StorageLevel;

/**
 * Compares what was served with what training sees at the same instants.
 *
 * <p><b>How.</b> The logged rows become labels: the columns that were asked by, the time of the request as their time, and what was answered carried
 * along. One training set of them, with the definitions in force and the sources as they are, says what training sees ({@link Worlds}). Values
 * are compared bit for bit. Rows that differ somewhere, and only they, are asked about twice more, in two worlds that know less (four, where events of
 * windows say when they came), and a {@link Judge} finds the causes.
 *
 * <p><b>Cost.</b> That of a training set with as many labels as there are logged rows; where something differs, of two or four more with as many labels
 * as there are such rows. Everything is counted in Spark's tasks, so a log may have any number of rows.
 *
 * <p>Not thread-safe.
 */
public final class Skew {
    private final History history;
    private final SparkSession session;
    private final LogFolder log;
    private final LongFunction<Optional<RegistryState>> states;

    private Skew(History history, String log, LongFunction<Optional<RegistryState>> states) {
        this.history = history;
        this.session = SparkSessions.pinned(history.spark());
        this.log = new LogFolder(log, session.sparkContext().hadoopConfiguration());
        this.states = states;
    }

    /**
     * The comparison of a feature log with a history.
     *
     * @param history the definitions in force and their sources
     * @param log the folder of the log, a path or URL
     * @param states the registry states of the project, by number; empty for one that is not known
     */
    public static Skew of(History history, String log, LongFunction<Optional<RegistryState>> states) {
        return new Skew(history, log, states);
    }

    /**
     * Which answers to compare, and how closely.
     *
     * @param service of the project
     * @param from the first instant of requests
     * @param to the instant before which they were answered
     * @param tolerance by which share of the greater of two numbers they may differ and still count as the same; 0: not by a bit
     */
    public record Window(FeatureService service, Instant from, Instant to, double tolerance) {
        /** @throws SkewException when it ends before it begins, or the tolerance is none */
        public Window {
            if (!from.isBefore(to)) {
                throw new SkewException(
                        "The window ends at %s, and begins at %s. Let it begin earlier.".formatted(to, from));
            }
            if (!(tolerance >= 0 && tolerance < 1)) {
                throw new SkewException(
                        "The tolerance is %s. Give the share by which numbers may differ, from 0 (not at all) to below 1."
                                .formatted(tolerance));
            }
        }
    }

    /**
     * Compares the answers of a window.
     *
     * @param checkedAt when that is, for the record
     * @throws TandemException when there are none, or none that has a feature of the service by its columns of now, or a source cannot be read
     */
    public SkewReport compare(Window window, Instant checkedAt, Progress progress) {
        String service = window.service().name();
        Reading reading = reading(window.service());
        Dataset<Row> logged = reading.logged(log.files(service, day(window.from()), day(window.to())))
                .map(rows -> rows.where(Plans.column(Logged.TIME).geq(window.from()))
                        .where(Plans.column(Logged.TIME).lt(window.to())))
                .orElseThrow(() -> nothingIn(window));
        try (Kept kept = new Kept()) {
            kept.keep(logged);
            Judge judge = reading.judge(logged, window.tolerance(), progress).orElseThrow(() -> nothingIn(window));
            Dataset<Row> trained = watched(
                    "reading the log",
                    progress,
                    () -> kept.keep(reading.worlds().withTrained(reading.dated(logged, judge))));
            Tally tally = watched("comparing", progress, () -> tally(trained, judge, Tally::compare));
            if (tally.compared() == 0) {
                throw nothingComparable(window, tally.rows());
            }
            if (tally.different() > 0) {
                FilterFunction<Row> differs = judge::differs;
                tally.merge(watched("finding causes", progress, () -> {
                    Dataset<Row> differing = kept.keep(trained.filter(differs));
                    Dataset<Row> causes = withCauses(reading.worlds(), differing, kept);
                    return tally(reading.worlds().withDated(causes), judge, Tally::explain);
                }));
            }
            return new SkewReport(
                    new SkewCheck(service, window.from(), window.to(), checkedAt, tally.rows(), tally.features()),
                    tally.examples());
        }
    }

    private SkewException nothingIn(Window window) {
        return new SkewException(
                "The feature log %s has no answer of service '%s' from %s until %s. Answers can be read a minute after they were given; name another interval with --from and --to, or another folder with --log."
                        .formatted(log.folder(), window.service().name(), window.from(), window.to()));
    }

    /** That nothing differs of nothing says nothing: who gates by it must not be let through. */
    private SkewException nothingComparable(Window window, long rows) {
        return new SkewException(
                "None of the values of %,d answers can be compared: since they were logged, service '%s' got other features, or is asked by other columns. Compare a window that begins after that change."
                        .formatted(rows, window.service().name()));
    }

    /**
     * Explains the answer to one request: each of its entities that was logged, in the order of the request. Of the sources, only rows of these
     * entities are kept and compared, in all worlds the same.
     *
     * @param requestId as the caller got it
     * @param events how many events of each window to show, the newest
     * @throws TandemException when the log does not have it
     */
    public List<Explanation> explain(String requestId, int events, Progress progress) {
        LocalDate day = dayOf(requestId);
        for (String service : log.services()) {
            Optional<FeatureService> defined =
                    Optional.ofNullable(history.definitions().services().get(service));
            if (defined.isEmpty()) {
                continue;
            }
            Reading reading = reading(defined.get());
            Optional<Dataset<Row>> logged = reading.logged(log.files(service, day, day))
                    .map(rows -> rows.where(Plans.column(Logged.ID).equalTo(requestId)));
            if (logged.isPresent()) {
                List<Explanation> explained = explain(reading, logged.get(), events, progress);
                if (!explained.isEmpty()) {
                    return explained;
                }
            }
        }
        throw new SkewException(
                "The feature log %s does not have request %s. Of each service, a sample of entities is logged (server.log_rate), and can be read a minute after the answer; --log names another folder."
                        .formatted(log.folder(), requestId));
    }

    /** An id begins with the time of its request, so one day is looked through. */
    private static LocalDate dayOf(String requestId) {
        try {
            UUID id = UUID.fromString(requestId);
            if (id.version() == 7) {
                return day(Instant.ofEpochMilli(id.getMostSignificantBits() >>> 16));
            }
        } catch (IllegalArgumentException e) {
            throw new SkewException(noId(requestId), e);
        }
        throw new SkewException(noId(requestId));
    }

    private static String noId(String requestId) {
        return "'%s' is no id of a request. Give the X-Request-Id of an answer, such as 0143fa1c-2a00-7b3e-8c55-1f0e6a0d9b77."
                .formatted(requestId);
    }

    private List<Explanation> explain(Reading reading, Dataset<Row> ofRequest, int events, Progress progress) {
        try (Kept kept = new Kept()) {
            Dataset<Row> logged = kept.keep(ofRequest);
            Optional<Judge> found = reading.judge(logged, 0, progress);
            if (found.isEmpty()) {
                return List.of();
            }
            Judge judge = found.get();
            Worlds worlds = watched(
                    "reading the log",
                    progress,
                    () -> reading.worlds()
                            .about(logged.collectAsList().stream()
                                    .map(judge::request)
                                    .toList()));
            worlds.rows().forEach(kept::keep);
            List<Row> rows = watched("looking back", progress, () -> {
                Dataset<Row> trained = kept.keep(worlds.withTrained(reading.dated(logged, judge)));
                boolean differs = trained.collectAsList().stream().anyMatch(judge::differs);
                return worlds.withDated(differs ? withCauses(worlds, trained, kept) : trained)
                        .collectAsList();
            });
            List<Map<String, EventsBehind>> windows = watched(
                    "looking into windows",
                    progress,
                    () -> new WindowsBehind(worlds, events)
                            .of(rows.stream().map(judge::request).toList()));
            return IntStream.range(0, rows.size())
                    .mapToObj(i -> explanation(reading, judge, rows.get(i), windows.get(i)))
                    .sorted(Comparator.comparing(
                            explanation -> explanation.request().row()))
                    .toList();
        }
    }

    private static Dataset<Row> withCauses(Worlds worlds, Dataset<Row> trained, Kept kept) {
        return worlds.withArrived(kept.keep(worlds.withMaterialized(trained)), kept::keep);
    }

    private static Explanation explanation(Reading reading, Judge judge, Row row, Map<String, EventsBehind> windows) {
        return new Explanation(
                reading.worlds().service().name(),
                judge.request(row),
                IntStream.range(0, judge.outputs())
                        .filter(output -> judge.verdict(row, output) != Judge.Verdict.NOT_COMPARED)
                        .mapToObj(output -> judge.compared(row, output))
                        .toList(),
                windows);
    }

    private Reading reading(FeatureService service) {
        return new Reading(new Worlds(
                history, () -> SourceReader.of(history), service, ServiceParts.of(history.definitions(), service)));
    }

    private static LocalDate day(Instant instant) {
        return LocalDate.ofInstant(instant, ZoneOffset.UTC);
    }

    /** What is read of one service. */
    private final class Reading {
        private final Worlds worlds;

        Reading(Worlds worlds) {
            this.worlds = worlds;
        }

        Worlds worlds() {
            return worlds;
        }

        /** All rows of some files; none when there are none. */
        Optional<Dataset<Row>> logged(Collection<List<String>> files) {
            Logged form = new Logged(worlds.parts());
            return files.stream()
                    .map(group ->
                            form.of(session.read().option("mergeSchema", "true").parquet(group.toArray(String[]::new))))
                    .reduce(Dataset::union);
        }

        Dataset<Row> dated(Dataset<Row> logged, Judge judge) {
            return new Logged(worlds.parts()).dated(logged, judge.facts());
        }

        /** Looks up the states in which rows were logged; empty when there are no rows. */
        Optional<Judge> judge(Dataset<Row> logged, double tolerance, Progress progress) {
            List<Row> found = watched(
                    "reading the log",
                    progress,
                    () -> logged.select(Plans.column(Logged.STATE)).distinct().collectAsList());
            Map<Long, Facts.OfState> facts = new HashMap<>();
            found.forEach(row -> states.apply(row.getLong(0))
                    .ifPresent(state ->
                            facts.put(state.number(), Facts.of(state, history.definitions(), worlds.parts()))));
            return found.isEmpty() ? Optional.empty() : Optional.of(Judge.of(worlds, new Facts(facts), tolerance));
        }
    }

    /** What to do with a row; tasks carry it. */
    private interface Counting extends Serializable {
        void count(Tally tally, Row row);
    }

    private static Tally tally(Dataset<Row> rows, Judge judge, Counting counting) {
        FlatMapFunction<Iterator<Row>, Tally> ofPart = part -> {
            Tally tally = new Tally(judge);
            part.forEachRemaining(row -> counting.count(tally, row));
            return List.of(tally).iterator();
        };
        Tally all = new Tally(judge);
        rows.javaRDD().mapPartitions(ofPart).collect().forEach(all::merge);
        return all;
    }

    private <T> T watched(String phase, Progress progress, Supplier<T> work) {
        try (Phase watching = Phase.begin(session, phase, progress)) {
            return work.get();
        } catch (Exception e) { // Spark throws checked exceptions that its Java signatures do not declare
            for (Throwable cause = e; cause != null; cause = cause.getCause()) {
                if (cause instanceof TandemException told) {
                    throw told;
                }
            }
            throw new SkewException("The values cannot be compared: %s.".formatted(e.getMessage()), e);
        }
    }

    /** Rows that are used more than once, and are let go of in the end. */
    private static final class Kept implements AutoCloseable {
        private final Stream.Builder<Dataset<Row>> all = Stream.builder();

        Dataset<Row> keep(Dataset<Row> rows) {
            all.add(rows.persist(StorageLevel.MEMORY_AND_DISK()));
            return rows;
        }

        @Override
        public void close() {
            all.build().forEach(Dataset::unpersist);
        }
    }
}
