package dev.tandem.offline.engine;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import scala.collection.Seq;

/** The values of Spark's rows, whatever form of times the session of a caller has. */
public final class RowValues {
    private RowValues() {}

    /** Whether two values of one type are the same, bit for bit, but that every NaN is one NaN. */
    public static boolean same(@Nullable Object one, @Nullable Object other) {
        if (one instanceof byte[] bytes && other instanceof byte[] otherBytes) {
            return Arrays.equals(bytes, otherBytes);
        }
        if (one instanceof Seq<?> elements && other instanceof Seq<?> others) {
            return elements.size() == others.size()
                    && IntStream.range(0, elements.size()).allMatch(i -> same(elements.apply(i), others.apply(i)));
        }
        // The equals methods of Float and Double compare bits, with one NaN.
        return Objects.equals(one, other);
    }

    /** A value in the Java form of its type: an Instant for a TIMESTAMP, a LocalDate for a DATE, a List for an ARRAY. */
    public static @Nullable Object plain(@Nullable Object value) {
        if (value instanceof java.sql.Timestamp time) {
            return time.toInstant();
        }
        if (value instanceof java.sql.Date date) {
            return date.toLocalDate();
        }
        if (value instanceof Seq<?> elements) {
            List<@Nullable Object> list = new ArrayList<>(elements.size());
            for (int i = 0; i < elements.size(); i++) {
                list.add(plain(elements.apply(i)));
            }
            return list;
        }
        return value;
    }
}
