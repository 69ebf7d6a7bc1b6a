package dev.tandem.row;

import java.util.Arrays;

/**
 * A growing array of bytes, written in the primitives of {@code docs/row-format.md}, each number in its one shortest form. Not
 * thread-safe; made to be used again.
 */
public final class ByteWriter {
    private byte[] bytes;
    private int size;

    /**
     * A writer of nothing yet.
     *
     * @param expectedSize in bytes, at least 1; more may be written
     */
    public ByteWriter(int expectedSize) {
        this.bytes = new byte[expectedSize];
    }

    /** Forgets what was written. */
    public void clear() {
        size = 0;
    }

    /** What was written, in a new array. */
    public byte[] toBytes() {
        return Arrays.copyOf(bytes, size);
    }

    /** How many bytes were written. */
    public int size() {
        return size;
    }

    /** The lowest eight bits. */
    public void writeByte(int value) {
        grow(1);
        bytes[size++] = (byte) value;
    }

    /** The lowest {@code count} bytes of a number, most significant first. */
    public void writeBigEndian(long value, int count) {
        grow(count);
        for (int shift = (count - 1) * 8; shift >= 0; shift -= 8) {
            bytes[size++] = (byte) (value >>> shift);
        }
    }

    /** An unsigned number in groups of seven bits, least significant first, the top bit saying that more follow (LEB128). */
    public void writeVarint(long value) {
        grow(10);
        long rest = value;
        while ((rest & ~0x7FL) != 0) {
            bytes[size++] = (byte) (rest | 0x80);
            rest >>>= 7;
        }
        bytes[size++] = (byte) rest;
    }

    /** A signed number, small magnitudes short: 0, -1, 1, -2, ... become 0, 1, 2, 3, ... */
    public void writeZigzag(long value) {
        writeVarint((value << 1) ^ (value >> 63));
    }

    /** The bytes as they are. */
    public void writeBytes(byte[] value) {
        grow(value.length);
        System.arraycopy(value, 0, bytes, size, value.length);
        size += value.length;
    }

    /** The bytes behind their number as a varint. */
    public void writeSized(byte[] value) {
        writeVarint(value.length);
        writeBytes(value);
    }

    /** All that another writer holds, behind its size as a varint. */
    public void writeSized(ByteWriter other) {
        writeVarint(other.size);
        grow(other.size);
        System.arraycopy(other.bytes, 0, bytes, size, other.size);
        size += other.size;
    }

    /** Leaves {@code count} zero bytes, to be filled by {@link #setBit}, and tells where they start. */
    int reserve(int count) {
        grow(count);
        int start = size;
        Arrays.fill(bytes, size, size + count, (byte) 0);
        size += count;
        return start;
    }

    void setBit(int start, int bit) {
        bytes[start + (bit >>> 3)] |= (byte) (1 << (bit & 7));
    }

    private void grow(int more) {
        if (bytes.length - size < more) {
            bytes = Arrays.copyOf(bytes, Math.max(Math.multiplyExact(bytes.length, 2), Math.addExact(size, more)));
        }
    }
}
