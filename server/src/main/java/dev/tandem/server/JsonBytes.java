package dev.tandem.server;

import com.fasterxml.jackson.core.io.NumberOutput;
import dev.tandem.definition.ValueType;
import dev.tandem.row.Micros;
import dev.tandem.row.ValueSource;
import dev.tandem.server.JsonOutput.Times;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.LocalDate;
import java.util.Arrays;
import java.util.Base64;
import java.util.Objects;

/**
 * JSON written straight as UTF-8 into an array that is used again: what answers to reads are made of. It knows values and nothing of
 * structure; who writes puts the commas. Every value is written byte for byte as {@link JsonOutput} does, which is the plain way and what a
 * test compares with. Not thread-safe.
 *
 * <p><b>Doubles.</b> The shortest text that reads back as the same bits takes a search in general. Most values of everyday life have few
 * decimals, though: where {@code m / 10^k} is the value, for the smallest such {@code k} up to three and a whole {@code m}, no shorter text
 * can be, since {@code m} has less than the 15 digits up to which different decimals are different doubles, and the division rounds as
 * reading the text does. Beyond, Jackson's writer does the search.
 */
final class JsonBytes {
    private static final int USUAL_BYTES = 8 << 10;
    private static final byte[] NULL = ascii("null");
    private static final byte[] TRUE = ascii("true");
    private static final byte[] FALSE = ascii("false");
    private static final byte[] HEX = ascii("0123456789ABCDEF");

    private static final int LONGEST_NUMBER = 24;
    private static final int LONGEST_TIME = 32;
    private static final int LONGEST_ESCAPE = 6;

    /** Between these, doubles are written without exponent. */
    private static final double SMALLEST_PLAIN = 1e-3;

    private static final double LARGEST_PLAIN = 1e7;
    private static final int[] POWERS_OF_TEN = {1, 10, 100, 1_000};

    private static final long MICROS_PER_SECOND = 1_000_000;
    private static final int MICROS_PER_MILLI = 1_000;
    private static final int SECONDS_PER_DAY = 86_400;
    private static final int LARGEST_YEAR = 9_999;

    private byte[] bytes = new byte[USUAL_BYTES];
    private int size;
    /** The day that was written last, for the times of one row follow each other. */
    private long lastDay;

    private LocalDate lastDate = LocalDate.EPOCH;
    /** The time that was written last, and where: features of one row follow each other, and share it. */
    private long lastTime;

    private int lastTimeStart;
    private int lastTimeSize;

    static byte[] ascii(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }

    /** Forgets what was written. */
    void clear() {
        size = 0;
        lastTimeSize = 0;
    }

    int size() {
        return size;
    }

    /** How many bytes it can hold before it has to grow. */
    int capacity() {
        return bytes.length;
    }

    /** What was written, in place: good until something else is. */
    ByteBuffer toBuffer() {
        return ByteBuffer.wrap(bytes, 0, size);
    }

    private void grow(int more) {
        if (bytes.length - size < more) {
            bytes = Arrays.copyOf(bytes, Math.max(bytes.length * 2, Math.addExact(size, more)));
        }
    }

    /** Text that is JSON already. */
    void raw(byte[] json) {
        grow(json.length);
        System.arraycopy(json, 0, bytes, size, json.length);
        size += json.length;
    }

    /** A character that is JSON already. */
    void raw(char json) {
        grow(1);
        bytes[size++] = (byte) json;
    }

    /** A value in the form of its type. */
    void value(ValueType type, ValueSource values, int index, Times times) {
        if (values.isNull(index)) {
            raw(NULL);
            return;
        }
        switch (type.kind()) {
            case BOOL -> raw(values.booleanAt(index) ? TRUE : FALSE);
            case INT32 -> number(values.intAt(index));
            case INT64 -> number(values.longAt(index));
            case FLOAT32 -> float32(values.floatAt(index));
            case FLOAT64 -> float64(values.doubleAt(index));
            case DECIMAL -> quoted(values.decimalAt(index).toPlainString());
            case STRING -> string(values.bytesAt(index));
            case BYTES -> quoted(Base64.getEncoder().encode(values.bytesAt(index)));
            case DATE -> quoted(LocalDate.ofEpochDay(values.intAt(index)).toString());
            case TIMESTAMP -> timestamp(values.longAt(index), times);
            case ARRAY -> array(Objects.requireNonNull(type.element()), values.arrayAt(index), times);
        }
    }

    private void number(long value) {
        grow(LONGEST_NUMBER);
        size = NumberOutput.outputLong(value, bytes, size);
    }

    private void float32(float value) {
        if (Float.isFinite(value)) {
            text(NumberOutput.toString(value, true));
        } else {
            quoted(Float.toString(value));
        }
    }

    private void float64(double value) {
        if (!Double.isFinite(value)) {
            quoted(Double.toString(value));
        } else if (!fewDecimals(value)) {
            text(NumberOutput.toString(value, true));
        }
    }

    /** Writes a number that has at most three decimals, or tells that it has more. */
    private boolean fewDecimals(double value) {
        double magnitude = Math.abs(value);
        if (!(magnitude >= SMALLEST_PLAIN && magnitude < LARGEST_PLAIN)) {
            return false;
        }
        for (int decimals = 0; decimals < POWERS_OF_TEN.length; decimals++) {
            int power = POWERS_OF_TEN[decimals];
            long digits = Math.round(magnitude * power);
            if ((double) digits / power == magnitude) {
                if (value < 0) {
                    raw('-');
                }
                number(digits / power);
                raw('.');
                padded(digits % power, Math.max(1, decimals));
                return true;
            }
        }
        return false;
    }

    /** So many digits, with zeros in front. */
    private void padded(long number, int digits) {
        grow(digits);
        long rest = number;
        for (int i = digits - 1; i >= 0; i--) {
            bytes[size + i] = (byte) ('0' + rest % 10);
            rest /= 10;
        }
        size += digits;
    }

    private void text(String ascii) {
        int length = ascii.length();
        grow(length);
        for (int i = 0; i < length; i++) {
            bytes[size + i] = (byte) ascii.charAt(i);
        }
        size += length;
    }

    private void quoted(String ascii) {
        raw('"');
        text(ascii);
        raw('"');
    }

    private void quoted(byte[] ascii) {
        raw('"');
        raw(ascii);
        raw('"');
    }

    private void string(byte[] utf8) {
        grow(utf8.length * LONGEST_ESCAPE + 2);
        bytes[size++] = '"';
        for (byte b : utf8) {
            if (b >= 0 && (b < ' ' || b == '"' || b == '\\')) {
                escaped(b);
            } else {
                bytes[size++] = b;
            }
        }
        bytes[size++] = '"';
    }

    private void escaped(byte b) {
        bytes[size++] = '\\';
        switch (b) {
            case '"', '\\' -> bytes[size++] = b;
            case '\b' -> bytes[size++] = 'b';
            case '\t' -> bytes[size++] = 't';
            case '\n' -> bytes[size++] = 'n';
            case '\f' -> bytes[size++] = 'f';
            case '\r' -> bytes[size++] = 'r';
            default -> {
                bytes[size++] = 'u';
                bytes[size++] = '0';
                bytes[size++] = '0';
                bytes[size++] = HEX[b >> 4];
                bytes[size++] = HEX[b & 0xF];
            }
        }
    }

    private void timestamp(long micros, Times times) {
        switch (times) {
            case EPOCH_SECONDS -> number(Math.floorDiv(micros, MICROS_PER_SECOND));
            case RFC_3339 -> time(micros);
        }
    }

    /** A time as RFC 3339 text in UTC, in quotes: with milliseconds or microseconds where there are any. */
    void time(long micros) {
        if (micros == lastTime && lastTimeSize > 0) {
            grow(lastTimeSize);
            System.arraycopy(bytes, lastTimeStart, bytes, size, lastTimeSize);
            size += lastTimeSize;
            return;
        }
        int start = size;
        writeTime(micros);
        lastTime = micros;
        lastTimeStart = start;
        lastTimeSize = size - start;
    }

    private void writeTime(long micros) {
        long seconds = Math.floorDiv(micros, MICROS_PER_SECOND);
        long day = Math.floorDiv(seconds, SECONDS_PER_DAY);
        if (day != lastDay && !findDate(day)) {
            quoted(Micros.instant(micros).toString());
            return;
        }
        grow(LONGEST_TIME);
        raw('"');
        padded(lastDate.getYear(), 4);
        raw('-');
        padded(lastDate.getMonthValue(), 2);
        raw('-');
        padded(lastDate.getDayOfMonth(), 2);
        raw('T');
        int second = Math.floorMod(seconds, SECONDS_PER_DAY);
        padded(second / 3600, 2);
        raw(':');
        padded(second / 60 % 60, 2);
        raw(':');
        padded(second % 60, 2);
        int fraction = (int) Math.floorMod(micros, MICROS_PER_SECOND);
        if (fraction != 0) {
            raw('.');
            boolean whole = fraction % MICROS_PER_MILLI == 0;
            padded(whole ? fraction / MICROS_PER_MILLI : fraction, whole ? 3 : 6);
        }
        raw('Z');
        raw('"');
    }

    /** Makes a day the last, if its year has four digits. */
    private boolean findDate(long day) {
        LocalDate date = LocalDate.ofEpochDay(day);
        if (date.getYear() < 0 || date.getYear() > LARGEST_YEAR) {
            return false;
        }
        lastDay = day;
        lastDate = date;
        return true;
    }

    private void array(ValueType element, ValueSource elements, Times times) {
        raw('[');
        for (int i = 0; i < elements.size(); i++) {
            if (i > 0) {
                raw(',');
            }
            value(element, elements, i, times);
        }
        raw(']');
    }
}
