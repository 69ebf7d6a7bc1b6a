package dev.tandem.row;

import java.util.Arrays;

/** Reads the primitives of the row format, and nothing beyond the end of the bytes. Not thread-safe. */
final class ByteReader {
    private final byte[] bytes;
    private int position;

    ByteReader(byte[] bytes, int position) {
        this.bytes = bytes;
        this.position = position;
    }

    int position() {
        return position;
    }

    int remaining() {
        return bytes.length - position;
    }

    int readByte() {
        need(1);
        return bytes[position++] & 0xFF;
    }

    long readBigEndian(int count) {
        need(count);
        long value = 0;
        for (int i = 0; i < count; i++) {
            value = (value << 8) | (bytes[position++] & 0xFF);
        }
        return value;
    }

    /** An unsigned number in its one encoding: a longer one than it needs is corrupt, as is one of more than 64 bits. */
    long readVarint() {
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

    long readZigzag() {
        long value = readVarint();
        return (value >>> 1) ^ -(value & 1);
    }

    byte[] readSized() {
        int length = readLength();
        byte[] value = Arrays.copyOfRange(bytes, position, position + length);
        position += length;
        return value;
    }

    int readLength() {
        long length = readVarint();
        if (length < 0 || length > remaining()) {
            throw new CorruptRowException("a value of " + length + " bytes, where " + remaining() + " are left");
        }
        return (int) length;
    }

    void skip(int count) {
        need(count);
        position += count;
    }

    boolean bit(int start, int bit) {
        return (bytes[start + (bit >>> 3)] & (1 << (bit & 7))) != 0;
    }

    /** Says that everything has been read. */
    void needNoMore() {
        if (remaining() != 0) {
            throw new CorruptRowException(remaining() + " bytes follow its last value");
        }
    }

    private void need(int count) {
        if (count < 0 || remaining() < count) {
            throw new CorruptRowException("ends after " + bytes.length + " bytes, in the middle of a value");
        }
    }
}
