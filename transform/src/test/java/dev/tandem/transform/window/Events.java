package dev.tandem.transform.window;

import dev.tandem.row.ValueSource;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Events of {@link Views}' source. */
final class Events {
    private Events() {}

    /** An event of which every column that is a number is that number. */
    static WindowEvent of(WindowPlan plan, long time, long id, double amount) {
        return of(plan, time, id, amount, (long) amount, "t" + amount, -1L);
    }

    static WindowEvent of(
            WindowPlan plan,
            long time,
            long id,
            @Nullable Double amount,
            @Nullable Long number,
            @Nullable String text,
            long conditions) {
        List<@Nullable Object> values = new ArrayList<>();
        for (WindowPlan.Column column : plan.columns()) {
            values.add(
                    switch (column.name()) {
                        case "amount" -> amount;
                        case "number" -> number;
                        case "text" -> text;
                        default -> throw new IllegalArgumentException(column.name());
                    });
        }
        byte[] identity = plan.idOf(ValueSource.of(List.of(id)), 0);
        long known = plan.conditions().isEmpty()
                ? 0
                : conditions & (-1L >>> -plan.conditions().size());
        return WindowEvent.of(time, identity, ValueSource.of(values), known);
    }

    /** The first of each time and id. */
    static List<WindowEvent> distinct(List<WindowEvent> events) {
        Map<String, WindowEvent> first = new LinkedHashMap<>();
        events.forEach(event -> first.putIfAbsent(event.time() + " " + Arrays.toString(event.id()), event));
        return List.copyOf(first.values());
    }
}
