package dev.tandem.transform.expression;

import dev.tandem.definition.Transforms.UnfitTransformException;
import dev.tandem.definition.ValueType;
import org.apache.spark.sql.catalyst.expressions.Cast;
import org.apache.spark.sql.catalyst.expressions.EvalMode;
import org.apache.spark.sql.catalyst.expressions.Expression;
import org.apache.spark.sql.types.ArrayType;
import org.apache.spark.sql.types.ByteType;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.DecimalType;
import org.apache.spark.sql.types.IntegerType;
import org.apache.spark.sql.types.LongType;
import org.apache.spark.sql.types.NullType;
import org.apache.spark.sql.types.ShortType;
import scala.Option;

/**
 * Which results may stand for a declared type: those of the type itself, and those that become it without losing anything, such as an
 * INT32 that becomes a FLOAT64. Whatever might lose something is written as a CAST, for every reader to see.
 */
final class ResultType {
    private final ExpressionText text;
    private final DataType found;

    /**
     * @param text of the expression
     * @param found the type of its values
     */
    ResultType(ExpressionText text, DataType found) {
        this.text = text;
        this.found = found;
    }

    /** @throws UnfitTransformException when it is none of Tandem's types */
    ValueType type() {
        return SparkTypes.find(found)
                .orElseThrow(
                        () -> text.refusal(
                                "The expression gives %s, which is no type of a feature".formatted(found.sql()),
                                isIntegral(found)
                                        ? "Write CAST(%s AS INT).".formatted(text.text())
                                        : "The types are BOOL, INT32, INT64, FLOAT32, FLOAT64, DECIMAL(p,s), STRING, BYTES, DATE, TIMESTAMP and ARRAY of one of them."));
    }

    /** @throws UnfitTransformException when it could lose something on its way to the declared type */
    void check(ValueType declared) {
        if (!widens(found, SparkTypes.of(declared))) {
            throw text.refusal(
                    "The expression gives %s, which does not become the declared %s without loss"
                            .formatted(name(found), declared),
                    remedy(SparkTypes.of(declared)));
        }
    }

    /** The expression as one of the declared type, which was checked. */
    Expression as(ValueType declared, Expression compiled) {
        DataType to = SparkTypes.of(declared);
        return SparkTypes.find(found).equals(SparkTypes.find(to))
                ? compiled
                : new Cast(compiled, to, Option.apply(PinnedSettings.TIME_ZONE), EvalMode.ANSI());
    }

    private static String name(DataType type) {
        return SparkTypes.find(type).map(ValueType::toString).orElse(type.sql());
    }

    private String remedy(DataType to) {
        String cast = SparkTypes.find(found).isPresent() && Cast.canAnsiCast(found, to)
                ? "write CAST(%s AS %s)".formatted(text.text(), to.sql())
                : "write an expression of the declared type";
        return SparkTypes.find(found)
                .map(type -> "Declare it as %s, or %s.".formatted(type, cast))
                .orElseGet(() -> capital(cast) + ".");
    }

    private static String capital(String sentence) {
        return Character.toUpperCase(sentence.charAt(0)) + sentence.substring(1);
    }

    private static boolean widens(DataType from, DataType to) {
        if (from instanceof ArrayType array && to instanceof ArrayType target) {
            return widens(array.elementType(), target.elementType());
        }
        if (from instanceof NullType || SparkTypes.find(from).equals(SparkTypes.find(to))) {
            return true;
        }
        if (to instanceof DecimalType target) {
            return from instanceof DecimalType decimal
                    ? target.scale() >= decimal.scale() && wholeDigits(target) >= wholeDigits(decimal)
                    : isIntegral(from) && wholeDigits(target) >= digits(from);
        }
        if (to.equals(DataTypes.DoubleType)) {
            return from.equals(DataTypes.FloatType)
                    || (isIntegral(from) && digits(from) <= digits(DataTypes.IntegerType));
        }
        if (to.equals(DataTypes.FloatType)) {
            return isIntegral(from) && digits(from) <= digits(DataTypes.ShortType);
        }
        return isIntegral(from) && isIntegral(to) && digits(from) <= digits(to);
    }

    private static int wholeDigits(DecimalType decimal) {
        return decimal.precision() - decimal.scale();
    }

    private static boolean isIntegral(DataType type) {
        return digits(type) > 0;
    }

    /** The decimal digits of the largest value of an integral type; of any other, 0. */
    private static int digits(DataType type) {
        if (type instanceof ByteType) {
            return 3;
        }
        if (type instanceof ShortType) {
            return 5;
        }
        if (type instanceof IntegerType) {
            return 10;
        }
        return type instanceof LongType ? 19 : 0;
    }
}
