package dev.tandem.transform.aggregate;

import dev.tandem.definition.Transforms.UnfitTransformException;
import dev.tandem.definition.ValueType;
import dev.tandem.row.ValueSource;
import java.io.Serializable;
import java.math.BigDecimal;
import java.math.BigInteger;

/** How the numbers of a column go into an {@link ExactSum}, which knows nothing of types. */
sealed interface Numbers extends Serializable {

    /**
     * Those of a type.
     *
     * @throws UnfitTransformException when its values are no numbers
     */
    static Numbers of(AggregateCall call) {
        ValueType type = call.columnType();
        return switch (type.kind()) {
            case INT32 -> new Int32();
            case INT64 -> new Int64();
            case FLOAT32 -> new Float32();
            case FLOAT64 -> new Float64();
            case DECIMAL -> new Decimal(type.scale());
            case BOOL, STRING, BYTES, DATE, TIMESTAMP, ARRAY -> throw call.unfitColumn("numbers");
        };
    }

    void add(ExactSum sum, ValueSource values, int column);

    void addSquare(ExactSum sum, ValueSource values, int column);

    /** The number as a double: the nearest, where it has none of its own. */
    double doubleAt(ValueSource values, int column);

    /** What to divide a sum by to get that of the numbers: decimals go in as their digits. */
    default BigInteger unit() {
        return BigInteger.ONE;
    }

    record Int32() implements Numbers {
        @Override
        public void add(ExactSum sum, ValueSource values, int column) {
            sum.add((long) values.intAt(column));
        }

        @Override
        public void addSquare(ExactSum sum, ValueSource values, int column) {
            sum.addSquare((long) values.intAt(column));
        }

        @Override
        public double doubleAt(ValueSource values, int column) {
            return values.intAt(column);
        }
    }

    record Int64() implements Numbers {
        @Override
        public void add(ExactSum sum, ValueSource values, int column) {
            sum.add(values.longAt(column));
        }

        @Override
        public void addSquare(ExactSum sum, ValueSource values, int column) {
            sum.addSquare(values.longAt(column));
        }

        @Override
        public double doubleAt(ValueSource values, int column) {
            return (double) values.longAt(column);
        }
    }

    record Float32() implements Numbers {
        @Override
        public void add(ExactSum sum, ValueSource values, int column) {
            sum.add((double) values.floatAt(column));
        }

        @Override
        public void addSquare(ExactSum sum, ValueSource values, int column) {
            sum.addSquare((double) values.floatAt(column));
        }

        @Override
        public double doubleAt(ValueSource values, int column) {
            return values.floatAt(column);
        }
    }

    record Float64() implements Numbers {
        @Override
        public void add(ExactSum sum, ValueSource values, int column) {
            sum.add(values.doubleAt(column));
        }

        @Override
        public void addSquare(ExactSum sum, ValueSource values, int column) {
            sum.addSquare(values.doubleAt(column));
        }

        @Override
        public double doubleAt(ValueSource values, int column) {
            return values.doubleAt(column);
        }
    }

    /** Numbers of digits; they are added as integers, in the scale of their type. */
    record Decimal(int scale) implements Numbers {
        @Override
        public void add(ExactSum sum, ValueSource values, int column) {
            sum.add(digits(values, column));
        }

        @Override
        public void addSquare(ExactSum sum, ValueSource values, int column) {
            BigInteger digits = digits(values, column);
            sum.add(digits.multiply(digits));
        }

        @Override
        public double doubleAt(ValueSource values, int column) {
            return Rounding.quotient(digits(values, column), unit(), 0);
        }

        @Override
        public BigInteger unit() {
            return BigInteger.TEN.pow(scale);
        }

        private BigInteger digits(ValueSource values, int column) {
            BigDecimal value = values.decimalAt(column);
            return value.scale() == scale
                    ? value.unscaledValue()
                    : value.setScale(scale).unscaledValue();
        }
    }
}
