package dev.tandem.transform.aggregate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tandem.row.CorruptRowException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HexFormat;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class EventValuesTest extends AggregatorContract {
    @Override
    List<Use> uses() {
        return List.of(
                Use.of("first", "FLOAT64"),
                Use.of("first", "STRING"),
                Use.of("last", "INT64"),
                Use.of("last", "ARRAY<STRING>"),
                Use.of("last", "BYTES"),
                Use.of("last_k", "INT64", "k", "5"),
                Use.of("last_k", "STRING", "k", "1"),
                Use.of("last_k", "DECIMAL(20,2)", "k", "1000"));
    }

    @Override
    @Nullable
    Object naive(Use use, List<Event> events) {
        List<Object> newestFirst = new ArrayList<>(
                events.stream().sorted(Event::byTimeAndId).map(Event::value).toList());
        Collections.reverse(newestFirst);
        if (newestFirst.isEmpty()) {
            return null;
        }
        return switch (use.function()) {
            case "first" -> newestFirst.get(newestFirst.size() - 1);
            case "last" -> newestFirst.get(0);
            default -> {
                int k = Integer.parseInt(use.parameters().getOrDefault("k", ""));
                yield newestFirst.stream().limit(k).toList();
            }
        };
    }

    @Override
    int rounds() {
        return 40;
    }

    @Test
    void events_of_one_time_are_ordered_by_their_ids_as_unsigned_bytes() {
        Event low = new Event(5, new byte[] {1}, "low");
        Event high = new Event(5, new byte[] {-1}, "high");

        assertThat(accumulated(Use.of("last", "STRING").aggregator(), List.of(high, low))
                        .finish())
                .isEqualTo("high");
        assertThat(accumulated(Use.of("first", "STRING").aggregator(), List.of(high, low))
                        .finish())
                .isEqualTo("low");
    }

    @Test
    void the_newest_k_come_newest_first() {
        assertThat(of(Use.of("last_k", "INT64", "k", "2"), 1L, 2L, 3L)).isEqualTo(List.of(3L, 2L));
        assertThat(of(Use.of("last_k", "INT64", "k", "2"), 1L)).isEqualTo(List.of(1L));
        assertThat(of(Use.of("last_k", "INT64", "k", "2"))).isNull();
    }

    @Test
    void times_may_be_as_far_apart_as_there_are() {
        Use lastTwo = Use.of("last_k", "BOOL", "k", "2");
        Accumulator written = accumulated(
                lastTwo.aggregator(),
                List.of(new Event(Long.MIN_VALUE, new byte[0], false), new Event(Long.MAX_VALUE, new byte[0], true)));
        Accumulator read = lastTwo.aggregator().init();
        mergeBytes(read, bytes(written));

        assertThat(read.finish()).isEqualTo(List.of(true, false));
    }

    @Test
    void a_state_of_more_events_than_were_asked_for_is_refused() {
        byte[] two = bytes(accumulated(Use.of("last_k", "BOOL", "k", "2").aggregator(), events(true, false)));

        assertThatThrownBy(() -> mergeBytes(Use.of("last", "BOOL").aggregator().init(), two))
                .isInstanceOf(CorruptRowException.class)
                .hasMessageContaining("more than 1 events");
    }

    @Test
    void a_state_whose_times_do_not_descend_is_refused() {
        byte[] wrapped = HexFormat.of().parseHex("01" + "00" + "01" + "ffffffffffffffffff01" + "00" + "01");

        assertThatThrownBy(() -> mergeBytes(
                        Use.of("last_k", "BOOL", "k", "2").aggregator().init(), wrapped))
                .isInstanceOf(CorruptRowException.class)
                .hasMessageContaining("not in order");
    }
}
