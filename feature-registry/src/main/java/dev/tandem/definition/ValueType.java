package dev.tandem.definition;

import java.io.Serializable;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The type of a feature or of a join key. Immutable; two equal types are interchangeable.
 *
 * <p>Each kind has one Java form wherever values are handled as objects:
 *
 * <table>
 * <caption>Java forms</caption>
 * <tr><td>BOOL</td><td>{@link Boolean}</td></tr>
 * <tr><td>INT32</td><td>{@link Integer}</td></tr>
 * <tr><td>INT64</td><td>{@link Long}</td></tr>
 * <tr><td>FLOAT32</td><td>{@link Float}</td></tr>
 * <tr><td>FLOAT64</td><td>{@link Double}</td></tr>
 * <tr><td>DECIMAL(p,s)</td><td>{@link java.math.BigDecimal} of scale s</td></tr>
 * <tr><td>STRING</td><td>{@link String}</td></tr>
 * <tr><td>BYTES</td><td>{@code byte[]}</td></tr>
 * <tr><td>DATE</td><td>{@link java.time.LocalDate}</td></tr>
 * <tr><td>TIMESTAMP</td><td>{@link java.time.Instant}, whole microseconds</td></tr>
 * <tr><td>ARRAY&lt;scalar&gt;</td><td>{@link List} of the element's form; elements may be null</td></tr>
 * </table>
 *
 * @param kind what sort of value it is
 * @param precision total digits of a DECIMAL (1 to 38), else 0
 * @param scale digits after the point of a DECIMAL (0 to precision), else 0
 * @param element the type of an ARRAY's elements, never itself an array; null for every other kind
 */
public record ValueType(
        Kind kind, int precision, int scale, @Nullable ValueType element) implements Serializable {

    /** The sorts of value that Tandem stores and serves. */
    public enum Kind {
        BOOL,
        INT32,
        INT64,
        FLOAT32,
        FLOAT64,
        DECIMAL,
        STRING,
        BYTES,
        DATE,
        TIMESTAMP,
        ARRAY
    }

    public static final ValueType BOOL = simple(Kind.BOOL);
    public static final ValueType INT32 = simple(Kind.INT32);
    public static final ValueType INT64 = simple(Kind.INT64);
    public static final ValueType FLOAT32 = simple(Kind.FLOAT32);
    public static final ValueType FLOAT64 = simple(Kind.FLOAT64);
    public static final ValueType STRING = simple(Kind.STRING);
    public static final ValueType BYTES = simple(Kind.BYTES);
    public static final ValueType DATE = simple(Kind.DATE);
    public static final ValueType TIMESTAMP = simple(Kind.TIMESTAMP);

    private static final Pattern DECIMAL_TEXT = Pattern.compile("DECIMAL\\(\\s*(\\d{1,2})\\s*,\\s*(\\d{1,2})\\s*\\)");
    private static final Pattern ARRAY_TEXT = Pattern.compile("ARRAY<\\s*(.+?)\\s*>");

    /** @throws IllegalArgumentException when the parts do not make a type */
    public ValueType {
        if ((kind == Kind.ARRAY) != (element != null)) {
            throw new IllegalArgumentException("an ARRAY, and nothing else, has an element type");
        }
        if (element != null && element.kind == Kind.ARRAY) {
            throw new IllegalArgumentException("an array of arrays is not a feature type");
        }
        if (kind != Kind.DECIMAL && (precision != 0 || scale != 0)) {
            throw new IllegalArgumentException("a DECIMAL, and nothing else, has a precision and a scale");
        }
        if (kind == Kind.DECIMAL && (precision < 1 || precision > 38 || scale < 0 || scale > precision)) {
            throw new IllegalArgumentException(
                    "DECIMAL(%d,%d): precision is 1 to 38 and scale 0 to precision".formatted(precision, scale));
        }
    }

    private static ValueType simple(Kind kind) {
        return new ValueType(kind, 0, 0, null);
    }

    /** A decimal of {@code precision} digits (1 to 38), {@code scale} of them after the point. */
    public static ValueType decimal(int precision, int scale) {
        return new ValueType(Kind.DECIMAL, precision, scale, null);
    }

    /** An array of scalars. */
    public static ValueType array(ValueType element) {
        return new ValueType(Kind.ARRAY, 0, 0, element);
    }

    /** Reads the text form that {@link #toString} writes, such as {@code INT64}, {@code DECIMAL(10,2)} or {@code ARRAY<STRING>}; empty when it is none. */
    public static Optional<ValueType> find(String text) {
        try {
            Matcher decimal = DECIMAL_TEXT.matcher(text);
            if (decimal.matches()) {
                return Optional.of(decimal(Integer.parseInt(decimal.group(1)), Integer.parseInt(decimal.group(2))));
            }
            Matcher array = ARRAY_TEXT.matcher(text);
            if (array.matches()) {
                return find(array.group(1)).map(ValueType::array);
            }
            return Optional.of(simple(Kind.valueOf(text)));
        } catch (IllegalArgumentException notAType) {
            return Optional.empty();
        }
    }

    /**
     * Reads a type that is known to be well formed.
     *
     * @throws IllegalArgumentException when it is not
     */
    public static ValueType parse(String text) {
        return find(text).orElseThrow(() -> new IllegalArgumentException("no such value type: " + text));
    }

    /** Whether entities may be named by values of this type: those with an exact, finite text. */
    public boolean isKeyType() {
        return switch (kind) {
            case BOOL, INT32, INT64, STRING, DATE, TIMESTAMP -> true;
            case FLOAT32, FLOAT64, DECIMAL, BYTES, ARRAY -> false;
        };
    }

    /** The type as written in a definition. */
    @Override
    public String toString() {
        return switch (kind) {
            case DECIMAL -> String.format(Locale.ROOT, "DECIMAL(%d,%d)", precision, scale);
            case ARRAY -> "ARRAY<" + element + ">";
            default -> kind.name();
        };
    }
}
