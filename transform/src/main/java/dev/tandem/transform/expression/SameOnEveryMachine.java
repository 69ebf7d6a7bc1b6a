package dev.tandem.transform.expression;

import java.util.Collections;
import java.util.Map;
import org.apache.spark.sql.catalyst.expressions.Acos;
import org.apache.spark.sql.catalyst.expressions.Asin;
import org.apache.spark.sql.catalyst.expressions.Atan;
import org.apache.spark.sql.catalyst.expressions.Atan2;
import org.apache.spark.sql.catalyst.expressions.Cbrt;
import org.apache.spark.sql.catalyst.expressions.Cos;
import org.apache.spark.sql.catalyst.expressions.Cosh;
import org.apache.spark.sql.catalyst.expressions.Cot;
import org.apache.spark.sql.catalyst.expressions.Csc;
import org.apache.spark.sql.catalyst.expressions.Expression;
import org.apache.spark.sql.catalyst.expressions.Hypot;
import org.apache.spark.sql.catalyst.expressions.Lower;
import org.apache.spark.sql.catalyst.expressions.Sec;
import org.apache.spark.sql.catalyst.expressions.Sin;
import org.apache.spark.sql.catalyst.expressions.Sinh;
import org.apache.spark.sql.catalyst.expressions.Tan;
import org.apache.spark.sql.catalyst.expressions.Tanh;
import org.apache.spark.sql.catalyst.expressions.Upper;
import org.apache.spark.sql.catalyst.expressions.objects.StaticInvoke;
import org.apache.spark.sql.catalyst.util.CollationAwareUTF8String;
import org.apache.spark.sql.catalyst.util.CollationFactory;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.unsafe.types.UTF8String;
import scala.Option;
import scala.collection.immutable.Seq;

/**
 * Functions whose values, in Spark, depend on the machine, computed so that every machine gives the same. A training set made on one
 * would otherwise not agree with a server on another.
 *
 * <p>Spark computes the trigonometric functions and some others by {@link Math}, whose last bit may differ between processors and versions
 * of Java: HotSpot has machine code of its own for some of them. {@link StrictMath} prescribes an algorithm (fdlibm), and Spark itself
 * takes it for logarithms and powers. The difference to what Spark would give is in the last bits, if any.
 *
 * <p>Spark turns letters into capitals and back by the rules of the machine's language, by which the small letter of {@code I} has no dot
 * in Turkey. Here they are those of no language, which are Spark's in English too.
 *
 * <p>Public for the code that Spark generates; nothing else needs it.
 */
public final class SameOnEveryMachine {
    private static final int NO_LANGUAGE = CollationFactory.UNICODE_COLLATION_ID;

    private static final Map<Class<? extends Expression>, String> LETTERS =
            Map.of(Lower.class, "lower", Upper.class, "upper");

    private static final Map<Class<? extends Expression>, String> NUMBERS = Map.ofEntries(
            Map.entry(Sin.class, "sin"),
            Map.entry(Cos.class, "cos"),
            Map.entry(Tan.class, "tan"),
            Map.entry(Csc.class, "csc"),
            Map.entry(Sec.class, "sec"),
            Map.entry(Cot.class, "cot"),
            Map.entry(Asin.class, "asin"),
            Map.entry(Acos.class, "acos"),
            Map.entry(Atan.class, "atan"),
            Map.entry(Atan2.class, "atan2"),
            Map.entry(Sinh.class, "sinh"),
            Map.entry(Cosh.class, "cosh"),
            Map.entry(Tanh.class, "tanh"),
            Map.entry(Cbrt.class, "cbrt"),
            Map.entry(Hypot.class, "hypot"));

    private SameOnEveryMachine() {}

    /** The method of this class for one of these functions; any other node as it is. */
    static Expression replaced(Expression node) {
        if (NUMBERS.containsKey(node.getClass())) {
            return call(NUMBERS.get(node.getClass()), DataTypes.DoubleType, node.children());
        }
        return LETTERS.containsKey(node.getClass())
                ? call(LETTERS.get(node.getClass()), DataTypes.StringType, node.children())
                : node;
    }

    private static Expression call(String method, DataType type, Seq<Expression> arguments) {
        return new StaticInvoke(
                SameOnEveryMachine.class,
                type,
                method,
                arguments,
                Trees.seq(Collections.nCopies(arguments.size(), type)),
                true,
                false,
                true,
                Option.empty());
    }

    /** A text in small letters. */
    public static UTF8String lower(UTF8String text) {
        return CollationAwareUTF8String.toLowerCase(text, NO_LANGUAGE);
    }

    /** A text in capitals. */
    public static UTF8String upper(UTF8String text) {
        return CollationAwareUTF8String.toUpperCase(text, NO_LANGUAGE);
    }

    /** The sine of an angle in radians. */
    public static double sin(double x) {
        return StrictMath.sin(x);
    }

    /** The cosine of an angle in radians. */
    public static double cos(double x) {
        return StrictMath.cos(x);
    }

    /** The tangent of an angle in radians. */
    public static double tan(double x) {
        return StrictMath.tan(x);
    }

    /** The cosecant of an angle in radians. */
    public static double csc(double x) {
        return 1 / StrictMath.sin(x);
    }

    /** The secant of an angle in radians. */
    public static double sec(double x) {
        return 1 / StrictMath.cos(x);
    }

    /** The cotangent of an angle in radians. */
    public static double cot(double x) {
        return 1 / StrictMath.tan(x);
    }

    /** The angle whose sine it is. */
    public static double asin(double x) {
        return StrictMath.asin(x);
    }

    /** The angle whose cosine it is. */
    public static double acos(double x) {
        return StrictMath.acos(x);
    }

    /** The angle whose tangent it is. */
    public static double atan(double x) {
        return StrictMath.atan(x);
    }

    /** The angle of a point. As in Spark, the sign of a zero does not matter. */
    public static double atan2(double y, double x) {
        return StrictMath.atan2(y + 0.0, x + 0.0);
    }

    /** The hyperbolic sine. */
    public static double sinh(double x) {
        return StrictMath.sinh(x);
    }

    /** The hyperbolic cosine. */
    public static double cosh(double x) {
        return StrictMath.cosh(x);
    }

    /** The hyperbolic tangent. */
    public static double tanh(double x) {
        return StrictMath.tanh(x);
    }

    /** The cube root. */
    public static double cbrt(double x) {
        return StrictMath.cbrt(x);
    }

    /** The length of the hypotenuse. */
    public static double hypot(double x, double y) {
        return StrictMath.hypot(x, y);
    }
}
