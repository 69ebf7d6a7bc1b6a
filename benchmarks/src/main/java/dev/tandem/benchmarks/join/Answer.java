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
import java.util.stream.Stream;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;

/**
 * What a table of joined rows holds, whatever their order: their number, and the sum of their hashes.
 *
 * @param rows how many there are
 * @param digest the sum of the hashes of all columns
 */
record Answer(long rows, BigDecimal digest) {
    /** Of the Parquet files in a folder. */
    static Answer in(Path folder, int views, SparkSession spark) {
        Column[] columns = Stream.concat(JoinData.labelColumns().stream(), JoinData.featuresOf(views).stream())
                .map(name -> col(name))
                .toArray(Column[]::new);
        Row found = spark.read()
                .parquet(folder.toString())
                .agg(count(lit(1)), sum(xxhash64(columns).cast("decimal(20,0)")))
                .head();
        return new Answer(found.getLong(0), found.getDecimal(1));
    }

    /** Fails unless all of them are the same. */
    static void requireEqual(List<Joining> joinings, SparkSession spark) {
        Answer first = joinings.get(0).answer(spark);
        for (Joining joining : joinings) {
            Answer answer = joining.answer(spark);
            if (!answer.equals(first)) {
                throw new TandemException("'%s' gives %s, but '%s' gives %s. Nothing was measured."
                        .formatted(joining.name(), answer, joinings.get(0).name(), first));
            }
        }
    }
}
