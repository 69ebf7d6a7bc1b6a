package dev.tandem.transform.window;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** The rules on windows in docs/semantics.md, each on both sides: the state for serving and the pass for training. */
class WindowRulesTest {

    @Test
    void a_window_covers_the_events_after_its_edge_up_to_the_instant_itself() {
        Views lastTen = new Views().with("count", "", 10, 10);

        assertThat(both(lastTen, 30, at(20), at(21), at(30))).containsExactly(2L);
    }

    @Test
    void the_edge_rounds_down_to_the_resolution() {
        Views lastTen = new Views().with("count", "", 10, 10);

        assertThat(both(lastTen, 39, at(20), at(21), at(29), at(39))).containsExactly(3L);
        assertThat(both(lastTen, 40, at(30), at(31), at(40))).containsExactly(2L);
    }

    @Test
    void the_edge_rounds_down_before_1970_too() {
        Views lastTen = new Views().with("count", "", 10, 10);

        assertThat(both(lastTen, -11, at(-30), at(-29), at(-21), at(-11))).containsExactly(3L);
        assertThat(both(lastTen, -1, at(-20), at(-19), at(-1))).containsExactly(2L);
    }

    @Test
    void an_exact_window_leaves_an_event_out_a_microsecond_later() {
        Views exact = new Views().with("count", "", 10, 0);

        assertThat(both(exact, 29, at(20))).containsExactly(1L);
        assertThat(both(exact, 30, at(20))).containsExactly(0L);
    }

    @Test
    void windows_of_several_lengths_and_resolutions_each_have_their_own_edge() {
        Views three =
                new Views().with("count", "", 5, 1).with("count", "", 30, 10).with("count", "", 200, 100);

        assertThat(both(three, 445, at(200), at(201), at(410), at(411), at(440), at(441), at(445)))
                .containsExactly(2L, 4L, 6L);
    }

    @Test
    void an_empty_window_is_0_for_counts_and_null_for_the_rest() {
        Views all = new Views()
                .with("count", "", 10, 1)
                .with("count", "amount", 10, 1)
                .with("count_distinct", "text", 10, 1)
                .with("sum", "amount", 10, 1)
                .with("avg", "amount", 10, 1)
                .with("stddev", "amount", 10, 1)
                .with("min", "amount", 10, 1)
                .with("last", "text", 10, 1)
                .with("last_k", "text", Map.of("k", "2"), Optional.empty(), 10, 1)
                .with("approx_percentile", "amount", Map.of("percentile", "0.5"), Optional.empty(), 10, 1);

        List<@Nullable Object> empty = new ArrayList<>(List.of(0L, 0L, 0L));
        for (int i = 3; i < 10; i++) {
            empty.add(null);
        }
        assertThat(both(all, 100)).isEqualTo(empty);
        assertThat(both(all, 100, at(5))).isEqualTo(empty);
    }

    @Test
    void nulls_of_the_column_do_not_count_but_their_events_do() {
        Views views = new Views()
                .with("count", "", 10, 1)
                .with("count", "amount", 10, 1)
                .with("avg", "amount", 10, 1);
        WindowPlan plan = views.plan();
        WindowEvent withNull = Events.of(plan, 5, 1, null, null, null, 0);
        WindowEvent withValue = Events.of(plan, 5, 2, 4.0, null, null, 0);

        assertThat(bothOf(views, 10, withNull, withValue)).containsExactly(2L, 1L, 4.0);
    }

    @Test
    void only_events_for_which_the_condition_is_true_count() {
        Views views = new Views()
                .with("count", "", Map.of(), Optional.of("amount > 1"), 10, 1)
                .with("count", "", Map.of(), Optional.of("amount > 2"), 10, 1)
                .with("count", "", 10, 1);
        WindowPlan plan = views.plan();
        assertThat(plan.conditions()).containsExactly("amount > 1", "amount > 2");

        assertThat(bothOf(
                        views,
                        10,
                        Events.of(plan, 5, 1, 1.0, null, null, 0b00),
                        Events.of(plan, 5, 2, 2.0, null, null, 0b01),
                        Events.of(plan, 5, 3, 3.0, null, null, 0b11)))
                .containsExactly(2L, 1L, 3L);
    }

    @Test
    void a_state_that_knows_later_events_does_not_tell_what_was_before_its_seal() {
        Views views = new Views().with("count", "", 10, 10).reaching(5);
        WindowPlan plan = views.plan();
        EntityWindows windows = EntityWindows.none(plan)
                .push(List.of(Events.of(plan, 20, 1, 1), Events.of(plan, 30, 1, 1)))
                .windows();

        assertThat(windows.valuesAt(24)).isEmpty();
        assertThat(windows.valuesAt(25)).contains(List.of(1L));
        assertThat(windows.valuesAt(30)).contains(List.of(1L));
    }

    @Test
    void a_state_whose_base_was_made_later_does_not_tell_what_was_known_before() {
        WindowPlan plan = new Views().with("count", "", 100, 10).plan();
        EntityWindows.Base base = new EntityWindows.Base(plan, 500);
        base.add(Events.of(plan, 420, 1, 1));

        assertThat(base.build().valuesAt(499)).isEmpty();
        assertThat(base.build().valuesAt(500)).contains(List.of(1L));
    }

    @Test
    void with_a_lag_an_event_counts_once_it_is_known() {
        Views views = new Views().with("count", "", 10, 1).knownAfter(3);
        WindowPlan plan = views.plan();
        EntityWindows windows = EntityWindows.none(plan)
                .push(List.of(Events.of(plan, 20, 1, 1)))
                .windows();

        assertThat(windows.valuesAt(22)).contains(List.of(0L));
        assertThat(windows.valuesAt(23)).contains(List.of(1L));
        assertThat(windows.valuesAt(29)).contains(List.of(1L));
        assertThat(windows.valuesAt(30)).contains(List.of(0L));
    }

    @Test
    void instants_further_away_than_windows_can_tell_have_empty_windows() {
        Views views = new Views().with("count", "", 10, 10);

        assertThat(EntityWindows.none(views.plan()).valuesAt(Long.MIN_VALUE)).contains(List.of(0L));
        assertThat(both(views, Long.MAX_VALUE, at(5))).containsExactly(0L);
        assertThat(new WindowPass(views.plan()).valuesAt(Long.MIN_VALUE)).containsExactly(0L);
    }

    private static long at(long time) {
        return time;
    }

    /** The values at an instant of events at those times, from both sides, which agree. */
    private static List<@Nullable Object> both(Views views, long instant, long... times) {
        WindowPlan plan = views.plan();
        List<WindowEvent> events = new ArrayList<>();
        for (long time : times) {
            events.add(Events.of(plan, time, 1, (double) time));
        }
        return bothOf(views, instant, events.toArray(WindowEvent[]::new));
    }

    private static List<@Nullable Object> bothOf(Views views, long instant, WindowEvent... events) {
        WindowPass pass = new WindowPass(views.plan());
        List.of(events).forEach(pass::add);
        List<@Nullable Object> values = pass.valuesAt(instant);
        EntityWindows pushed =
                EntityWindows.none(views.plan()).push(List.of(events)).windows();
        assertThat(pushed.valuesAt(instant)).contains(values);
        assertThat(EntityWindows.read(views.plan(), pushed.write()).valuesAt(instant))
                .contains(values);
        return values;
    }
}
