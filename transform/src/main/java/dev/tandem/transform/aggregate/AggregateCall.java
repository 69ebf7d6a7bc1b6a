package dev.tandem.transform.aggregate;

import dev.tandem.definition.Transforms.UnfitTransformException;
import dev.tandem.definition.ValueType;
import java.math.BigDecimal;
import java.util.Collections;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * What a definition asks of an aggregate function. Immutable.
 *
 * @param function its name
 * @param column the type of the column; empty when none is named
 * @param parameters what else it says, as written
 */
public record AggregateCall(String function, Optional<ValueType> column, SortedMap<String, String> parameters) {

    /** Copies the parameters. */
    public AggregateCall {
        parameters = Collections.unmodifiableSortedMap(new TreeMap<>(parameters));
    }

    /**
     * The type of the column, for a function that needs one.
     *
     * @throws UnfitTransformException when none is named
     */
    public ValueType columnType() {
        return column.orElseThrow(() -> unfit(
                "Function '%s' needs a column to aggregate".formatted(function), "Name one, such as column: amount."));
    }

    /**
     * A parameter that is a whole number.
     *
     * @throws UnfitTransformException when it is not there, not a whole number, or out of range
     */
    public int wholeNumber(String parameter, int smallest, int largest) {
        String text = text(parameter, String.valueOf(Math.min(largest, Math.max(smallest, 5))));
        try {
            int number = Integer.parseInt(text);
            if (number >= smallest && number <= largest) {
                return number;
            }
        } catch (NumberFormatException notANumber) {
            throw outOfRange(parameter, "a whole number from %,d to %,d".formatted(smallest, largest));
        }
        throw outOfRange(parameter, "a whole number from %,d to %,d".formatted(smallest, largest));
    }

    /**
     * A parameter that is a decimal fraction.
     *
     * @param digits how many may follow the point
     * @throws UnfitTransformException when it is not there, not a number, out of range or too long
     */
    public BigDecimal fraction(String parameter, BigDecimal smallest, BigDecimal largest, int digits) {
        String text = text(parameter, "0.9");
        @Nullable BigDecimal number = null;
        try {
            number = new BigDecimal(text).stripTrailingZeros();
        } catch (NumberFormatException notANumber) {
            // told below, like a number out of range
        }
        if (number == null
                || number.compareTo(smallest) < 0
                || number.compareTo(largest) > 0
                || number.scale() > digits) {
            throw outOfRange(
                    parameter, "a number from %s to %s with at most %d digits".formatted(smallest, largest, digits));
        }
        return number;
    }

    /**
     * A problem with the type of the column.
     *
     * @param wanted what the function works on, such as "numbers"
     */
    public UnfitTransformException unfitColumn(String wanted) {
        return unfit(
                "Function '%s' works on %s, and the column is %s".formatted(function, wanted, columnType()),
                "Choose another column or function, or give the column another type in a source with sql.");
    }

    static UnfitTransformException unfit(String problem, String remedy) {
        return new UnfitTransformException(problem, remedy, OptionalInt.empty());
    }

    private String text(String parameter, String example) {
        @Nullable String text = parameters.get(parameter);
        if (text == null) {
            throw unfit(
                    "Function '%s' needs the parameter '%s'".formatted(function, parameter),
                    "Add it, such as %s: %s.".formatted(parameter, example));
        }
        return text;
    }

    private UnfitTransformException outOfRange(String parameter, String wanted) {
        return unfit(
                "Parameter '%s' of function '%s' is '%s'".formatted(parameter, function, parameters.get(parameter)),
                "Write %s.".formatted(wanted));
    }
}
