package dev.tandem.benchmarks.join;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.count;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.sum;
import static org.apache.spark.sql.functions.xxhash64;

import dev.tandem.TandemException;
import java.math.BigDecimal;
import java.nio.file.Path;
import java.util.List;
import java.util.function.IntFunction;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;

/**
 * What a table of joined rows holds, whatever their order: their number, and a digest for each view.
 *
 * @param rows how many there are
 * @param digests for each view, the sum of the hashes of its columns beside those of the labels
 */
record Answer(long rows, List<BigDecimal> digests) {
    /**
     * Of the Parquet files in a folder. They are read once for each view: of a hundred columns and more at a time, Spark would neither read
     * batches nor compile what it does with them ({@code spark.sql.codegen.maxFields}).
     */
    static Answer in(Path folder, int views, SparkSession spark) {
        return of(view -> spark.read().parquet(folder.toString()), views);
    }

    /** Of rows that are computed for each view by itself: the columns of the labels, and at least those of the view. */
    static Answer of(IntFunction<Dataset<Row>> rows, int views) {
        List<Row> found = IntStream.range(0, views)
                .mapToObj(view -> rows.apply(view)
                        .agg(count(lit(1)), sum(xxhash64(columns(view)).cast("decimal(20,0)")))
                        .head())
                .toList();
        return new Answer(
                found.get(0).getLong(0),
                found.stream().map(row -> row.getDecimal(1)).toList());
    }

    private static Column[] columns(int view) {
        return Stream.concat(JoinData.labelColumns().stream(), JoinData.features(view).stream())
                .map(name -> col(name))
                .toArray(Column[]::new);
    }

    /** Fails unless all of them are the same. */
    static void requireEqual(List<Joining> joinings, SparkSession spark) {
        Joining first = joinings.get(0);
        Answer answer = first.answer(spark);
        for (Joining joining : joinings.subList(1, joinings.size())) {
            answer.requireOf(joining, first.name(), spark);
        }
    }

    /**
     * Fails unless a joining gives this, as far as it has views.
     *
     * @param name of what gave this
     */
    void requireOf(Joining joining, String name, SparkSession spark) {
        Answer expected = new Answer(rows, digests.subList(0, joining.views()));
        Answer found = joining.answer(spark);
        if (!found.equals(expected)) {
            throw new TandemException("'%s' gives %s, but '%s' gives %s. Nothing was measured."
                    .formatted(joining.name(), found, name, expected));
        }
    }
}
