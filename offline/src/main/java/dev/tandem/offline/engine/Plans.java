package dev.tandem.offline.engine;

import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.catalyst.InternalRow;
import org.apache.spark.sql.catalyst.expressions.Alias;
import org.apache.spark.sql.catalyst.expressions.Attribute;
import org.apache.spark.sql.catalyst.expressions.NamedExpression;
import org.apache.spark.sql.catalyst.plans.logical.LogicalPlan;
import org.apache.spark.sql.classic.SparkSession;
import org.apache.spark.sql.functions;
import scala.Option;
import scala.collection.immutable.Nil$;
import scala.collection.immutable.Seq;

/** The way from datasets to Spark's logical plans and back. */
public final class Plans {
    private Plans() {}

    /** The plan of a dataset, every name resolved. */
    public static LogicalPlan plan(Dataset<Row> rows) {
        return ((org.apache.spark.sql.classic.Dataset<Row>) rows)
                .queryExecution()
                .analyzed();
    }

    /** The rows of a dataset as Spark's operators hand them on: each is overwritten by the next. */
    public static JavaRDD<InternalRow> internal(Dataset<Row> rows) {
        return ((org.apache.spark.sql.classic.Dataset<Row>) rows)
                .queryExecution()
                .toRdd()
                .toJavaRDD();
    }

    /** A dataset that computes a plan. */
    public static Dataset<Row> rows(SparkSession session, LogicalPlan plan) {
        return org.apache.spark.sql.classic.Dataset.ofRows(session, plan);
    }

    /** A column under another name. */
    public static NamedExpression named(Attribute column, String name) {
        return new Alias(column, name, NamedExpression.newExprId(), noNames(), Option.empty(), noNames());
    }

    /** Whether an expression is a column as it is, or under another name. */
    public static boolean isPlainColumn(NamedExpression expression) {
        return expression instanceof Attribute
                || (expression instanceof Alias alias && alias.child() instanceof Attribute);
    }

    /** The column that a {@linkplain #isPlainColumn plain} one is, whatever it is called. */
    public static Attribute plainColumn(NamedExpression expression) {
        return expression instanceof Alias alias ? (Attribute) alias.child() : (Attribute) expression;
    }

    /** The column of that name, whatever characters it is made of. */
    public static Column column(String name) {
        return functions.col("`" + name.replace("`", "``") + "`");
    }

    @SuppressWarnings("unchecked") // the empty sequence is one of anything
    private static Seq<String> noNames() {
        return (Seq<String>) (Seq<?>) Nil$.MODULE$;
    }
}
