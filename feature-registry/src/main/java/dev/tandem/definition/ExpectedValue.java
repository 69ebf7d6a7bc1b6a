package dev.tandem.definition;

import java.math.BigDecimal;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDate;
import java.util.Optional;

/** A value that an expectation compares with, as a definition writes it. */
public final class ExpectedValue {
    private static final int MOST_DIGITS = 1_000;

    private ExpectedValue() {}

    /**
     * The value that a text means, in the Java form of its type; empty when it means none. A number that a FLOAT32 or FLOAT64 does not hold
     * exactly means the nearest one that it holds.
     */
    public static Optional<Object> find(ValueType type, String text) {
        try {
            return switch (type.kind()) {
                case BOOL ->
                    text.equals("true") || text.equals("false")
                            ? Optional.of(Boolean.parseBoolean(text))
                            : Optional.empty();
                case INT32 -> Optional.of(number(text).intValueExact());
                case INT64 -> Optional.of(number(text).longValueExact());
                case FLOAT32 ->
                    Optional.<Object>of(number(text).floatValue()).filter(value -> Float.isFinite((Float) value));
                case FLOAT64 ->
                    Optional.<Object>of(number(text).doubleValue()).filter(value -> Double.isFinite((Double) value));
                case DECIMAL ->
                    Optional.<Object>of(number(text).setScale(type.scale()))
                            .filter(value -> ((BigDecimal) value).precision() <= type.precision());
                case STRING -> Optional.of(text);
                case DATE -> Optional.of(LocalDate.parse(text));
                case TIMESTAMP -> Optional.of(Instant.parse(text));
                case BYTES, ARRAY -> Optional.empty();
            };
        } catch (ArithmeticException | NumberFormatException | DateTimeException notOfThisType) {
            return Optional.empty();
        }
    }

    /**
     * A number of a size that can be written out.
     *
     * @throws NumberFormatException when it is none
     */
    static BigDecimal number(String text) {
        BigDecimal number = new BigDecimal(text);
        if (Math.abs((long) number.scale()) > MOST_DIGITS) {
            throw new NumberFormatException(text + " is beyond all types");
        }
        return number;
    }

    /** Whether values of a type lie in ranges: numbers and times. */
    static boolean hasRanges(ValueType type) {
        return switch (type.kind()) {
            case INT32, INT64, FLOAT32, FLOAT64, DECIMAL, DATE, TIMESTAMP -> true;
            case BOOL, STRING, BYTES, ARRAY -> false;
        };
    }

    /** Whether values of a type can be listed in a definition. */
    static boolean hasSets(ValueType type) {
        return type.kind() != ValueType.Kind.BYTES && type.kind() != ValueType.Kind.ARRAY;
    }

    /** What a value of a type looks like. */
    static String example(ValueType type) {
        return switch (type.kind()) {
            case BOOL -> "true";
            case INT32, INT64 -> "150";
            case FLOAT32, FLOAT64, DECIMAL -> "0.5";
            case DATE -> "2013-12-31";
            case TIMESTAMP -> "2013-12-31T23:59:00Z";
            case STRING, BYTES, ARRAY -> "a text";
        };
    }
}
