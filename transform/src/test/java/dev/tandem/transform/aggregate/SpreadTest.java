package dev.tandem.transform.aggregate;

import java.util.List;
import java.util.LongSummaryStatistics;
import org.jspecify.annotations.Nullable;

/** A function that a team adds is found by its name, and held to the same law. */
class SpreadTest extends AggregatorContract {
    @Override
    List<Use> uses() {
        return List.of(Use.of("spread", "INT64"));
    }

    @Override
    @Nullable
    Object naive(Use use, List<Event> events) {
        LongSummaryStatistics all =
                events.stream().mapToLong(event -> (Long) event.value()).summaryStatistics();
        try {
            return events.isEmpty() ? null : (Object) Math.subtractExact(all.getMax(), all.getMin());
        } catch (ArithmeticException tooFar) {
            return null;
        }
    }
}
