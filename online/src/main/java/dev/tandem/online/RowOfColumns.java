package dev.tandem.online;

import dev.tandem.row.ValueSource;
import java.math.BigDecimal;
import java.util.List;

/** One row after the other, out of columns that hold the values of all: the key of an entity, the arguments of an expression. Not thread-safe. */
final class RowOfColumns implements ValueSource {
    private final List<? extends ValueSource> columns;
    private final int[] parts;
    private int row;

    /**
     * @param parts which column holds each value of a row
     */
    RowOfColumns(List<? extends ValueSource> columns, int[] parts) {
        this.columns = columns;
        this.parts = parts;
    }

    /** This, from now on for that row. */
    RowOfColumns of(int row) {
        this.row = row;
        return this;
    }

    private ValueSource column(int part) {
        return columns.get(parts[part]);
    }

    @Override
    public int size() {
        return parts.length;
    }

    @Override
    public boolean isNull(int part) {
        return column(part).isNull(row);
    }

    @Override
    public boolean booleanAt(int part) {
        return column(part).booleanAt(row);
    }

    @Override
    public int intAt(int part) {
        return column(part).intAt(row);
    }

    @Override
    public long longAt(int part) {
        return column(part).longAt(row);
    }

    @Override
    public float floatAt(int part) {
        return column(part).floatAt(row);
    }

    @Override
    public double doubleAt(int part) {
        return column(part).doubleAt(row);
    }

    @Override
    public BigDecimal decimalAt(int part) {
        return column(part).decimalAt(row);
    }

    @Override
    public byte[] bytesAt(int part) {
        return column(part).bytesAt(row);
    }

    @Override
    public ValueSource arrayAt(int part) {
        return column(part).arrayAt(row);
    }
}
