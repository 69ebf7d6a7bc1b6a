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
import java.util.stream.Collectors;
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
 * <p><b>Sifting.</b> Most rows of a history win nowhere: ten rows may lie between two labels, and nine of them are hidden by the tenth. So the
 * slots of all labels, which are only keys and times, are made first ({@link LabelIndex}) and sent to the tasks that read the views. Such
 * a task keeps the newest row of each slot that it meets ({@link SiftedRows}), and only these are exchanged. What several tasks leave in
 * one slot merges in any order, in the steps above, which are the same with sifting and without; so a task may put out what it holds at any
 * moment, and begin anew when it holds too much. It also takes the heat from a hot key, whose rows are sifted wherever they are read. The
 * labels are read once more for it. Should one then ask what no slot knows, because labels came out differently, the join fails
 * ({@link ChangedLabelsException}).
 *
 * <p><b>Sifting columns.</b> Where a view's rows are columns of files just as they are, as most are, and Spark reads these in batches
 * ({@link BatchedScan}), nothing has to become a row to be let go of. A task then reads its files twice: keys and times alone, which tell
 * the winners of each slot ({@link BatchSieve}), and then all columns, of which only the winners become rows ({@link SiftedBatches}).
 *
 * <p><b>Exchanges.</b> All views that are asked about by the same label columns share one exchange of the labels and one set of slots;
 * each view's rows are exchanged once, as many as sifting leaves. Views asked about by different columns (origin, carrier) follow one
 * another, each step widening the label rows. A step is an operator of Spark's own planner ({@link PointInTimeJoinExec}), so Spark places
 * the exchanges, leaves out columns that nobody needs, and shows the plan.
 *
 * <p><b>Cost.</b> For n labels and m rows: two sorts of n numbers, m searches among the slots of one key, one copy of a row each time a
 * slot gets a newer one, and an exchange of n labels and of the rows that are left, about n and at most m. Rows are compared by their times;
 * content is packed and compared only when both times are equal. All features of a view travel, those not asked for too, since such a tie is
 * decided by all of them.
 *
 * <p><b>Memory.</b> A part holds up to 40 bytes a label and its distinct keys. Of winning rows it holds {@link Division#heldBytes} at most,
 * a fifth of the memory by default, shared by the tasks that run at once: beyond that, rows wait where Spark can move them to disk, and the
 * slots are answered one range after another, each by one look at what waits ({@link ViewWinners}); a key may lie in several ranges. The
 * label rows wait in the same way. A task that sifts holds {@link Division#siftedBytes}, and beside it the slots of all labels, 8 bytes a
 * label and the distinct keys, once a process; for more than ten million labels nothing is sifted. Sifting columns takes 24 bytes a label;
 * when that is more than {@link Division#siftedBytes}, rows are sifted.
 *
 * <p><b>Invariants.</b> The outcome depends on no file order, no number of partitions and no number of cores: the winner is the maximum of
 * a total order. Each label row is put out exactly once, since it is held once and never paired with more than one row.
 */
public final class PointInTimeJoin {
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
     * @param division how to divide the work; see {@link Division#of}
     */
    public static Joined join(Dataset<Row> labels, Column time, List<Lookup> lookups, Division division) {
        return join(labels, labels, time, lookups, division);
    }

    /**
     * The same for labels that were widened at some cost.
     *
     * @param askers the labels before that, which have the time and the keys already; they are read once more
     */
    public static Joined join(
            Dataset<Row> labels, Dataset<Row> askers, Column time, List<Lookup> lookups, Division division) {
        SparkSession session = (SparkSession) labels.sparkSession();
        PointInTimeJoinStrategy.teach(session);
        AskingLabels asking = AskingLabels.of(labels, time, lookups);
        Map<List<Attribute>, Map<String, ViewInput>> inputs = inputs(asking, lookups, session);

        LogicalPlan plan = asking.plan();
        for (Map.Entry<List<Attribute>, Map<String, ViewInput>> group : inputs.entrySet()) {
            LabelIndex index = new LabelIndex(questions(askers, time, lookups, group.getKey(), asking));
            plan = step(plan, asking.time(), group.getKey(), group.getValue().values(), division, index);
        }
        List<NamedExpression> output = new ArrayList<>(asking.own());
        for (Lookup lookup : lookups) {
            ViewInput input = inputOf(lookup, asking, inputs);
            lookup.fields().forEach(field -> output.add(input.output(field)));
        }
        return new Joined(Plans.rows(session, new Project(Scala.seq(output), plan)), counts(inputs));
    }

    /** The keys by which a group of lookups asks, and the time. */
    private static Dataset<Row> questions(
            Dataset<Row> askers, Column time, List<Lookup> lookups, List<Attribute> keys, AskingLabels asking) {
        List<Column> columns =
                lookups.stream()
                        .filter(lookup -> asking.keys(lookup).equals(keys))
                        .findFirst()
                        .orElseThrow()
                        .keys()
                        .stream()
                        .map(LabelKey::values)
                        .collect(Collectors.toList());
        columns.add(time);
        return askers.select(columns.toArray(Column[]::new));
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
            LogicalPlan labels,
            Attribute time,
            List<Attribute> keys,
            Iterable<ViewInput> inputs,
            Division division,
            LabelIndex index) {
        List<LogicalPlan> children = new ArrayList<>(List.of(labels));
        List<scala.collection.immutable.Seq<Attribute>> columns = new ArrayList<>();
        List<JoinedView> views = new ArrayList<>();
        for (ViewInput input : inputs) {
            children.add(input.plan());
            columns.add(input.plan().output());
            views.add(input.joined());
        }
        JoinSpec spec = new JoinSpec(time, Scala.seq(keys), Scala.seq(columns), Scala.seq(views), division, index);
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
