package dev.tandem.transform.window;

import dev.tandem.definition.Derivation.Aggregation;
import dev.tandem.definition.Feature;
import dev.tandem.row.ValueSource;
import dev.tandem.transform.aggregate.Accumulator;
import dev.tandem.transform.aggregate.AggregateFunctions;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import org.jspecify.annotations.Nullable;

/** The rule of docs/semantics.md read literally: of all known events, those inside of the window, aggregated. */
final class NaiveWindows {
    private final Views views;
    private final WindowPlan plan;

    NaiveWindows(Views views) {
        this.views = views;
        this.plan = views.plan();
    }

    List<@Nullable Object> valuesAt(long instant, List<WindowEvent> known) {
        List<@Nullable Object> values = new ArrayList<>();
        for (Feature feature : views.features()) {
            values.add(value(feature.aggregation(), instant, known));
        }
        return values;
    }

    private @Nullable Object value(Aggregation aggregation, long instant, List<WindowEvent> known) {
        long resolution = Math.max(1, aggregation.resolution().toNanos() / 1_000);
        long edge = Math.floorDiv(instant - aggregation.window().toNanos() / 1_000, resolution) * resolution;
        Accumulator accumulator = AggregateFunctions.installed()
                .bind(aggregation.function(), aggregation.column().map(Views.COLUMNS::get), aggregation.parameters())
                .init();
        List<WindowEvent> shuffled = new ArrayList<>(known);
        Collections.shuffle(shuffled, new Random(instant));
        for (WindowEvent event : shuffled) {
            if (edge < event.time() && event.time() <= instant && isTrue(aggregation, event)) {
                ValueSource values = event.values();
                int column = aggregation.column().map(this::position).orElse(-1);
                if (column < 0 || !values.isNull(column)) {
                    accumulator.update(values, column, event.time(), event.id());
                }
            }
        }
        return accumulator.finish();
    }

    private boolean isTrue(Aggregation aggregation, WindowEvent event) {
        return aggregation
                .where()
                .map(text -> (event.conditions() >>> plan.conditions().indexOf(text) & 1) == 1)
                .orElse(true);
    }

    private int position(String column) {
        return plan.columns().stream().map(WindowPlan.Column::name).toList().indexOf(column);
    }
}
