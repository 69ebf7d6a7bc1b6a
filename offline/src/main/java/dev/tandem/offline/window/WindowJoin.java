package dev.tandem.offline.window;

import dev.tandem.definition.FeatureService.Field;
import dev.tandem.definition.ValueType;
import dev.tandem.offline.engine.Plans;
import dev.tandem.offline.join.Division;
import dev.tandem.offline.join.PointInTimeJoin.LabelKey;
import dev.tandem.offline.window.EarlierKnowledge.Counting;
import dev.tandem.transform.expression.SparkTypes;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.catalyst.InternalRow;
import org.apache.spark.sql.classic.SparkSession;
import org.apache.spark.sql.types.StructField;
import org.apache.spark.sql.types.StructType;

/**
 * Aggregates, for every label row, the events that were known about its entities at its time.
 *
 * <p><b>The question.</b> A label row names an entity e and an instant t. A window of length w at t holds the events of e that happened later than
 * t - w, rounded down to the window's resolution, up to t, and that were known at t. Each label asks with its own t, so windows end
 * between events, not at them.
 *
 * <p><b>The answer.</b> Events and labels of all views that are asked about by the same label columns come, by the hash of the entity, into the same parts, in
 * {@link Blocks} of many rows. A part reads its labels first. Then it knows the entities that are asked about, and from when to when; events that no label can see are
 * left out where they arrive. The others are sorted with the labels, by entity and the instant at which an event is known or a label asks ({@link RecordSort}), so that whoever
 * walks through them meets, of each entity, everything in the order in which it came to be, and each event once. {@link
 * dev.tandem.transform.window.WindowAnswers} makes answers of it. No event that is not known yet can have any part in an answer.
 *
 * <p><b>Parity.</b> Tiles, their edges and the functions over them are those of the online store's states, whose outcome does not depend on
 * how events were divided among tiles or in which order these were merged. So an answer here is, to the bit, the answer there.
 *
 * <p><b>Memory.</b> A task holds the keys of its entities that labels ask about; of one entity, a bounded number of events, or else tiles, as many as the widest window has steps, whatever the
 * number of events; and blocks that are not full, 16 MiB of them at most. The sort is Spark's own and spills to disk. An entity with a large share of all events is one long walk,
 * and takes no more memory than another.
 *
 * <p><b>Cost.</b> One exchange of events and one of labels, packed into some dozen bytes each; one sort of the events that labels can see; then for each event one update of each
 * aggregate, and for each label a merge of the segments that the labels of its entity cut the events into.
 */
public final class WindowJoin {
    private WindowJoin() {}

    /**
     * What is asked of one windowed view.
     *
     * @param events the view's events
     * @param keys for each join key of the view, the label column that holds it
     * @param fields the features wanted, each under the name of its output column
     */
    public record Lookup(Events events, List<LabelKey> keys, List<Field> fields) {
        /** Copies the lists. */
        public Lookup {
            keys = List.copyOf(keys);
            fields = List.copyOf(fields);
        }

        /** For each field, which of the view's features it is. */
        int[] positions() {
            List<String> features = events.plan().features();
            return fields.stream()
                    .mapToInt(field -> features.indexOf(field.feature()))
                    .toArray();
        }
    }

    /**
     * Plans the join; events and labels are read when the outcome is.
     *
     * @param labels any columns, each name once
     * @param time the instant that a label row asks about, a TIMESTAMP that is not null
     * @param lookups what is asked; no output name is a column of the labels
     * @return the columns of the labels, and then one for each field of each lookup, in some order
     */
    public static Dataset<Row> join(Dataset<Row> labels, Column time, List<Lookup> lookups) {
        Map<List<String>, List<Lookup>> byKeys = new LinkedHashMap<>();
        for (Lookup lookup : lookups) {
            byKeys.computeIfAbsent(lookup.keys().stream().map(LabelKey::column).toList(), unseen -> new ArrayList<>())
                    .add(lookup);
        }
        Dataset<Row> widened = labels;
        for (List<Lookup> sameKeys : byKeys.values()) {
            widened = step(widened, time, sameKeys);
        }
        return widened;
    }

    /**
     * The same for labels that know less than there was to know: what windows held at their time of the events that had been known by an earlier
     * instant. This is for few labels.
     *
     * @param knownAt by when an event must have been known, a TIMESTAMP that is not after {@code time}; where it is null, none was
     */
    public static Dataset<Row> joinKnownAt(Dataset<Row> labels, Column time, Column knownAt, Lookup lookup) {
        return EarlierKnowledge.join(labels, time, knownAt, Counting.WHEN_KNOWN, lookup);
    }

    /**
     * The same of the events that had arrived by an earlier instant: those that had been known by then and, where they have a created time, created
     * too.
     *
     * @param arrivedBy a TIMESTAMP that is not after {@code time}; where it is null, no event had arrived
     */
    public static Dataset<Row> joinArrivedBy(Dataset<Row> labels, Column time, Column arrivedBy, Lookup lookup) {
        return EarlierKnowledge.join(labels, time, arrivedBy, Counting.WHEN_ARRIVED, lookup);
    }

    private static Dataset<Row> step(Dataset<Row> labels, Column time, List<Lookup> lookups) {
        SparkSession session = (SparkSession) labels.sparkSession();
        JavaRDD<StreamRow> asking = labelStream(labels, time, lookups.get(0));
        JavaRDD<StreamRow> events = eventStream(lookups);
        int parts =
                Division.inWholeRounds(asking.getNumPartitions() + events.getNumPartitions(), session.sparkContext());
        StructType own = labels.schema();
        StructType output = new StructType(own.fields());
        List<LabelPass.Asked> asked = new ArrayList<>();
        for (Lookup lookup : lookups) {
            int[] positions = lookup.positions();
            List<ValueType> types = lookup.events().plan().resultTypes();
            asked.add(new LabelPass.Asked(
                    lookup.events().plan(),
                    positions,
                    lookup.events().plan().widest(),
                    lookup.events().becomeKnownApart()));
            for (int i = 0; i < positions.length; i++) {
                output = output.add(new StructField(
                        lookup.fields().get(i).name(),
                        SparkTypes.of(types.get(positions[i])),
                        true,
                        org.apache.spark.sql.types.Metadata.empty()));
            }
        }
        JavaRDD<InternalRow> answered = Blocks.exchanged(asking, parts)
                .zipPartitions(Blocks.exchanged(events, parts), new LabelPass(own, output, asked));
        return session.internalCreateDataFrame(answered.rdd(), output, false);
    }

    private static JavaRDD<StreamRow> eventStream(List<Lookup> lookups) {
        JavaRDD<StreamRow> all = lookups.get(0).events().stream(0);
        for (int i = 1; i < lookups.size(); i++) {
            all = all.union(lookups.get(i).events().stream(i));
        }
        return all;
    }

    private static JavaRDD<StreamRow> labelStream(Dataset<Row> labels, Column time, Lookup lookup) {
        List<Column> columns = new ArrayList<>();
        for (String column : labels.columns()) {
            columns.add(Plans.column(column));
        }
        columns.add(time.as("label time"));
        lookup.keys().forEach(key -> columns.add(key.values().as("label key " + key.column())));
        return Plans.internal(labels.select(columns.toArray(Column[]::new)))
                .mapPartitions(new LabelPacking(
                        labels.schema(), lookup.events().rows().layout().keyTypes()));
    }
}
