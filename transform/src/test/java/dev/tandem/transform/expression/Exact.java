package dev.tandem.transform.expression;

import java.util.HexFormat;
import java.util.List;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Texts of values that are equal only when the values are equal bit by bit; all NaNs are one. */
public final class Exact {
    private Exact() {}

    /** The text of a value in its type's Java form. */
    public static String text(@Nullable Object value) {
        if (value instanceof Double number) {
            return number + " " + Long.toHexString(Double.doubleToLongBits(number));
        }
        if (value instanceof Float number) {
            return number + "f " + Integer.toHexString(Float.floatToIntBits(number));
        }
        if (value instanceof byte[] bytes) {
            return "x" + HexFormat.of().formatHex(bytes);
        }
        if (value instanceof List<?> elements) {
            return elements.stream().map(Exact::text).collect(Collectors.joining(", ", "[", "]"));
        }
        return value == null ? "null" : value.getClass().getSimpleName() + " " + value;
    }
}
