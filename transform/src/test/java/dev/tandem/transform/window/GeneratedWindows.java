package dev.tandem.transform.window;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import org.jspecify.annotations.Nullable;

/** Views and events made from a seed, with many equal times, nulls, edges and negative times. */
final class GeneratedWindows {
    private static final List<Double> AMOUNTS =
            List.of(0.1, 0.2, -0.3, 1e300, -1e300, 1e-300, Double.NaN, Double.NEGATIVE_INFINITY, -0.0, 5.0);

    private final Random random;

    GeneratedWindows(long seed) {
        this.random = new Random(seed);
    }

    int below(int bound) {
        return random.nextInt(bound);
    }

    /** One to eight features over windows of up to 600 microseconds. */
    Views views() {
        Views views = new Views().reaching(1 + below(80));
        long[] resolutions = random.nextInt(4) == 0
                ? new long[] {0}
                : new long[] {1 + below(3), 10L * (1 + below(2)), 60L * (1 + below(2))};
        for (int i = 1; i < resolutions.length; i++) {
            resolutions[i] -= resolutions[i] % resolutions[i - 1];
        }
        for (int i = 1 + below(8); i > 0; i--) {
            int level = below(resolutions.length);
            long length = resolutions[level] + below(new int[] {40, 150, 600}[level]);
            Optional<String> where = switch (below(4)) {
                case 0 -> Optional.of("a > 1");
                case 1 -> Optional.of("b");
                default -> Optional.empty();
            };
            add(views, where, Math.max(1, length), resolutions[level]);
        }
        return views;
    }

    private void add(Views views, Optional<String> where, long length, long resolution) {
        switch (below(9)) {
            case 0 -> views.with("count", "", Map.of(), where, length, resolution);
            case 1 -> views.with("avg", "number", Map.of(), where, length, resolution);
            case 2 -> views.with("max", "text", Map.of(), where, length, resolution);
            case 3 -> views.with("last_k", "number", Map.of("k", "3"), where, length, resolution);
            case 4 -> views.with("first", "text", Map.of(), where, length, resolution);
            case 5 -> views.with("count_distinct", "text", Map.of(), where, length, resolution);
            case 6 -> views.with("approx_percentile", "amount", Map.of("percentile", "0.5"), where, length, resolution);
            case 7 -> views.with("stddev", "number", Map.of(), where, length, resolution);
            default -> views.with("sum", "amount", Map.of(), where, length, resolution);
        }
    }

    /** An event at about a time. */
    WindowEvent event(WindowPlan plan, long time) {
        return Events.of(
                plan,
                time,
                below(4),
                orNull(AMOUNTS.get(below(AMOUNTS.size()))),
                orNull(random.nextLong() >> below(64)),
                orNull("t" + below(5)),
                random.nextLong());
    }

    private <T> @Nullable T orNull(T value) {
        return below(5) == 0 ? null : value;
    }

    /** Events of a stretch of time, oldest first, none twice. */
    List<WindowEvent> history(WindowPlan plan, long from, long to, int count) {
        List<WindowEvent> events = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            events.add(event(plan, from + below((int) (to - from)) + 1));
        }
        List<WindowEvent> distinct = new ArrayList<>(Events.distinct(events));
        distinct.sort(WindowEvent.IDENTITY);
        return distinct;
    }
}
