package dev.tandem.row;

import dev.tandem.definition.ValueType;

/**
 * Packs rows of one schema in format version 1, which {@code docs/row-format.md} describes byte by byte. Not thread-safe: one writer a
 * thread, used for row after row.
 */
public final class RowWriter {
    /** Says that a row has no created time; it sorts before every created time. */
    public static final long NO_CREATED_TIME = Long.MIN_VALUE;

    private static final int LARGEST_WRITE_TIME_BITS = 48;
    private static final int ROW_BYTES = 256;

    private final RowSchema schema;
    private final ValueType[] types;
    private final ByteWriter out = new ByteWriter(ROW_BYTES);

    /** A writer of rows of {@code schema}. */
    public RowWriter(RowSchema schema) {
        this.schema = schema;
        this.types = schema.columns().stream().map(RowSchema.Column::type).toArray(ValueType[]::new);
    }

    /**
     * Packs one row.
     *
     * @param eventTime in microseconds since 1970
     * @param createdTime in microseconds since 1970, or {@link #NO_CREATED_TIME}
     * @param writeTimeMillis when it is written, in milliseconds since 1970, not before it
     * @param values one for each column of the schema, in order
     * @return a new array
     * @throws IllegalArgumentException when there are more or fewer values than columns, or the write time is out of range
     * @throws UnfitValueException when a value does not fit its column's type
     */
    public byte[] write(long eventTime, long createdTime, long writeTimeMillis, ValueSource values) {
        if (values.size() != types.length) {
            throw new IllegalArgumentException(values.size() + " values for " + types.length + " columns");
        }
        if (writeTimeMillis >>> LARGEST_WRITE_TIME_BITS != 0) {
            throw new IllegalArgumentException("write time " + writeTimeMillis + " ms is before 1970 or too far ahead");
        }
        out.clear();
        out.writeByte(RowFormat.VERSION);
        out.writeBigEndian(writeTimeMillis, RowFormat.WRITE_TIME_BYTES);
        out.writeBigEndian(eventTime ^ Long.MIN_VALUE, Long.BYTES);
        if (createdTime == NO_CREATED_TIME) {
            out.writeByte(0);
        } else {
            out.writeByte(1);
            out.writeBigEndian(createdTime ^ Long.MIN_VALUE, Long.BYTES);
        }
        out.writeBigEndian(schema.id(), Short.BYTES);
        try {
            RowFormat.writeAll(out, i -> types[i], values);
        } catch (UnfitValueException e) {
            RowSchema.Column column = schema.columns().get(e.position());
            throw e.at("'" + column.name() + "', " + column.type());
        }
        return out.toBytes();
    }
}
