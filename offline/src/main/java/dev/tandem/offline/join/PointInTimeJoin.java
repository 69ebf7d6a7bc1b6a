package dev.tandem.offline.join;

import dev.tandem.definition.FeatureService.Field;
import dev.tandem.offline.engine.PartitionCounts;
import dev.tandem.offline.engine.Plans;
import dev.tandem.offline.engine.Scala;
import dev.tandem.offline.source.FeatureRows;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.catalyst.expressions.Attribute;
import org.apache.spark.sql.catalyst.expressions.NamedExpression;
import org.apache.spark.sql.catalyst.plans.logical.LogicalPlan;
import org.apache.spark.sql.catalyst.plans.logical.Project;
import org.apache.spark.sql.classic.SparkSession;

/**
 * Answers, for every label row, what was known about its entities at its time.
 *
 * <p><b>The question.</b> A label row names an entity e and an instant t. Among the rows of a view that describe e, those count that had
 * happened and were known at t: {@code event_time <= t} and {@code available_at <= t}. The newest of them wins, in the order of event
 * time, created time and content ({@link dev.tandem.row.PackedRow#compare}), unless it is older than the view's ttl. Every label row
 * gives one row of output, with its own columns as they were.
 *
 * <p><b>The usual answer, and its price.</b> A join on {@code key = key and event_time <= t} with a window over the outcome costs as many
 * rows as there are pairs of a label and an older row, which grows with history. Sorting both sides and walking through them together
 * avoids the pairs, but sorts the wide and long side, the history, for the sake of the short one.
 *
 * <p><b>This answer.</b> Only the labels are sorted, and of them only their keys and times. The work is divided by the hash of the key; in
 * each part:
 *
 * <ol>
 *   <li>The labels are read. Their times, sorted within each key, are <i>slots</i> ({@link LabelSlots}).
 *   <li>The rows of a view are streamed past in whatever order they come. A row is visible from {@code v = max(event_time, available_at)}
 *       on ({@link dev.tandem.row.Visibility}): a binary search finds the first slot of its key at or after v, and the row
 *       stays there if it is newer than what the slot holds ({@link NewestRows}). Rows of keys that no label asks about, and rows that
 *       become visible after the last label, are forgotten at once.
 *   <li>The slots of a key are walked once from early to late, each taking over what the one before it holds unless its own row is newer.
 *       Now a slot holds the newest of all rows with v at or before its time: the winner. Only here does the ttl count; a row that is
 *       too old cannot have hidden a younger one, since the winner has the greatest event time of all.
 *   <li>The labels are read a second time, in the order in which they came, and put out beside their slots' winners ({@link SlotJoin}).
 * </ol>
 *
 * <p><b>Exchanges.</b> All views that are asked about by the same label columns share one exchange of the labels and one set of slots;
 * each view's rows are exchanged once. Views asked about by different columns (origin, carrier) follow one another, each step widening
 * the label rows. A step is an operator of Spark's own planner ({@link PointInTimeJoinExec}), so Spark places the exchanges, leaves out
 * columns that nobody needs, uses an exchange twice where it can, and shows the plan.
 *
 * <p><b>Cost.</b> For n labels and m rows: a sort of n numbers, m searches among the slots of one key, and one copy of a row each time a
 * slot gets a newer one. Rows are compared by their times; content is packed and compared only when both times are equal. All features of
 * a view travel, those not asked for too, since such a tie is decided by all of them.
 *
 * <p><b>Memory.</b> A task holds up to 40 bytes a label, its distinct keys, and at most one row of each view a label. The label rows
 * themselves wait where Spark can move them to disk. {@link #partitions} divides them so that the labels of one part fit: 250,000 of them
 * and the rows that they see take about 100 MB when rows are a few hundred bytes long. A key that holds most of the labels or rows is not
 * divided yet; slots would allow it, because what two tasks leave in the same slots merges in any order ({@link NewestRows#offer}).
 *
 * <p><b>Invariants.</b> The outcome depends on no file order, no number of partitions and no number of cores: the winner is the maximum of
 * a total order. Each label row is put out exactly once, since it is held once and never paired with more than one row.
 */
public final class PointInTimeJoin {
    private static final int LABELS_IN_ONE_PART = 250_000;

    private PointInTimeJoin() {}

    /**
     * A column of the labels that names an entity, or part of its name.
     *
     * @param column its name
     * @param values its values in the type of the join key: the column itself, or what is made of it; always the same for one column
     */
    public record LabelKey(String column, Column values) {}

    /**
     * What is asked of one view.
     *
     * @param rows the view's rows
     * @param keys for each join key of the view, the label column that holds it
     * @param fields the features wanted, each under the name of its output column
     */
    public record Lookup(FeatureRows rows, List<LabelKey> keys, List<Field> fields) {
        /** Copies the lists. */
        public Lookup {
            keys = List.copyOf(keys);
            fields = List.copyOf(fields);
        }
    }

    /**
     * The answer, not computed yet.
     *
     * @param rows the columns of the labels, and then one for each field of each lookup, in order
     * @param withoutEventTime for each view, by name, how many of its rows have no event time and so are never visible; to be read when
     *     {@code rows} have been computed
     */
    public record Joined(Dataset<Row> rows, Map<String, PartitionCounts> withoutEventTime) {}

    /**
     * Plans the join; nothing is read before the outcome is. The session of the labels, which learns to plan the join, must have the pinned
     * settings.
     *
     * @param labels any columns, each name once
     * @param time the instant that a label row asks about, a TIMESTAMP; where it is null, the row sees nothing
     * @param lookups what is asked, in the order of the output; no output name is a label column
     * @param partitions into how many parts to divide the work, at least 1; see {@link #partitions}
     */
    public static Joined join(Dataset<Row> labels, Column time, List<Lookup> lookups, int partitions) {
        SparkSession session = (SparkSession) labels.sparkSession();
        PointInTimeJoinStrategy.teach(session);
        AskingLabels asking = AskingLabels.of(labels, time, lookups);
        Map<List<Attribute>, Map<String, ViewInput>> inputs = inputs(asking, lookups, session);

        LogicalPlan plan = asking.plan();
        for (Map.Entry<List<Attribute>, Map<String, ViewInput>> group : inputs.entrySet()) {
            plan = step(plan, asking.time(), group.getKey(), group.getValue().values(), partitions);
        }
        List<NamedExpression> output = new ArrayList<>(asking.own());
        for (Lookup lookup : lookups) {
            ViewInput input = inputOf(lookup, asking, inputs);
            lookup.fields().forEach(field -> output.add(input.output(field)));
        }
        return new Joined(Plans.rows(session, new Project(Scala.seq(output), plan)), counts(inputs));
    }

    /**
     * Into how many parts to divide the work, so that each fits in the memory of a task and every core has one.
     *
     * @param labels how many there are
     * @param cores how many tasks run at once
     */
    public static int partitions(long labels, int cores) {
        return Math.toIntExact(Math.max(cores, labels / LABELS_IN_ONE_PART + 1));
    }

    /** One input for each view within each group of lookups that ask by the same columns. */
    private static Map<List<Attribute>, Map<String, ViewInput>> inputs(
            AskingLabels asking, List<Lookup> lookups, SparkSession session) {
        Map<List<Attribute>, Map<String, List<Lookup>>> groups = new LinkedHashMap<>();
        for (Lookup lookup : lookups) {
            groups.computeIfAbsent(asking.keys(lookup), unseen -> new LinkedHashMap<>())
                    .computeIfAbsent(lookup.rows().view(), unseen -> new ArrayList<>())
                    .add(lookup);
        }
        Map<List<Attribute>, Map<String, ViewInput>> inputs = new LinkedHashMap<>();
        groups.forEach((keys, byView) -> {
            Map<String, ViewInput> ofGroup = new LinkedHashMap<>();
            byView.forEach((view, sameView) -> ofGroup.put(view, ViewInput.of(sameView, session)));
            inputs.put(keys, ofGroup);
        });
        return inputs;
    }

    private static ViewInput inputOf(
            Lookup lookup, AskingLabels asking, Map<List<Attribute>, Map<String, ViewInput>> inputs) {
        return Objects.requireNonNull(Objects.requireNonNull(inputs.get(asking.keys(lookup)))
                .get(lookup.rows().view()));
    }

    private static LogicalPlan step(
            LogicalPlan labels, Attribute time, List<Attribute> keys, Iterable<ViewInput> inputs, int partitions) {
        List<LogicalPlan> children = new ArrayList<>(List.of(labels));
        List<scala.collection.immutable.Seq<Attribute>> columns = new ArrayList<>();
        List<JoinedView> views = new ArrayList<>();
        for (ViewInput input : inputs) {
            children.add(input.plan());
            columns.add(input.plan().output());
            views.add(input.joined());
        }
        JoinSpec spec = new JoinSpec(time, Scala.seq(keys), Scala.seq(columns), Scala.seq(views), partitions);
        return new PointInTimeJoinNode(Scala.seq(children), spec);
    }

    /** A view that is asked about by several groups is counted in the first. */
    private static Map<String, PartitionCounts> counts(Map<List<Attribute>, Map<String, ViewInput>> inputs) {
        Map<String, PartitionCounts> counts = new LinkedHashMap<>();
        inputs.values()
                .forEach(ofGroup -> ofGroup.forEach(
                        (view, input) -> counts.putIfAbsent(view, input.joined().withoutEventTime())));
        return counts;
    }
}
