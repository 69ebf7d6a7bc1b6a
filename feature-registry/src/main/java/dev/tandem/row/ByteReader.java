package dev.tandem.row;

import java.util.Arrays;

/**
 * Reads the primitives of {@code docs/row-format.md} from a stretch of bytes, and nothing beyond its end: whatever the bytes claim, the
 * outcome is a value or a {@link CorruptRowException}, in memory that the bytes themselves bound. Not thread-safe.
 */
public final class ByteReader {
    private final byte[] bytes;
    private final int end;
    private int position;

    /** A reader of all of {@code bytes}, which are not copied. */
    public ByteReader(byte[] bytes) {
        this(bytes, 0, bytes.length);
    }

    ByteReader(byte[] bytes, int position) {
        this(bytes, position, bytes.length);
    }

    private ByteReader(byte[] bytes, int position, int end) {
        this.bytes = bytes;
        this.position = position;
        this.end = end;
    }

    /** Where the next byte is read, counted from the start of the array. */
    public int position() {
        return position;
    }

    /** How many bytes are left. */
    public int remaining() {
        return end - position;
    }

    /** The next byte, 0 to 255. */
    public int readByte() {
        need(1);
        return bytes[position++] & 0xFF;
    }

    /** A number of {@code count} bytes, 1 to 8, most significant first. */
    public long readBigEndian(int count) {
        need(count);
        long value = 0;
        for (int i = 0; i < count; i++) {
            value = (value << 8) | (bytes[position++] & 0xFF);
        }
        return value;
    }

    /** An unsigned number in its one encoding: a longer one than it needs is corrupt, as is one of more than 64 bits. */
    public long readVarint() {
        long value = 0;
        for (int shift = 0; shift < 64; shift += 7) {
            int next = readByte();
            value |= (long) (next & 0x7F) << shift;
            if (next < 0x80) {
                if ((next == 0 && shift > 0) || (shift == 63 && next > 1)) {
                    throw new CorruptRowException("a number is not in its shortest form");
                }
                return value;
            }
        }
        throw new CorruptRowException("a number runs over ten bytes");
    }

    /** A signed number, as {@link ByteWriter#writeZigzag} wrote it. */
    public long readZigzag() {
        long value = readVarint();
        return (value >>> 1) ^ -(value & 1);
    }

    /** As many bytes as follow, copied. */
    public byte[] readBytes(int count) {
        need(count);
        byte[] value = Arrays.copyOfRange(bytes, position, position + count);
        position += count;
        return value;
    }

    /** The bytes from a {@link #position} that was passed up to this one, copied. */
    public byte[] bytesSince(int start) {
        return Arrays.copyOfRange(bytes, start, position);
    }

    /** Bytes behind their number, copied. */
    public byte[] readSized() {
        return readBytes(readLength());
    }

    /** A reader of the bytes behind their number, in place; this one goes on behind them. */
    public ByteReader readSlice() {
        int length = readLength();
        int start = position;
        position += length;
        return new ByteReader(bytes, start, position);
    }

    /** The number of bytes that follow, which are there. */
    public int readLength() {
        long length = readVarint();
        if (length < 0 || length > remaining()) {
            throw new CorruptRowException("a value of " + length + " bytes, where " + remaining() + " are left");
        }
        return (int) length;
    }

    /**
     * The number of things that follow, each of which takes at least {@code smallest} bytes, 1 or more: one that cannot be there is
     * corrupt, so that memory may be taken for them.
     */
    public int readCount(int smallest) {
        long count = readVarint();
        if (count < 0 || count > remaining() / smallest) {
            throw new CorruptRowException(
                    Long.toUnsignedString(count) + " values in " + remaining() + " bytes, which cannot hold them");
        }
        return (int) count;
    }

    /** Walks over {@code count} bytes. */
    public void skip(int count) {
        need(count);
        position += count;
    }

    /** Says that everything has been read. */
    public void needNoMore() {
        if (remaining() != 0) {
            throw new CorruptRowException(remaining() + " bytes follow its last value");
        }
    }

    boolean bit(int start, int bit) {
        return (bytes[start + (bit >>> 3)] & (1 << (bit & 7))) != 0;
    }

    byte[] bytes() {
        return bytes;
    }

    private void need(int count) {
        if (count < 0 || remaining() < count) {
            throw new CorruptRowException("ends after " + end + " bytes, in the middle of a value");
        }
    }
}
