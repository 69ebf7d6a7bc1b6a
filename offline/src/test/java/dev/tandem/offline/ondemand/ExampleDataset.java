package dev.tandem.offline.ondemand;

import dev.tandem.definition.Transforms.ExpressionColumn;
import dev.tandem.transform.expression.ExampleRows;
import dev.tandem.transform.expression.Examples;
import dev.tandem.transform.expression.SparkTypes;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;
import org.jspecify.annotations.Nullable;
import scala.jdk.javaapi.CollectionConverters;

/** The generated rows as a dataset, each with its number in the last column. It is made of an RDD, as Spark would interpret a local relation. */
final class ExampleDataset {
    static final String NUMBER = "number";

    private ExampleDataset() {}

    /** The first {@code count} rows of a seed. */
    static Dataset<Row> of(SparkSession session, long seed, int count) {
        return of(session, ExampleRows.of(seed, count), IntStream.range(0, count));
    }

    /** Some of the rows. */
    static Dataset<Row> of(SparkSession session, List<List<@Nullable Object>> rows, IntStream numbers) {
        StructType schema = new StructType();
        for (ExpressionColumn column : Examples.COLUMNS) {
            schema = schema.add(column.name(), SparkTypes.of(column.type()));
        }
        return session.createDataFrame(
                JavaSparkContext.fromSparkContext(session.sparkContext())
                        .parallelize(
                                numbers.mapToObj(number -> row(rows, number)).toList(), 2),
                schema.add(NUMBER, DataTypes.IntegerType));
    }

    private static Row row(List<List<@Nullable Object>> rows, int number) {
        List<@Nullable Object> values = new ArrayList<>();
        for (Object value : rows.get(number)) {
            values.add(
                    value instanceof List<?> list
                            ? CollectionConverters.asScala(list).toSeq()
                            : value);
        }
        values.add(number);
        return RowFactory.create(values.toArray());
    }

    /** A value that Spark gave, in its type's Java form. */
    static @Nullable Object javaForm(@Nullable Object value) {
        return value instanceof scala.collection.Seq<?> seq ? new ArrayList<>(CollectionConverters.asJava(seq)) : value;
    }
}
