package dev.tandem.transform.aggregate;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tandem.row.ValueSource;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

class CountTest extends AggregatorContract {
    @Override
    List<Use> uses() {
        return List.of(Use.of("count", "STRING"), Use.of("count", "ARRAY<INT64>"), Use.of("count", "FLOAT64"));
    }

    @Override
    Object naive(Use use, List<Event> events) {
        return (long) events.size();
    }

    @Test
    void without_a_column_it_counts_events() {
        Accumulator count = AggregateFunctions.installed()
                .bind("count", Optional.empty(), new TreeMap<>())
                .init();
        count.update(ValueSource.of(List.of()), -1, 0, new byte[0]);

        assertThat(count.finish()).isEqualTo(1L);
    }

    @Test
    void of_nothing_it_is_zero_and_not_null() {
        assertThat(of(Use.of("count", "BOOL"))).isEqualTo(0L);
    }
}
