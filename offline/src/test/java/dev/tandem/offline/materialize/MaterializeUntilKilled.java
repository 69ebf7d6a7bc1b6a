package dev.tandem.offline.materialize;

import static dev.tandem.offline.materialize.Readings.NOON;

import dev.tandem.definition.Definitions;
import dev.tandem.definition.FeatureView;
import dev.tandem.offline.History;
import dev.tandem.offline.RowSink;
import dev.tandem.offline.SparkSessions;
import dev.tandem.offline.Workspace;
import dev.tandem.registry.Registry;
import dev.tandem.registry.StoredView;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.Map;
import java.util.concurrent.CountDownLatch;

/** A program that materialises up to a batch, says so, and waits there for somebody to kill it. */
final class MaterializeUntilKilled {
    /** What it says. */
    static final String THERE = "there";

    private MaterializeUntilKilled() {}

    /** Arguments: the folder of {@link Readings} or of a {@link WindowHistory}, and the number of the batch before which to stop. */
    public static void main(String[] arguments) {
        Path folder = Path.of(arguments[0]);
        int stop = Integer.parseInt(arguments[1]);
        Registry registry = Registry.open(folder.resolve("registry.db").toString(), InstantSource.system());
        History history = new History(
                SparkSessions.start("local[1]", Map.of("spark.sql.shuffle.partitions", "2")),
                registry.findLatest("test").orElseThrow(),
                Workspace.of(folder));
        Materializer materializer = Materializer.of(
                history,
                registry,
                view -> WatchedSink.of(sink(history.definitions(), folder, view), batch -> {
                    if (batch == stop) {
                        System.out.println(THERE);
                        waitForEver();
                    }
                }),
                InstantSource.fixed(NOON));
        materializer.run(materializer.plan(MaterializationRequest.incremental()));
        // All is written and the registry knows: too late to be killed.
        System.exit(0);
    }

    /** Where the test that starts this looks for what was written. */
    private static RowSink sink(Definitions definitions, Path folder, StoredView stored) {
        FeatureView view = definitions.view(stored.view());
        return view.isWindowed()
                ? WindowHistory.sink(folder, definitions, view, "online")
                : Readings.sink(folder, stored);
    }

    private static void waitForEver() {
        try {
            new CountDownLatch(1).await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
