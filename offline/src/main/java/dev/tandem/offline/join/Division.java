package dev.tandem.offline.join;

import dev.tandem.offline.join.PointInTimeJoin.Lookup;
import dev.tandem.offline.source.FeatureLayout;
import dev.tandem.offline.source.FeatureRows;
import java.io.Serializable;
import java.util.List;
import org.apache.spark.SparkConf;
import org.apache.spark.SparkContext;

/**
 * How the work of a join is divided, so that it fits in memory and every core has some of it. It changes no value.
 *
 * @param parts into how many parts labels and views are divided by their keys, at least 1
 * @param siftedBytes how many bytes of a view's rows a task that reads them holds, to let go of those that cannot win before they are
 *     exchanged; 0 exchanges all of them
 * @param heldBytes how many bytes of winning rows a part holds, of all views together; what is more waits on disk for its turn
 */
public record Division(int parts, long siftedBytes, long heldBytes) implements Serializable {
    private static final long LABELS_IN_ONE_PART = 250_000;
    private static final long MOST_LABELS_SENT_TO_TASKS = 10_000_000;
    private static final long SIFTED_BYTES = 64L << 20;
    private static final int SHARE_OF_MEMORY = 5;
    private static final int BYTES_OF_A_ROW = 48;
    private static final int BYTES_OF_A_COLUMN = 12;

    /**
     * What suits a join, and the memory that Spark's tasks have.
     *
     * @param labels how many there are
     * @param lookups what they ask
     */
    public static Division of(long labels, List<Lookup> lookups, SparkContext context) {
        int cores = cores(context);
        long heldBytes = memory(context) / SHARE_OF_MEMORY / cores;
        long bytesOfOneLabel = lookups.stream()
                .map(Lookup::rows)
                .map(FeatureRows::layout)
                .distinct()
                .mapToLong(Division::bytes)
                .sum();
        long labelsInOnePart = Math.max(1, Math.min(LABELS_IN_ONE_PART, heldBytes / 2 / Math.max(1, bytesOfOneLabel)));
        return new Division(
                inWholeRounds(labels / labelsInOnePart + 1, context),
                labels <= MOST_LABELS_SENT_TO_TASKS ? SIFTED_BYTES : 0,
                heldBytes);
    }

    /**
     * A number of parts that keeps all cores busy to the end: of three equal parts on two cores, one core would wait for the third.
     *
     * @param fewest how many parts there have to be
     * @return the next multiple of the number of cores
     */
    public static int inWholeRounds(long fewest, SparkContext context) {
        long cores = context.defaultParallelism();
        return Math.toIntExact((fewest + cores - 1) / cores * cores);
    }

    private static long bytes(FeatureLayout layout) {
        return BYTES_OF_A_ROW + (long) BYTES_OF_A_COLUMN * layout.size();
    }

    /** What a process that runs tasks may use. */
    private static long memory(SparkContext context) {
        return context.isLocal()
                ? Runtime.getRuntime().maxMemory()
                : context.conf().getSizeAsBytes("spark.executor.memory", "1g");
    }

    /** How many tasks run at once in such a process. */
    private static int cores(SparkContext context) {
        SparkConf conf = context.conf();
        return context.isLocal() ? context.defaultParallelism() : conf.getInt("spark.executor.cores", 1);
    }
}
