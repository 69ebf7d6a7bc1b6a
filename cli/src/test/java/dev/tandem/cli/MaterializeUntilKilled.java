package dev.tandem.cli;

import dev.tandem.offline.SparkSessions;
import java.nio.file.Path;
import java.util.Map;

/** A process that materialises the project of a folder, and is killed after some batches. */
final class MaterializeUntilKilled {
    private MaterializeUntilKilled() {}

    public static void main(String[] arguments) {
        OrdersProject project = new OrdersProject(Path.of(arguments[0]));
        int batches = Integer.parseInt(arguments[1]);
        KilledMaterializerIT.materialize(
                project,
                SparkSessions.start("local[2]", Map.of("spark.sql.shuffle.partitions", "2")),
                batches,
                StoppingSink.End.HALT);
    }
}
