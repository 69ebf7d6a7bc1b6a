package dev.tandem.row;

import java.math.BigDecimal;

/** Some values of another source, in an order of their own. */
final class PickedValues implements ValueSource {
    private final ValueSource all;
    private final int[] positions;

    PickedValues(ValueSource all, int[] positions) {
        this.all = all;
        this.positions = positions;
    }

    @Override
    public int size() {
        return positions.length;
    }

    @Override
    public boolean isNull(int index) {
        return all.isNull(positions[index]);
    }

    @Override
    public boolean booleanAt(int index) {
        return all.booleanAt(positions[index]);
    }

    @Override
    public int intAt(int index) {
        return all.intAt(positions[index]);
    }

    @Override
    public long longAt(int index) {
        return all.longAt(positions[index]);
    }

    @Override
    public float floatAt(int index) {
        return all.floatAt(positions[index]);
    }

    @Override
    public double doubleAt(int index) {
        return all.doubleAt(positions[index]);
    }

    @Override
    public BigDecimal decimalAt(int index) {
        return all.decimalAt(positions[index]);
    }

    @Override
    public byte[] bytesAt(int index) {
        return all.bytesAt(positions[index]);
    }

    @Override
    public ValueSource arrayAt(int index) {
        return all.arrayAt(positions[index]);
    }
}
