package dev.tandem.offline.skew;

import dev.tandem.definition.Definitions;
import dev.tandem.definition.FeatureView;
import dev.tandem.definition.ServiceParts;
import dev.tandem.definition.ServiceParts.Argument;
import dev.tandem.definition.ServiceParts.CallerColumn;
import dev.tandem.definition.ServiceParts.Output;
import dev.tandem.definition.ServiceParts.Place;
import dev.tandem.offline.engine.RowValues;
import dev.tandem.offline.skew.ComparedValue.Presence;
import dev.tandem.offline.skew.ComparedValue.Served;
import dev.tandem.offline.skew.ComparedValue.SourceRow;
import dev.tandem.offline.skew.ComparedValue.Trained;
import dev.tandem.offline.skew.Worlds.World;
import dev.tandem.registry.SkewCause;
import dev.tandem.row.Micros;
import dev.tandem.row.RowWriter;
import dev.tandem.row.Visibility;
import java.io.Serializable;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.stream.IntStream;
import org.apache.spark.sql.Row;
import org.jspecify.annotations.Nullable;

/**
 * Finds why a value was served that training does not see. What it goes by stands in one row: what was logged, and what each of the {@link Worlds} has
 * in its place. Its rules are those of {@link SkewCause}, each a test that the evidence passes or not, asked in that order:
 *
 * <ol>
 *   <li><b>Changed definition.</b> What decides the value (keys, source, derivation, type, ttl, inputs) reads otherwise in the logged state.
 *   <li><b>Older schema.</b> The schema of the served row does not hold the feature.
 *   <li><b>Expired.</b> Nothing was served because the stored row had outlived its ttl, and training has a younger one.
 *   <li><b>Stale.</b> Training, told no more than what had been known when the view was last materialised, gives what was served: the counterfactual.
 *       Or else the served row is in the source as it was served, and the newer one that training takes became available after that: the
 *       served one had been pushed.
 *   <li><b>Rewritten.</b> At the event time of the served row the source has another value of the feature, or no row.
 *   <li><b>Late.</b> A row that was available when the view was materialised, by its own times, is newer than what was served.
 * </ol>
 *
 * <p>Lateness is asked after rewriting, though it stands before it among causes: a row that took the place of another one is newer too.
 *
 * <p>Of a window nothing is kept but what came out. Where its events say when they were created, there are two more worlds: what had arrived at the
 * cursor, and what had at the request. If either gives what was served, the difference is of events that arrived later than that, though they
 * were known by their other times: <b>late</b>. If neither does, what the source says was there is not what was counted: <b>rewritten</b>, unless
 * something was pushed after the cursor, and it is not known which of the events that arrived meanwhile were. Where events do not say when they
 * were created, nobody can tell: late or rewritten.
 *
 * <p>A feature on demand is what its inputs
 * make it: unless the first and fourth rule decide, it has the first cause of an input that differs. Inputs that are no outputs of the service were
 * not logged.
 *
 * <p>Immutable; tasks carry it.
 */
final class Judge implements Serializable {
    private static final long serialVersionUID = 1L;
    private static final String OUTSIDE_MAX_AGE = "OUTSIDE_MAX_AGE";

    private final Facts facts;
    private final List<String> asked;
    private final List<Question> questions;
    private final List<Visibility> visibilities;
    private final Set<Integer> windowsWithArrivals;
    private final double tolerance;

    /** What an output is made of. */
    private record Question(String name, Kind kind, int lookup, List<Input> inputs) implements Serializable {}

    /** A feature of a lookup. */
    private record Input(int lookup, int feature) implements Serializable {}

    private enum Kind {
        ROW,
        WINDOW,
        COMPUTED
    }

    /** How a served value compares. */
    enum Verdict {
        NOT_COMPARED,
        EQUAL,
        TOLERATED,
        DIFFERENT
    }

    private Judge(
            Facts facts,
            List<String> asked,
            List<Question> questions,
            List<Visibility> visibilities,
            Set<Integer> windowsWithArrivals,
            double tolerance) {
        this.facts = facts;
        this.asked = List.copyOf(asked);
        this.questions = List.copyOf(questions);
        this.visibilities = List.copyOf(visibilities);
        this.windowsWithArrivals = Set.copyOf(windowsWithArrivals);
        this.tolerance = tolerance;
    }

    /** @param tolerance by which share of the greater of two numbers they may differ */
    static Judge of(Worlds worlds, Facts facts, double tolerance) {
        Definitions definitions = worlds.history().definitions();
        ServiceParts parts = worlds.parts();
        List<Visibility> visibilities = parts.lookups().stream()
                .map(lookup -> definitions.view(lookup.view()))
                .map(view -> Visibility.of(view, definitions.source(view.source())))
                .toList();
        return new Judge(
                facts,
                new Logged(parts).asked().stream().map(CallerColumn::name).toList(),
                parts.outputs().stream()
                        .map(output -> question(definitions, parts, output))
                        .toList(),
                visibilities,
                worlds.windowsWithArrivals(),
                tolerance);
    }

    private static Question question(Definitions definitions, ServiceParts parts, Output output) {
        if (output.place() instanceof Place.LookedUp at) {
            FeatureView view = definitions.view(output.view());
            return new Question(
                    output.name(),
                    view.isWindowed() ? Kind.WINDOW : Kind.ROW,
                    at.lookup(),
                    List.of(new Input(at.lookup(), at.feature())));
        }
        List<Input> inputs = new ArrayList<>();
        Place.Computed at = (Place.Computed) output.place();
        for (Argument argument : parts.computations().get(at.computation()).arguments()) {
            if (argument instanceof Argument.LookedUp looked) {
                inputs.add(new Input(looked.lookup(), looked.feature()));
            }
        }
        return new Question(output.name(), Kind.COMPUTED, -1, inputs);
    }

    Facts facts() {
        return facts;
    }

    int outputs() {
        return questions.size();
    }

    String name(int output) {
        return questions.get(output).name();
    }

    /** What was asked. */
    Request request(Row row) {
        Map<String, @Nullable Object> values = new LinkedHashMap<>();
        asked.forEach(column -> values.put(column, RowValues.plain(row.getAs(column))));
        return new Request(
                row.getAs(Logged.ID),
                row.<Integer>getAs(Logged.ROW),
                Objects.requireNonNull(instant(row, Logged.TIME)),
                row.<Long>getAs(Logged.STATE),
                values);
    }

    /** How an output compares with what training sees. */
    Verdict verdict(Row row, int output) {
        @Nullable Row answer = row.getAs(Logged.answer(output));
        if (answer == null) {
            return Verdict.NOT_COMPARED;
        }
        Object served = answer.get(0);
        Object trained = row.getAs(World.TRAINED.value(output));
        if (RowValues.same(served, trained)) {
            return Verdict.EQUAL;
        }
        return isTolerated(served, trained) ? Verdict.TOLERATED : Verdict.DIFFERENT;
    }

    /** Whether any output differs. */
    boolean differs(Row row) {
        return IntStream.range(0, outputs()).anyMatch(output -> verdict(row, output) == Verdict.DIFFERENT);
    }

    private boolean isTolerated(@Nullable Object served, @Nullable Object trained) {
        if (tolerance == 0 || !(served instanceof Number one) || !(trained instanceof Number other)) {
            return false;
        }
        double greater = Math.max(Math.abs(one.doubleValue()), Math.abs(other.doubleValue()));
        double distance = distance(one, other);
        return Double.isFinite(distance) && distance <= tolerance * greater;
    }

    private static double distance(Number one, Number other) {
        if (one instanceof BigDecimal decimal && other instanceof BigDecimal another) {
            return decimal.subtract(another).abs().doubleValue();
        }
        return Math.abs(one.doubleValue() - other.doubleValue());
    }

    /** How far apart served and trained numbers are; empty when either is no finite number. */
    Optional<Double> error(Row row, int output) {
        Row answer = row.getAs(Logged.answer(output));
        return answer.get(0) instanceof Number served
                        && row.getAs(World.TRAINED.value(output)) instanceof Number trained
                        && Double.isFinite(distance(served, trained))
                ? Optional.of(distance(served, trained))
                : Optional.empty();
    }

    /** The value and why it differs, if it does. */
    ComparedValue compared(Row row, int output) {
        Question question = questions.get(output);
        Row answer = row.getAs(Logged.answer(output));
        boolean ofRow = question.kind() == Kind.ROW;
        Served served = new Served(
                RowValues.plain(answer.get(0)),
                answer.getString(1),
                instantOf(answer.get(2)),
                instantOf(answer.get(3)),
                (Integer) answer.get(4));
        return new ComparedValue(
                question.name(),
                served,
                new Trained(
                        RowValues.plain(row.getAs(World.TRAINED.value(output))),
                        ofRow ? instant(row, World.TRAINED.eventTime(question.lookup())) : null),
                ofRow && isOfDatedRow(row, question.lookup(), served) ? source(row, output) : null,
                question.kind() == Kind.COMPUTED ? null : instant(row, Logged.until(question.lookup())),
                verdict(row, output) == Verdict.DIFFERENT ? cause(row, output) : null);
    }

    /** What was served under the name of a feature that is of another view now is not in the source of that view. */
    private static boolean isOfDatedRow(Row row, int lookup, Served served) {
        return served.eventTime() != null && served.eventTime().equals(instant(row, Logged.dated(lookup)));
    }

    private SourceRow source(Row row, int output) {
        int lookup = questions.get(output).lookup();
        boolean there = Objects.equals(instant(row, Logged.dated(lookup)), instant(row, World.DATED.eventTime(lookup)));
        return new SourceRow(
                there ? Presence.THERE : Presence.GONE,
                there ? RowValues.plain(row.getAs(World.DATED.value(output))) : null);
    }

    /** Why an output differs. */
    SkewCause cause(Row row, int output) {
        Question question = questions.get(output);
        Row answer = row.getAs(Logged.answer(output));
        Facts.@Nullable OfState then = facts.states().get(row.<Long>getAs(Logged.STATE));
        if (then != null && then.changed().contains(output)) {
            return SkewCause.CHANGED_DEFINITION;
        }
        if (then != null && isOfOlderSchema(answer, then.lacking().get(output))) {
            return SkewCause.OLDER_SCHEMA;
        }
        if (OUTSIDE_MAX_AGE.equals(answer.getString(1))) {
            return SkewCause.EXPIRED;
        }
        if (RowValues.same(answer.get(0), row.getAs(World.MATERIALIZED.value(output)))) {
            return SkewCause.STALE;
        }
        return switch (question.kind()) {
            case ROW -> causeOfRow(row, output, question.lookup());
            case WINDOW -> causeOfWindow(row, output, question.lookup());
            case COMPUTED -> inherited(row, question);
        };
    }

    private static boolean isOfOlderSchema(Row answer, Set<Integer> lacking) {
        return answer.get(4) instanceof Integer schema && lacking.contains(schema);
    }

    private SkewCause causeOfRow(Row row, int output, int lookup) {
        @Nullable Instant served = instant(row, Logged.dated(lookup));
        if (served != null && !isInSource(row, output, lookup)) {
            return SkewCause.REWRITTEN_SOURCE;
        }
        if (isNewer(instant(row, World.MATERIALIZED.eventTime(lookup)), served)) {
            return SkewCause.LATE_EVENT;
        }
        @Nullable Instant winner = instant(row, World.TRAINED.eventTime(lookup));
        return winner != null && isNewer(winner, served) && becameAvailableAfterCursor(row, lookup, winner)
                ? SkewCause.STALE
                : SkewCause.UNEXPLAINED;
    }

    private SkewCause causeOfWindow(Row row, int output, int lookup) {
        if (!windowsWithArrivals.contains(lookup)) {
            return SkewCause.LATE_OR_REWRITTEN;
        }
        Row answer = row.getAs(Logged.answer(output));
        Object byCursor = row.getAs(World.ARRIVED_BY_CURSOR.value(output));
        Object byRequest = row.getAs(World.ARRIVED_BY_REQUEST.value(output));
        if (RowValues.same(answer.get(0), byCursor) || RowValues.same(answer.get(0), byRequest)) {
            return SkewCause.LATE_EVENT;
        }
        boolean pushed = isNewer(instantOf(answer.get(2)), instant(row, Logged.until(lookup)));
        return pushed && !RowValues.same(byCursor, byRequest)
                ? SkewCause.LATE_OR_REWRITTEN
                : SkewCause.REWRITTEN_SOURCE;
    }

    private boolean isInSource(Row row, int output, int lookup) {
        Row answer = row.getAs(Logged.answer(output));
        return Objects.equals(instant(row, Logged.dated(lookup)), instant(row, World.DATED.eventTime(lookup)))
                && RowValues.same(answer.get(0), row.getAs(World.DATED.value(output)));
    }

    private static boolean isNewer(@Nullable Instant one, @Nullable Instant other) {
        return one != null && (other == null || one.isAfter(other));
    }

    private boolean becameAvailableAfterCursor(Row row, int lookup, Instant eventTime) {
        @Nullable Instant cursor = instant(row, Logged.until(lookup));
        @Nullable Instant created = instant(row, World.TRAINED.createdTime(lookup));
        long availableAt = visibilities
                .get(lookup)
                .availableAt(Micros.of(eventTime), created == null ? RowWriter.NO_CREATED_TIME : Micros.of(created));
        return cursor == null || availableAt > Micros.of(cursor);
    }

    /** The first cause of an input that differs. Where all inputs were logged and none differs, there is none. */
    private SkewCause inherited(Row row, Question question) {
        SkewCause first = null;
        boolean allLogged = true;
        for (Input input : question.inputs()) {
            boolean logged = false;
            for (int output = 0; output < questions.size(); output++) {
                Question other = questions.get(output);
                if (other.kind() != Kind.COMPUTED
                        && other.inputs().contains(input)
                        && verdict(row, output) != Verdict.NOT_COMPARED) {
                    logged = true;
                    if (verdict(row, output) == Verdict.DIFFERENT) {
                        SkewCause cause = cause(row, output);
                        first = first == null || cause.compareTo(first) < 0 ? cause : first;
                    }
                }
            }
            allLogged &= logged;
        }
        if (first != null) {
            return first;
        }
        return allLogged ? SkewCause.UNEXPLAINED : SkewCause.LATE_OR_REWRITTEN;
    }

    private static @Nullable Instant instant(Row row, String column) {
        return instantOf(row.getAs(column));
    }

    private static @Nullable Instant instantOf(@Nullable Object value) {
        return (Instant) RowValues.plain(value);
    }
}
