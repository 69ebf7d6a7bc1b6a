package dev.tandem.benchmarks.micro;

import dev.tandem.definition.About;
import dev.tandem.definition.DefinitionFiles;
import dev.tandem.definition.Definitions;
import dev.tandem.definition.FeatureView;
import dev.tandem.definition.Project;
import dev.tandem.row.ValueSource;
import dev.tandem.transform.window.EntityWindows;
import dev.tandem.transform.window.WindowEvent;
import dev.tandem.transform.window.WindowPlan;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;
import org.jspecify.annotations.Nullable;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;

/** Twenty windows of one entity of a thousand events in thirty days, read as serving does: from the stored bytes, merging tiles. */
@State(Scope.Thread)
public class WindowBenchmark {
    private static final String DEFINITIONS = """
            entities:
              customer: {keys: {customer: INT64}}
            sources:
              orders: {format: parquet, path: orders, event_time: at, event_id: id, columns: {id: INT64, amount: FLOAT64}}
            views:
              spending:
                entities: [customer]
                source: orders
                resolution: 5m
                aggregations:
                  - {function: sum, column: amount, windows: [1h, 1d, 7d, 30d]}
                  - {function: avg, column: amount, windows: [1h, 1d, 7d, 30d]}
                  - {function: count, column: amount, windows: [1h, 1d, 7d, 30d]}
                  - {function: min, column: amount, windows: [1h, 1d, 7d, 30d]}
                  - {function: max, column: amount, windows: [1h, 1d, 7d, 30d]}
            """;
    private static final int EVENTS = 1_000;
    private static final long SPAN = 30L * 86_400 * 1_000_000;
    private static final long NOW = WideRow.EVENT_TIME + SPAN;

    private final WindowPlan plan = plan();
    private final byte[] stored = stored(plan);

    private static WindowPlan plan() {
        Definitions definitions =
                DefinitionFiles.parse(new Project("bench", About.NOTHING), Map.of("bench.yaml", DEFINITIONS));
        FeatureView view = definitions.view("spending");
        return WindowPlan.of(view, definitions.source(view.source()));
    }

    private static byte[] stored(WindowPlan plan) {
        EntityWindows.Base base = new EntityWindows.Base(plan, NOW);
        SplittableRandom random = new SplittableRandom(EVENTS);
        for (long i = 0; i < EVENTS; i++) {
            byte[] id = plan.idOf(ValueSource.of(List.of(i)), 0);
            List<Object> values = new ArrayList<>();
            plan.columns().forEach(column -> values.add(random.nextInt(1_000) / 100.0));
            base.add(WindowEvent.of(WideRow.EVENT_TIME + i * (SPAN / EVENTS), id, ValueSource.of(values), 0));
        }
        return base.build().write();
    }

    /** Reads all twenty. */
    @Benchmark
    public Optional<List<@Nullable Object>> merge() {
        return EntityWindows.read(plan, stored).valuesAt(NOW);
    }
}
