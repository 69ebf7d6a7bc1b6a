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
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.apache.spark.sql.Column;
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
        List<Row> found = IntStream.range(0, views)
                .mapToObj(view -> spark.read()
                        .parquet(folder.toString())
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
        Answer first = joinings.get(0).answer(spark);
        for (Joining joining : joinings.subList(1, joinings.size())) {
            Answer answer = joining.answer(spark);
            if (!answer.equals(first)) {
                throw new TandemException("'%s' gives %s, but '%s' gives %s. Nothing was measured."
                        .formatted(joining.name(), answer, joinings.get(0).name(), first));
            }
        }
    }
}
