package dev.tandem.transform.window;

import dev.tandem.row.ByteReader;
import dev.tandem.row.ByteWriter;
import dev.tandem.row.PackedValues;
import dev.tandem.row.ValueSource;
import java.util.Arrays;
import java.util.Comparator;

/** An event of one entity, as far as a {@link WindowPlan} wants to know it. Immutable, as long as its values are. */
public final class WindowEvent {
    private static final int BYTES = 64;

    /** By time, and then by the bytes of the id: two events are one where both are equal. */
    static final Comparator<WindowEvent> IDENTITY =
            Comparator.comparingLong(WindowEvent::time).thenComparing(event -> event.id, Arrays::compareUnsigned);

    private final long time;
    private final byte[] id;
    private final long conditions;
    private final ValueSource values;

    private WindowEvent(long time, byte[] id, ValueSource values, long conditions) {
        this.time = time;
        this.id = id;
        this.values = values;
        this.conditions = conditions;
    }

    /**
     * An event whose values stay as they are for as long as it is used.
     *
     * @param time in microseconds since 1970
     * @param id what {@link WindowPlan#idOf} made of its id
     * @param values one for each of {@link WindowPlan#columns}; not copied
     * @param conditions a bit for each of {@link WindowPlan#conditions}, from the least significant on: 1 where it is true, 0 where it is
     *     false or null, or failed
     * @throws IllegalArgumentException when the time is before {@link WindowPlan#EARLIEST} or after {@link WindowPlan#LATEST}
     */
    public static WindowEvent of(long time, byte[] id, ValueSource values, long conditions) {
        if (time < WindowPlan.EARLIEST || time > WindowPlan.LATEST) {
            throw new IllegalArgumentException(time + " microseconds from 1970 is further than windows can tell");
        }
        return new WindowEvent(time, id, values, conditions);
    }

    /**
     * An event again.
     *
     * @param time its time
     * @param bytes what {@link #toBytes} made of it
     */
    public static WindowEvent of(WindowPlan plan, long time, byte[] bytes) {
        return read(new ByteReader(bytes), plan, time);
    }

    /** When it happened, in microseconds since 1970. */
    public long time() {
        return time;
    }

    /** The bytes that tell it from other events of its time; not to be changed. */
    public byte[] id() {
        return id;
    }

    /** All but the time, for {@link #of(WindowPlan, long, byte[])}. */
    public byte[] toBytes(WindowPlan plan) {
        ByteWriter out = new ByteWriter(BYTES);
        writeTo(out, plan);
        return out.toBytes();
    }

    long conditions() {
        return conditions;
    }

    ValueSource values() {
        return values;
    }

    /** Writes all but the time, as {@link #toBytes} gives it. */
    public void writeTo(ByteWriter out, WindowPlan plan) {
        out.writeSized(id);
        out.writeBigEndian(conditions, conditionBytes(plan));
        PackedValues.writeAll(out, plan.columnTypes(), values);
    }

    static WindowEvent read(ByteReader in, WindowPlan plan, long time) {
        byte[] id = in.readSized();
        long conditions = in.readBigEndian(conditionBytes(plan));
        return new WindowEvent(time, id, PackedValues.readAll(in, plan.columnTypes()), conditions);
    }

    private static int conditionBytes(WindowPlan plan) {
        return (plan.conditions().size() + Byte.SIZE - 1) / Byte.SIZE;
    }
}
