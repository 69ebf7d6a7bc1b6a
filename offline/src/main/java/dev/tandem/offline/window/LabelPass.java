package dev.tandem.offline.window;

import dev.tandem.definition.ValueType;
import dev.tandem.offline.window.StreamRecord.Order;
import dev.tandem.row.ValueSource;
import dev.tandem.transform.expression.ValueRow;
import dev.tandem.transform.window.WindowAnswers;
import dev.tandem.transform.window.WindowEvent;
import dev.tandem.transform.window.WindowPlan;
import java.io.Serializable;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Deque;
import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;
import org.apache.spark.api.java.function.FlatMapFunction2;
import org.apache.spark.sql.catalyst.InternalRow;
import org.apache.spark.sql.catalyst.expressions.GenericInternalRow;
import org.apache.spark.sql.catalyst.expressions.JoinedRow;
import org.apache.spark.sql.catalyst.expressions.UnsafeProjection;
import org.apache.spark.sql.catalyst.expressions.UnsafeRow;
import org.apache.spark.sql.types.StructType;
import org.jspecify.annotations.Nullable;

/**
 * In one task: brings the events of entities to the labels that ask about them, entity by entity and in the order of time, and puts out the labels with what their windows hold.
 * Immutable.
 *
 * <p>First the labels are read, so that it is known which entities are asked about and from when to when; then the events, of which those that no label
 * can see are left out before anything is sorted.
 *
 * @param own the labels' own columns
 * @param output these, and the features
 * @param asked the views, by the kind of their events
 */
record LabelPass(StructType own, StructType output, List<Asked> asked)
        implements FlatMapFunction2<Iterator<byte[]>, Iterator<byte[]>, InternalRow> {

    /**
     * A view, and which of its features are wanted.
     *
     * @param widest how far back its windows reach
     * @param knownApart whether of an event that comes twice one row can become known before the other
     */
    record Asked(WindowPlan plan, int[] positions, long widest, boolean knownApart) implements Serializable {
        private List<ValueType> resultTypes() {
            List<ValueType> all = plan.resultTypes();
            return Arrays.stream(positions).mapToObj(all::get).toList();
        }

        /** No window of a label at an instant or later reaches back to this time or beyond. */
        private long before(long instant) {
            long start = Math.max(instant, WindowPlan.EARLIEST) - widest - 1;
            return start > instant ? Long.MIN_VALUE : start;
        }
    }

    @Override
    public Iterator<InternalRow> call(Iterator<byte[]> labels, Iterator<byte[]> events) {
        RecordSort byInstant = RecordSort.byPrefix(Order.INSTANT);
        AskedEntities entities = addLabels(new Blocks.Reading(labels), byInstant);
        if (asked.stream().anyMatch(Asked::knownApart)) {
            RecordSort byEvent = RecordSort.byPrefix(Order.EVENT);
            addEvents(new Blocks.Reading(events), entities, byEvent);
            FirstRecords first = new FirstRecords(new SortedRecords(byEvent, Order.EVENT));
            while (first.advance()) {
                byInstant.add(first.base(), first.offset(), first.length());
            }
            byEvent.release();
        } else {
            addEvents(new Blocks.Reading(events), entities, byInstant);
        }
        return new Walk(new FirstRecords(new SortedRecords(byInstant, Order.INSTANT)));
    }

    private static AskedEntities addLabels(Blocks.Reading labels, RecordSort sort) {
        AskedEntities entities = new AskedEntities();
        while (labels.advance()) {
            byte[] block = labels.block();
            long offset = labels.offset();
            int entity = entities.add(block, labels.keyStart(), labels.keySize(), StreamRecord.at(block, offset));
            StreamRecord.putEntity(block, offset, entity);
            sort.add(block, offset, labels.recordSize());
        }
        return entities;
    }

    private void addEvents(Blocks.Reading events, AskedEntities entities, RecordSort sort) {
        while (events.advance()) {
            byte[] block = events.block();
            long offset = events.offset();
            int entity = entities.find(block, events.keyStart(), events.keySize());
            if (entity != AskedEntities.ABSENT
                    && StreamRecord.at(block, offset) <= entities.last(entity)
                    && StreamRecord.eventTime(block, offset)
                            > asked.get(StreamRecord.kind(block, offset)).before(entities.first(entity))) {
                StreamRecord.putEntity(block, offset, entity);
                sort.add(block, offset, events.recordSize());
            }
        }
    }

    /** A label whose entity is not complete yet. */
    private record Waiting(int kind, byte[] payload) {}

    /** Used by one thread. */
    private final class Walk implements Iterator<InternalRow> {
        private final FirstRecords records;
        private final WindowAnswers[] answers;
        private final ValueRow[] values;
        private final Deque<Waiting> waiting = new ArrayDeque<>();
        private final UnsafeRow label = new UnsafeRow(own.size());
        private final InternalRow features;
        private final UnsafeProjection outputColumns = UnsafeProjection.create(output);
        private int entity = AskedEntities.ABSENT;
        private boolean ended;

        Walk(FirstRecords records) {
            this.records = records;
            this.answers = asked.stream()
                    .map(each -> new WindowAnswers(each.plan(), each.positions()))
                    .toArray(WindowAnswers[]::new);
            this.values =
                    asked.stream().map(each -> new ValueRow(each.resultTypes())).toArray(ValueRow[]::new);
            this.features = new GenericInternalRow(output.size() - own.size());
        }

        @Override
        public boolean hasNext() {
            while (!isAnswered() && !ended) {
                if (records.advance()) {
                    take(records.base(), records.offset(), records.length());
                } else {
                    endEntity();
                    ended = true;
                }
            }
            return isAnswered();
        }

        /** Whether the first label that waits has an answer of each view. */
        private boolean isAnswered() {
            if (waiting.isEmpty()) {
                return false;
            }
            if (waiting.element().kind() == StreamRow.LABEL_OF_NOBODY) {
                return true;
            }
            for (WindowAnswers ofView : answers) {
                if (!ofView.hasNext()) {
                    return false;
                }
            }
            return true;
        }

        private void take(Object base, long offset, int length) {
            int entityHere = StreamRecord.entity(base, offset);
            if (entityHere != entity) {
                endEntity();
                entity = entityHere;
            }
            int kind = StreamRecord.kind(base, offset);
            byte[] payload = StreamRecord.payload(base, offset, length);
            if (kind < StreamRow.LABEL) {
                answers[kind].add(
                        WindowEvent.of(asked.get(kind).plan(), StreamRecord.eventTime(base, offset), payload));
                return;
            }
            waiting.add(new Waiting(kind, payload));
            if (kind == StreamRow.LABEL) {
                for (WindowAnswers ofView : answers) {
                    ofView.ask(StreamRecord.at(base, offset));
                }
            }
        }

        private void endEntity() {
            for (WindowAnswers ofView : answers) {
                ofView.end();
            }
        }

        @Override
        public InternalRow next() {
            if (!hasNext()) {
                throw new NoSuchElementException();
            }
            Waiting next = waiting.remove();
            label.pointTo(next.payload(), next.payload().length);
            int column = 0;
            for (int view = 0; view < answers.length; view++) {
                @Nullable
                ValueRow row = next.kind() == StreamRow.LABEL
                        ? values[view].pointTo(ValueSource.of(answers[view].next()))
                        : null;
                for (int i = 0; i < asked.get(view).positions().length; i++) {
                    features.update(column++, row == null ? null : row.genericGet(i));
                }
            }
            return outputColumns.apply(new JoinedRow(label, features));
        }
    }
}
