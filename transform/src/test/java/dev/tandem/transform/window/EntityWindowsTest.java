package dev.tandem.transform.window;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tandem.row.CorruptRowException;
import dev.tandem.transform.window.EntityWindows.Outcome;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.ObjectInputStream;
import java.io.ObjectOutputStream;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;

class EntityWindowsTest {
    private static final long MINUTE = 60_000_000L;
    private static final long HOUR = 60 * MINUTE;
    private static final long DAY = 24 * HOUR;

    private static final Views COUNT = new Views().with("count", "", 1_000, 10).reaching(100);

    @Test
    void an_event_that_comes_twice_counts_once() {
        WindowPlan plan = COUNT.plan();
        WindowEvent event = Events.of(plan, 500, 1, 1);
        WindowEvent other = Events.of(plan, 500, 2, 1);
        EntityWindows once =
                EntityWindows.none(plan).push(List.of(event, other, event)).windows();

        assertThat(once.push(List.of(event)).outcomes()).containsExactly(Outcome.DUPLICATE);
        assertThat(once.push(List.of(event)).windows()).isSameAs(once);
        assertThat(once.valuesAt(500)).contains(List.of(2L));
    }

    @Test
    void of_events_with_one_time_and_id_the_one_that_was_known_first_counts() {
        Views last = new Views().with("last", "text", 1_000, 10);
        WindowPlan plan = last.plan();
        EntityWindows windows = EntityWindows.none(plan)
                .push(List.of(Events.of(plan, 500, 1, 1), Events.of(plan, 500, 1, 2)))
                .windows()
                .push(List.of(Events.of(plan, 500, 1, 3)))
                .windows();

        assertThat(windows.valuesAt(500)).contains(List.of("t1.0"));
    }

    @Test
    void an_event_that_comes_too_late_to_tell_counts_after_the_next_base() {
        WindowPlan plan = COUNT.plan();
        WindowEvent early = Events.of(plan, 300, 1, 1);
        WindowEvent late = Events.of(plan, 350, 1, 1);
        WindowEvent newest = Events.of(plan, 500, 1, 1);
        EntityWindows pushed =
                EntityWindows.none(plan).push(List.of(early, newest)).windows();

        assertThat(pushed.push(List.of(late)).outcomes()).containsExactly(Outcome.LATE);
        assertThat(pushed.push(List.of(late)).windows().valuesAt(500)).contains(List.of(2L));
        EntityWindows base = base(plan, 400, early, late);
        assertThat(pushed.rebase(base).valuesAt(500)).contains(List.of(3L));
    }

    @Test
    void within_the_reach_events_may_come_in_any_order_with_the_same_bytes() {
        WindowPlan plan =
                new Views().with("sum", "amount", 1_000, 10).reaching(500).plan();
        List<WindowEvent> events = new ArrayList<>();
        for (int i = 0; i < 300; i++) {
            events.add(Events.of(plan, 1_000 + i % 97, i, 0.1 * i));
        }
        byte[] expected = EntityWindows.none(plan).push(events).windows().write();
        Random random = new Random(11);
        for (int attempt = 0; attempt < 10; attempt++) {
            Collections.shuffle(events, random);
            EntityWindows windows = EntityWindows.none(plan);
            for (int from = 0; from < events.size(); from += 50) {
                windows = windows.push(events.subList(from, from + 50)).windows();
            }
            assertThat(windows.write()).isEqualTo(expected);
        }
    }

    @Test
    void more_events_than_the_tail_holds_are_folded_and_still_count() {
        WindowPlan plan = new Views()
                .with("count", "", HOUR, MINUTE)
                .with("sum", "amount", HOUR, MINUTE)
                .reaching(HOUR)
                .plan();
        EntityWindows hot = EntityWindows.none(plan);
        for (int batch = 0; batch < 20; batch++) {
            List<WindowEvent> events = new ArrayList<>();
            for (int i = 0; i < 1_000; i++) {
                events.add(Events.of(plan, batch * MINUTE + i, i, 0.1));
            }
            hot = EntityWindows.read(plan, hot.push(events).windows().write());
            assertThat(hot.tail()).hasSizeLessThanOrEqualTo(EntityWindows.MOST_TAIL_EVENTS);
        }

        assertThat(hot.valuesAt(20 * MINUTE)).contains(List.of(20_000L, 2_000.0));
        assertThat(hot.write().length).isLessThan(30_000);
    }

    @Test
    void the_seal_never_divides_events_of_one_time() {
        WindowPlan plan = COUNT.plan();
        List<WindowEvent> events = new ArrayList<>();
        for (int i = 0; i < 3_000; i++) {
            events.add(Events.of(plan, 500, i, 1));
        }
        EntityWindows windows = EntityWindows.none(plan).push(events).windows();

        assertThat(windows.valuesAt(500)).contains(List.of(3_000L));
        assertThat(windows.newestEvent()).hasValue(500);
        assertThat(windows.push(events.subList(0, 1)).outcomes()).containsExactly(Outcome.LATE);
        assertThat(base(plan, 500, events.toArray(WindowEvent[]::new)).valuesAt(500))
                .contains(List.of(3_000L));
    }

    @Test
    void an_older_base_changes_nothing() {
        WindowPlan plan = COUNT.plan();
        WindowEvent first = Events.of(plan, 300, 1, 1);
        WindowEvent second = Events.of(plan, 310, 1, 1);
        EntityWindows newer = EntityWindows.none(plan).rebase(base(plan, 320, first, second));

        assertThat(newer.rebase(base(plan, 305, first))).isSameAs(newer);
        assertThat(newer.baseTo()).hasValue(320);
    }

    @Test
    void a_base_that_lacks_what_was_pushed_since_does_not_take_it_away() {
        WindowPlan plan = COUNT.plan();
        WindowEvent old = Events.of(plan, 300, 1, 1);
        WindowEvent pushed = Events.of(plan, 450, 1, 1);
        EntityWindows windows =
                EntityWindows.none(plan).push(List.of(pushed)).windows().rebase(base(plan, 400, old));

        assertThat(windows.valuesAt(450)).contains(List.of(2L));
        assertThat(windows.rebase(base(plan, 460, old, pushed)).valuesAt(460)).contains(List.of(2L));
    }

    @Test
    void pushes_that_are_folded_beyond_the_base_stay_when_it_comes() {
        WindowPlan plan = COUNT.plan();
        EntityWindows windows = EntityWindows.none(plan);
        List<WindowEvent> source = new ArrayList<>();
        for (long time = 0; time < 900; time += 3) {
            WindowEvent event = Events.of(plan, time, 1, 1);
            source.add(event);
            windows = windows.push(List.of(event)).windows();
        }
        WindowEvent neverPushed = Events.of(plan, 100, 7, 1);
        source.add(34, neverPushed);
        assertThat(windows.seal()).isGreaterThan(500);
        EntityWindows rebased = windows.rebase(base(
                plan, 500, source.stream().filter(event -> event.time() <= 500).toArray(WindowEvent[]::new)));

        assertThat(rebased.valuesAt(900)).contains(List.of(301L));
    }

    /** An event a minute for 60 days, in the windows that definitions have unless they say otherwise. */
    @Test
    void the_size_is_bounded_by_the_windows_and_not_by_the_events() {
        WindowPlan plan = usualWindows().plan();
        EntityWindows.Base base = new EntityWindows.Base(plan, 60 * DAY);
        for (long time = 0; time <= 60 * DAY; time += MINUTE) {
            base.add(Events.of(plan, time, 1, time % 1_000 / 8.0));
        }
        EntityWindows windows = base.build();

        assertThat(tilesOf(windows, 0)).isLessThanOrEqualTo(144 + 1 + 12);
        assertThat(tilesOf(windows, 1)).isLessThanOrEqualTo(288 + 1 + 24);
        assertThat(tilesOf(windows, 2)).isLessThanOrEqualTo(30 + 2);
        assertThat(windows.tail()).hasSizeLessThanOrEqualTo(60);
        assertThat(windows.valuesAt(60 * DAY).orElseThrow().subList(0, 4))
                .containsExactly(60L, 720L, 7 * 24 * 60L, 30 * 24 * 60L);
        assertThat(windows.write()).hasSize(5_174);
    }

    static Views usualWindows() {
        return new Views()
                .reaching(HOUR)
                .with("count", "", HOUR, 5 * MINUTE)
                .with("count", "", 12 * HOUR, 5 * MINUTE)
                .with("count", "", 7 * DAY, HOUR)
                .with("count", "", 30 * DAY, DAY)
                .with("avg", "amount", HOUR, 5 * MINUTE)
                .with("avg", "amount", 12 * HOUR, 5 * MINUTE)
                .with("avg", "amount", 12 * DAY, HOUR)
                .with("avg", "amount", 30 * DAY, DAY)
                .with("max", "number", 30 * DAY, DAY);
    }

    private static long tilesOf(EntityWindows windows, int level) {
        return windows.tiles().stream().filter(tile -> tile.level() == level).count();
    }

    @Test
    void without_any_base_the_size_is_bounded_too_and_a_base_far_behind_is_ignored() {
        Views views = new Views()
                .with("count", "", 10, 1)
                .with("count", "", 1_000_000, 1_000)
                .reaching(10);
        WindowPlan plan = views.plan();
        EntityWindows windows = EntityWindows.none(plan);
        for (int from = 0; from < 12_000; from += 1_000) {
            List<WindowEvent> events = new ArrayList<>();
            for (int i = 0; i < 1_000; i++) {
                events.add(Events.of(plan, from + i, 1, 1));
            }
            windows = windows.push(events).windows();
        }

        assertThat(tilesOf(windows, 0)).isLessThanOrEqualTo(Settling.MOST_FINE_TILES + 1_000);
        assertThat(windows.valuesAt(12_000)).contains(List.of(9L, 12_000L));
        assertThat(windows.rebase(base(plan, 1_500, Events.of(plan, 5, 9, 1)))).isSameAs(windows);
        assertThat(windows.rebase(base(plan, 11_000, Events.of(plan, 5, 9, 1))).valuesAt(12_000))
                .contains(List.of(9L, 1_000L));
    }

    @Test
    void the_order_and_the_names_of_features_do_not_matter_to_what_is_stored() {
        Views one = new Views()
                .with("sum", "amount", 100, 10)
                .with("count", "", Map.of(), Optional.of("b"), 200, 100)
                .with("max", "text", 100, 10);
        Views other = new Views()
                .with("max", "text", 100, 10)
                .with("count", "", Map.of(), Optional.of("b"), 200, 100)
                .with("sum", "amount", 100, 10);
        EntityWindows windows = EntityWindows.none(one.plan())
                .push(List.of(Events.of(one.plan(), 5, 1, 2), Events.of(one.plan(), 150, 1, 4)))
                .windows();

        assertThat(EntityWindows.read(other.plan(), windows.write()).valuesAt(151))
                .contains(List.of("t4.0", 2L, 4.0));
    }

    @Test
    void a_state_of_other_aggregations_is_refused() {
        byte[] state = EntityWindows.none(COUNT.plan()).write();
        WindowPlan longer = new Views().with("count", "", 2_000, 10).plan();

        assertThatThrownBy(() -> EntityWindows.read(longer, state))
                .isInstanceOf(CorruptRowException.class)
                .hasMessageContaining("made for other aggregations");
    }

    @Test
    void a_plan_that_a_task_carries_reads_the_same_states() throws IOException, ClassNotFoundException {
        WindowPlan plan = usualWindows().plan();
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (ObjectOutputStream out = new ObjectOutputStream(bytes)) {
            out.writeObject(plan);
        }
        WindowPlan carried;
        try (ObjectInputStream in = new ObjectInputStream(new ByteArrayInputStream(bytes.toByteArray()))) {
            carried = (WindowPlan) in.readObject();
        }
        byte[] state = base(plan, 10, Events.of(plan, 5, 1, 1)).write();

        assertThat(EntityWindows.read(carried, state).write()).isEqualTo(state);
        assertThat(carried.features()).isEqualTo(plan.features());
        assertThat(carried.resultTypes()).isEqualTo(plan.resultTypes());
    }

    @Test
    void a_base_takes_events_in_the_order_of_time_up_to_its_instant() {
        WindowPlan plan = COUNT.plan();

        assertThatThrownBy(() -> base(plan, 10, Events.of(plan, 11, 1, 1)))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> base(plan, 10, Events.of(plan, 5, 1, 1), Events.of(plan, 4, 1, 1)))
                .isInstanceOf(IllegalArgumentException.class);
    }

    private static EntityWindows base(WindowPlan plan, long to, WindowEvent... events) {
        EntityWindows.Base base = new EntityWindows.Base(plan, to);
        for (WindowEvent event : events) {
            base.add(event);
        }
        return base.build();
    }
}
