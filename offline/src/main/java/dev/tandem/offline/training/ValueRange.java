package dev.tandem.offline.training;

import dev.tandem.row.Micros;
import java.io.Serializable;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.util.Optional;
import org.apache.spark.sql.catalyst.expressions.SpecializedGetters;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.DecimalType;
import org.apache.spark.unsafe.types.UTF8String;
import org.jspecify.annotations.Nullable;

/**
 * The least and the greatest value of a column. NaN counts as neither; text is in the order of its UTF-8 bytes. Not thread-safe.
 *
 * @param <T> the form in which values are compared
 */
final class ValueRange<T extends Comparable<? super T>> implements Serializable {
    private static final long serialVersionUID = 1L;
    private static final int LONGEST_TEXT = 200;

    private final Form<T> form;
    private @Nullable T min;
    private @Nullable T max;

    private ValueRange(Form<T> form) {
        this.form = form;
    }

    /**
     * How values of one type are compared and written.
     *
     * @param read the value, safe to keep, or null when it does not count
     * @param text the value as a manifest shows it
     */
    private record Form<T>(Reader<T> read, Writer<T> text) implements Serializable {}

    private interface Reader<T> extends Serializable {
        @Nullable
        T read(SpecializedGetters row, int ordinal);
    }

    private interface Writer<T> extends Serializable {
        String write(T value);
    }

    /** An empty range for values of a type; none for types without a natural order. */
    static Optional<ValueRange<?>> of(DataType type) {
        return switch (type.typeName().replaceAll("\\(.*", "")) {
            case "boolean" -> range(SpecializedGetters::getBoolean, Object::toString);
            case "byte" -> range(SpecializedGetters::getByte, Object::toString);
            case "short" -> range(SpecializedGetters::getShort, Object::toString);
            case "integer" -> range(SpecializedGetters::getInt, Object::toString);
            case "long" -> range(SpecializedGetters::getLong, Object::toString);
            case "float" -> range((row, i) -> Float.isNaN(row.getFloat(i)) ? null : row.getFloat(i), Object::toString);
            case "double" ->
                range((row, i) -> Double.isNaN(row.getDouble(i)) ? null : row.getDouble(i), Object::toString);
            case "decimal" -> {
                DecimalType decimal = (DecimalType) type;
                yield range(
                        (row, i) -> row.getDecimal(i, decimal.precision(), decimal.scale())
                                .toJavaBigDecimal(),
                        java.math.BigDecimal::toPlainString);
            }
            case "string" -> range((row, i) -> row.getUTF8String(i).clone(), ValueRange::shortened);
            case "date" ->
                range(
                        SpecializedGetters::getInt,
                        days -> LocalDate.ofEpochDay(days).toString());
            case "timestamp" ->
                range(
                        SpecializedGetters::getLong,
                        micros -> Micros.instant(micros).toString());
            case "timestamp_ntz" ->
                range(
                        SpecializedGetters::getLong,
                        micros -> LocalDateTime.ofInstant(Micros.instant(micros), ZoneOffset.UTC)
                                .toString());
            default -> Optional.empty();
        };
    }

    private static <T extends Comparable<? super T>> Optional<ValueRange<?>> range(Reader<T> read, Writer<T> text) {
        return Optional.of(new ValueRange<>(new Form<>(read, text)));
    }

    private static String shortened(UTF8String text) {
        return text.numChars() <= LONGEST_TEXT ? text.toString() : text.substring(0, LONGEST_TEXT) + "...";
    }

    /** Counts a value that is not null. */
    void add(SpecializedGetters row, int ordinal) {
        T value = form.read().read(row, ordinal);
        if (value != null) {
            add(value);
        }
    }

    private void add(T value) {
        if (min == null || value.compareTo(min) < 0) {
            min = value;
        }
        if (max == null || value.compareTo(max) > 0) {
            max = value;
        }
    }

    /** Counts what another range of the same column counted. */
    @SuppressWarnings("unchecked") // ranges of one column are of one type
    void merge(ValueRange<?> other) {
        T otherMin = ((ValueRange<T>) other).min;
        T otherMax = ((ValueRange<T>) other).max;
        if (otherMin != null && otherMax != null) {
            add(otherMin);
            add(otherMax);
        }
    }

    /** The least value as text; empty when there is none. */
    Optional<String> min() {
        return Optional.ofNullable(min).map(form.text()::write);
    }

    /** The greatest value as text; empty when there is none. */
    Optional<String> max() {
        return Optional.ofNullable(max).map(form.text()::write);
    }
}
