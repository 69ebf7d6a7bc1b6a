package dev.tandem.offline.join;

import dev.tandem.offline.engine.Plans;
import java.io.Serializable;
import java.util.Arrays;
import java.util.Iterator;
import java.util.List;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.broadcast.Broadcast;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.catalyst.InternalRow;
import org.apache.spark.sql.catalyst.expressions.UnsafeProjection;
import org.apache.spark.sql.catalyst.expressions.UnsafeRow;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.StructField;
import org.apache.spark.sql.types.StructType;
import org.jspecify.annotations.Nullable;

/**
 * The slots of all labels, for tasks that read views before anything is divided. It is made by a job of its own, when it is first asked for,
 * once. It may travel to tasks as a part of what they are sent, but only the driver can ask it. Thread-safe.
 */
final class LabelIndex implements Serializable {
    private static final long serialVersionUID = 1L;

    private final transient Dataset<Row> questions;
    private transient @Nullable Broadcast<LabelSlots> slots;

    /**
     * @param questions the keys of every label, and last its time
     */
    LabelIndex(Dataset<Row> questions) {
        this.questions = questions;
    }

    synchronized Broadcast<LabelSlots> slots() {
        if (slots == null) {
            Reading reading = new Reading(questions.schema());
            List<LabelSlots> parts =
                    Plans.internal(questions).mapPartitions(reading::slots).collect();
            slots = JavaSparkContext.fromSparkContext(questions.sparkSession().sparkContext())
                    .broadcast(LabelSlots.merged(parts, reading.keyTypes()));
        }
        return slots;
    }

    /** Reads the questions in a task. */
    private record Reading(StructType schema) implements Serializable {

        List<DataType> keyTypes() {
            return Arrays.stream(schema.fields())
                    .limit(schema.size() - 1L)
                    .map(StructField::dataType)
                    .toList();
        }

        Iterator<LabelSlots> slots(Iterator<InternalRow> questions) {
            int keys = schema.size() - 1;
            UnsafeProjection keyOf = UnsafeProjection.create(new StructType(Arrays.copyOf(schema.fields(), keys)));
            LabelSlots slots = new LabelSlots(keyTypes());
            while (questions.hasNext()) {
                InternalRow question = questions.next();
                UnsafeRow key = keyOf.apply(question);
                if (!key.anyNull() && !question.isNullAt(keys)) {
                    slots.add(key, question.getLong(keys));
                }
            }
            return List.of(slots).iterator();
        }
    }
}
