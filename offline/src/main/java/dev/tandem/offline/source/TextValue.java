package dev.tandem.offline.source;

import dev.tandem.row.Micros;
import java.io.Serializable;
import java.math.BigDecimal;
import java.time.DateTimeException;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.util.Base64;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.DecimalType;
import org.jspecify.annotations.Nullable;

/**
 * Values of one type that are written as text, as CSV and JSON hold them. A text means one value of the type or none: nothing is rounded,
 * cut or guessed, except that a decimal fraction becomes the nearest number of a binary type. Immutable; sent to Spark's tasks.
 *
 * @param type the Spark type in which values are wanted, not an array
 * @param zone the zone of times that name none
 */
record TextValue(DataType type, ZoneId zone) implements Serializable {
    private static final Pattern NUMBER = Pattern.compile("[+-]?(\\d+\\.?\\d*|\\.\\d+)([eE][+-]?\\d{1,9})?");
    private static final Pattern NOT_FINITE =
            Pattern.compile("(?<sign>[+-]?)(?:(?<nan>nan)|inf|infinity)", Pattern.CASE_INSENSITIVE);

    /** The value that a text means, in the Java form that Spark takes; empty when it means none. */
    Optional<Object> parse(String text) {
        try {
            return Optional.ofNullable(value(text));
        } catch (IllegalArgumentException | ArithmeticException | DateTimeException notOfThisType) {
            return Optional.empty();
        }
    }

    private @Nullable Object value(String text) {
        String trimmed = text.strip();
        return switch (type.typeName().replaceAll("\\(.*", "")) {
            case "string" -> text;
            case "boolean" -> bool(trimmed.toLowerCase(Locale.ROOT));
            case "byte" -> Byte.valueOf(trimmed);
            case "short" -> Short.valueOf(trimmed);
            case "integer" -> Integer.valueOf(trimmed);
            case "long" -> Long.valueOf(trimmed);
            case "float" -> float32(trimmed);
            case "double" -> float64(trimmed);
            case "decimal" -> decimal(trimmed, (DecimalType) type);
            case "binary" -> Base64.getDecoder().decode(trimmed);
            case "date" -> LocalDate.parse(trimmed);
            case "timestamp" ->
                TimeText.micros(trimmed, zone).map(Micros::instant).orElse(null);
            case "timestamp_ntz" ->
                TimeText.micros(trimmed, zone).map(this::local).orElse(null);
            default -> throw new IllegalStateException("no text means a " + type.sql());
        };
    }

    private static @Nullable Boolean bool(String text) {
        return switch (text) {
            case "true", "t", "yes", "y", "1" -> true;
            case "false", "f", "no", "n", "0" -> false;
            default -> null;
        };
    }

    private static @Nullable Float float32(String text) {
        Matcher notFinite = NOT_FINITE.matcher(text);
        if (notFinite.matches()) {
            return (float) notFinite(notFinite);
        }
        float value = NUMBER.matcher(text).matches() ? Float.parseFloat(text) : Float.NaN;
        return Float.isFinite(value) ? value : null;
    }

    private static @Nullable Double float64(String text) {
        Matcher notFinite = NOT_FINITE.matcher(text);
        if (notFinite.matches()) {
            return notFinite(notFinite);
        }
        double value = NUMBER.matcher(text).matches() ? Double.parseDouble(text) : Double.NaN;
        return Double.isFinite(value) ? value : null;
    }

    private static double notFinite(Matcher text) {
        if (text.group("nan") != null) {
            return Double.NaN;
        }
        return text.group("sign").equals("-") ? Double.NEGATIVE_INFINITY : Double.POSITIVE_INFINITY;
    }

    private static @Nullable BigDecimal decimal(String text, DecimalType type) {
        if (!NUMBER.matcher(text).matches()) {
            return null;
        }
        BigDecimal value = new BigDecimal(text).stripTrailingZeros();
        int whole = value.precision() - value.scale();
        return value.scale() <= type.scale() && (value.signum() == 0 || whole <= type.precision() - type.scale())
                ? value.setScale(type.scale())
                : null;
    }

    private LocalDateTime local(long micros) {
        return LocalDateTime.ofInstant(Micros.instant(micros), zone);
    }
}
