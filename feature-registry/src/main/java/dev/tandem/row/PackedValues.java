package dev.tandem.row;

import dev.tandem.definition.ValueType;
import java.math.BigDecimal;

/** Values read in place from packed bytes, each from where {@link RowFormat#offsets} found it. Immutable. */
final class PackedValues implements ValueSource {
    private final byte[] bytes;
    private final int[] offsets;
    private final RowFormat.Types types;

    /**
     * @param offsets where each value starts, or -1 for a null
     */
    PackedValues(byte[] bytes, int[] offsets, RowFormat.Types types) {
        this.bytes = bytes;
        this.offsets = offsets;
        this.types = types;
    }

    private ByteReader at(int index) {
        return new ByteReader(bytes, offsets[index]);
    }

    @Override
    public int size() {
        return offsets.length;
    }

    @Override
    public boolean isNull(int index) {
        return offsets[index] < 0;
    }

    @Override
    public boolean booleanAt(int index) {
        return bytes[offsets[index]] != 0;
    }

    @Override
    public int intAt(int index) {
        return (int) at(index).readZigzag();
    }

    @Override
    public long longAt(int index) {
        return at(index).readZigzag();
    }

    @Override
    public float floatAt(int index) {
        return Float.intBitsToFloat((int) at(index).readBigEndian(Float.BYTES));
    }

    @Override
    public double doubleAt(int index) {
        return Double.longBitsToDouble(at(index).readBigEndian(Double.BYTES));
    }

    @Override
    public BigDecimal decimalAt(int index) {
        return RowFormat.readDecimal(at(index), types.at(index));
    }

    @Override
    public byte[] bytesAt(int index) {
        return at(index).readSized();
    }

    @Override
    public ValueSource arrayAt(int index) {
        ValueType element = RowFormat.elementOf(types.at(index));
        ByteReader in = at(index);
        int count = RowFormat.arrayCount(in);
        return new PackedValues(bytes, RowFormat.offsets(in, i -> element, count), i -> element);
    }
}
