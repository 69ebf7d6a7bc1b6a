package dev.tandem.offline.join;

import java.util.HexFormat;
import java.util.List;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import scala.collection.Seq;
import scala.jdk.javaapi.CollectionConverters;

/** Values as text that is the same only when their types and bits are; every NaN is one NaN. */
public final class Bits {
    private Bits() {}

    public static String of(@Nullable Object value) {
        if (value == null) {
            return "null";
        } else if (value instanceof Double number) {
            return "f64:" + Long.toHexString(Double.doubleToLongBits(number));
        } else if (value instanceof Float number) {
            return "f32:" + Integer.toHexString(Float.floatToIntBits(number));
        } else if (value instanceof byte[] bytes) {
            return "bytes:" + HexFormat.of().formatHex(bytes);
        } else if (value instanceof Seq<?> array) {
            return ofRow(CollectionConverters.asJava(array));
        } else if (value instanceof List<?> array) {
            return ofRow(array);
        }
        return value.getClass().getSimpleName() + ":" + value;
    }

    public static String ofRow(List<? extends @Nullable Object> row) {
        return row.stream().map(Bits::of).collect(Collectors.joining(", ", "[", "]"));
    }
}
