package dev.tandem.server;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import dev.tandem.definition.ValueType;
import dev.tandem.row.Micros;
import java.io.IOException;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.OffsetDateTime;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeFormatterBuilder;
import java.time.format.ResolverStyle;
import java.time.temporal.TemporalAccessor;
import java.util.Base64;
import java.util.Locale;
import java.util.Objects;

/**
 * Reads JSON values as values of a declared type. What each may look like is said in {@code docs/serving.md}; whatever would lose
 * something on the way (a fraction, a digit, a finer time) is refused instead.
 */
final class JsonValues {
    private static final int LONGEST_NUMBER = 400;
    private static final long MICROS_PER_SECOND = 1_000_000;
    private static final int NANOS_PER_MICRO = 1_000;
    private static final String TIME_REMEDY =
            "Write a time such as \"2013-01-31T23:59:59.123456Z\", or whole seconds since 1970.";

    private static final DateTimeFormatter TIME = new DateTimeFormatterBuilder()
            .parseCaseInsensitive()
            .append(DateTimeFormatter.ISO_LOCAL_DATE)
            .appendPattern("['T'][' ']")
            .append(DateTimeFormatter.ISO_LOCAL_TIME)
            .optionalStart()
            .appendOffsetId()
            .toFormatter(Locale.ROOT)
            .withResolverStyle(ResolverStyle.STRICT);

    private JsonValues() {}

    /**
     * Reads the values of an array, of which the opening bracket was read.
     *
     * @param zone the zone of times that are written without one
     * @param expected how many there will probably be
     */
    static Column readArray(JsonParser json, ValueType type, ZoneId zone, int expected)
            throws IOException, UnfitJsonException {
        Column values = new Column(type, expected);
        for (JsonToken token = json.nextToken(); token != JsonToken.END_ARRAY; token = json.nextToken()) {
            if (token == JsonToken.VALUE_NULL) {
                values.addNull();
                continue;
            }
            try {
                read(json, type, zone, values);
            } catch (UnfitJsonException e) {
                throw e.within(values.size());
            }
        }
        return values;
    }

    private static void read(JsonParser json, ValueType type, ZoneId zone, Column into)
            throws IOException, UnfitJsonException {
        switch (type.kind()) {
            case BOOL -> into.add(truth(json) ? 1 : 0);
            case INT32 -> into.add(integer(json, Integer.MIN_VALUE, Integer.MAX_VALUE));
            case INT64 -> into.add(integer(json, Long.MIN_VALUE, Long.MAX_VALUE));
            case FLOAT32 -> into.add(Float.floatToIntBits(float32(json)));
            case FLOAT64 -> into.add(Double.doubleToLongBits(float64(json)));
            case DECIMAL -> into.add(decimal(json, type));
            case STRING -> into.add(utf8(json));
            case BYTES -> into.add(bytes(json));
            case DATE -> into.add(date(json));
            case TIMESTAMP -> into.add(timestamp(json, zone));
            case ARRAY -> into.add(array(json, type, zone));
        }
    }

    private static boolean truth(JsonParser json) throws IOException, UnfitJsonException {
        return switch (json.currentToken()) {
            case VALUE_TRUE -> true;
            case VALUE_FALSE -> false;
            default -> throw UnfitJsonException.of(json, "Write true or false.");
        };
    }

    /** A JSON integer, or a string of its digits: JavaScript has no other way to say numbers beyond 2^53. */
    private static long integer(JsonParser json, long least, long most) throws IOException, UnfitJsonException {
        JsonToken token = json.currentToken();
        if (token == JsonToken.VALUE_NUMBER_INT || token == JsonToken.VALUE_STRING) {
            try {
                long value = Long.parseLong(json.getText());
                if (value >= least && value <= most) {
                    return value;
                }
            } catch (NumberFormatException tooLongOrNoInteger) {
                throw UnfitJsonException.of(json, integerRemedy(least, most));
            }
        }
        throw UnfitJsonException.of(json, integerRemedy(least, most));
    }

    private static String integerRemedy(long least, long most) {
        return "Write an integer from %d to %d, without fraction or exponent.".formatted(least, most);
    }

    private static double float64(JsonParser json) throws IOException, UnfitJsonException {
        switch (json.currentToken()) {
            case VALUE_NUMBER_INT, VALUE_NUMBER_FLOAT -> {
                // From the text: the parser reads "-0" as an integer, which has no negative zero.
                double value = Double.parseDouble(json.getText());
                if (Double.isInfinite(value)) {
                    throw UnfitJsonException.of(json, "It is beyond the largest number of this type.");
                }
                return value;
            }
            case VALUE_STRING -> {
                return nonFinite(json);
            }
            default -> throw UnfitJsonException.of(json, "Write a number.");
        }
    }

    /** From the text itself: by way of a double it would be rounded twice. */
    private static float float32(JsonParser json) throws IOException, UnfitJsonException {
        switch (json.currentToken()) {
            case VALUE_NUMBER_INT, VALUE_NUMBER_FLOAT -> {
                float value = Float.parseFloat(json.getText());
                if (Float.isInfinite(value)) {
                    throw UnfitJsonException.of(json, "It is beyond the largest number of this type.");
                }
                return value;
            }
            case VALUE_STRING -> {
                return (float) nonFinite(json);
            }
            default -> throw UnfitJsonException.of(json, "Write a number.");
        }
    }

    private static double nonFinite(JsonParser json) throws IOException, UnfitJsonException {
        return switch (json.getText()) {
            case "NaN" -> Double.NaN;
            case "Infinity" -> Double.POSITIVE_INFINITY;
            case "-Infinity" -> Double.NEGATIVE_INFINITY;
            default ->
                throw UnfitJsonException.of(
                        json, "Write a number without quotes, or one of \"NaN\", \"Infinity\", \"-Infinity\".");
        };
    }

    private static BigDecimal decimal(JsonParser json, ValueType type) throws IOException, UnfitJsonException {
        JsonToken token = json.currentToken();
        if (!token.isNumeric() && token != JsonToken.VALUE_STRING) {
            throw UnfitJsonException.of(json, "Write a number, in quotes so that no reader rounds it.");
        }
        String text = json.getText();
        try {
            if (text.length() <= LONGEST_NUMBER) {
                // Stripped first: setScale on a number such as 1e-999999999 would take all memory.
                BigDecimal value = new BigDecimal(text).stripTrailingZeros();
                long wholeDigits = (long) value.precision() - value.scale();
                if (value.signum() == 0
                        || (value.scale() <= type.scale() && wholeDigits <= type.precision() - type.scale())) {
                    return (value.signum() == 0 ? BigDecimal.ZERO : value).setScale(type.scale());
                }
            }
        } catch (NumberFormatException noNumber) {
            throw UnfitJsonException.of(json, "Write a number, in quotes so that no reader rounds it.");
        }
        throw UnfitJsonException.of(
                json,
                "It needs more than %d digits before the point or %d after it."
                        .formatted(type.precision() - type.scale(), type.scale()));
    }

    private static String text(JsonParser json, String remedy) throws IOException, UnfitJsonException {
        if (json.currentToken() != JsonToken.VALUE_STRING) {
            throw UnfitJsonException.of(json, remedy);
        }
        return json.getText();
    }

    private static byte[] utf8(JsonParser json) throws IOException, UnfitJsonException {
        String text = text(json, "Write it in quotes.");
        for (int i = 0; i < text.length(); i++) {
            if (Character.isSurrogate(text.charAt(i))) {
                if (i + 1 == text.length() || !Character.isSurrogatePair(text.charAt(i), text.charAt(i + 1))) {
                    throw UnfitJsonException.of(json, "It holds half of a surrogate pair, which is no character.");
                }
                i++;
            }
        }
        return text.getBytes(StandardCharsets.UTF_8);
    }

    private static byte[] bytes(JsonParser json) throws IOException, UnfitJsonException {
        String text = text(json, "Write the bytes in base64, in quotes.");
        try {
            return Base64.getDecoder().decode(text);
        } catch (IllegalArgumentException notBase64) {
            throw UnfitJsonException.of(json, "Write the bytes in base64 (RFC 4648, with + and /).");
        }
    }

    private static long date(JsonParser json) throws IOException, UnfitJsonException {
        String text = text(json, "Write a date such as \"2013-01-31\".");
        try {
            return Math.toIntExact(LocalDate.parse(text).toEpochDay());
        } catch (DateTimeException | ArithmeticException notADate) {
            throw UnfitJsonException.of(json, "Write a date such as \"2013-01-31\".");
        }
    }

    /** RFC 3339, or a whole number of seconds since 1970. */
    private static long timestamp(JsonParser json, ZoneId zone) throws IOException, UnfitJsonException {
        try {
            if (json.currentToken() == JsonToken.VALUE_NUMBER_INT) {
                return Math.multiplyExact(Long.parseLong(json.getText()), MICROS_PER_SECOND);
            }
            if (json.currentToken() == JsonToken.VALUE_STRING) {
                return micros(json, TIME.parseBest(json.getText(), OffsetDateTime::from, LocalDateTime::from), zone);
            }
        } catch (DateTimeException | ArithmeticException | NumberFormatException notATime) {
            throw UnfitJsonException.of(json, TIME_REMEDY);
        }
        throw UnfitJsonException.of(json, TIME_REMEDY);
    }

    private static long micros(JsonParser json, TemporalAccessor time, ZoneId zone)
            throws IOException, UnfitJsonException {
        OffsetDateTime moment =
                time instanceof LocalDateTime local ? local.atZone(zone).toOffsetDateTime() : (OffsetDateTime) time;
        if (moment.getNano() % NANOS_PER_MICRO != 0) {
            throw UnfitJsonException.of(json, "Times are kept to the microsecond: cut the finer digits off.");
        }
        return Micros.of(moment.toInstant());
    }

    private static Column array(JsonParser json, ValueType type, ZoneId zone) throws IOException, UnfitJsonException {
        if (json.currentToken() != JsonToken.START_ARRAY) {
            throw UnfitJsonException.of(json, "Write the elements in brackets.");
        }
        return readArray(json, Objects.requireNonNull(type.element(), "an ARRAY has an element type"), zone, 8);
    }
}
