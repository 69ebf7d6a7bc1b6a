package dev.tandem.row;

import dev.tandem.definition.ValueType;
import java.math.BigDecimal;
import java.util.List;

/**
 * Values in the bytes of {@code docs/row-format.md}, read in place, outside of a row: each behind the other, nothing but their types
 * saying what they are. Immutable, as long as nobody changes the bytes.
 */
public final class PackedValues implements ValueSource {
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

    /**
     * Packs one value.
     *
     * @param index of a value that is not null
     * @throws UnfitValueException when it does not fit its type
     */
    public static void writeValue(ByteWriter out, ValueType type, ValueSource values, int index) {
        RowFormat.write(out, type, values, index);
    }

    /**
     * Walks over one packed value.
     *
     * @throws CorruptRowException when there is none of that type
     */
    public static void skipValue(ByteReader in, ValueType type) {
        RowFormat.skip(in, type);
    }

    /**
     * Reads one packed value.
     *
     * @return that value alone, at position 0
     * @throws CorruptRowException when there is none of that type
     */
    public static ValueSource readValue(ByteReader in, ValueType type) {
        int offset = in.position();
        RowFormat.skip(in, type);
        return new PackedValues(in.bytes(), new int[] {offset}, i -> type);
    }

    /**
     * Packs values that may be null, behind a bitmap that says which are.
     *
     * @param types one for each value
     * @throws UnfitValueException when a value does not fit its type
     */
    public static void writeAll(ByteWriter out, List<ValueType> types, ValueSource values) {
        RowFormat.writeAll(out, types::get, values);
    }

    /**
     * Reads what {@link #writeAll} packed.
     *
     * @throws CorruptRowException when the bytes are no values of those types
     */
    public static ValueSource readAll(ByteReader in, List<ValueType> types) {
        return new PackedValues(in.bytes(), RowFormat.offsets(in, types::get, types.size()), types::get);
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
