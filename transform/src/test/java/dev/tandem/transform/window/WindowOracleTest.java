package dev.tandem.transform.window;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tandem.transform.window.EntityWindows.Outcome;
import dev.tandem.transform.window.EntityWindows.Pushed;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** Generated views, events and instants: both sides give, bit for bit, what the rules say when they are read literally. */
class WindowOracleTest {
    private static final int CASES = 60;

    private final long seed = new Random().nextLong();
    private final GeneratedWindows generated = new GeneratedWindows(seed);

    @Test
    void training_sees_what_was_known_at_each_label_however_late_events_became_known() {
        for (int i = 0; i < CASES; i++) {
            Views views = generated.views();
            NaiveWindows naive = new NaiveWindows(views);
            WindowPlan plan = views.plan();
            WindowPass pass = new WindowPass(plan);
            WindowAnswers answers = new WindowAnswers(plan, allFeatures(plan));
            for (int entity = 0; entity < 3; entity++) {
                pass.reset();
                passThrough(naive, plan, pass, answers);
            }
        }
    }

    private static int[] allFeatures(WindowPlan plan) {
        return IntStream.range(0, plan.windows().size()).toArray();
    }

    /** The steps between labels decide whether these are few. */
    private void passThrough(NaiveWindows naive, WindowPlan plan, WindowPass pass, WindowAnswers answers) {
        int step = generated.below(2) == 0 ? 60 : 300;
        long from = generated.below(3_000) - 2_000L;
        long length = 1L + generated.below(2_000);
        int lateness = generated.below(3) == 0 ? generated.below(400) : 0;
        record Known(WindowEvent event, long at) {}
        List<Known> arrivals = new ArrayList<>();
        generated
                .history(plan, from, from + length, generated.below(300))
                .forEach(event -> arrivals.add(new Known(event, event.time() + generated.below(lateness + 1))));
        arrivals.sort(Comparator.comparingLong(Known::at));
        List<WindowEvent> known = new ArrayList<>();
        int arrived = 0;
        List<List<@Nullable Object>> expected = new ArrayList<>();
        for (long instant = from; instant < from + length + 700; instant += generated.below(step)) {
            while (arrived < arrivals.size() && arrivals.get(arrived).at() <= instant) {
                WindowEvent event = arrivals.get(arrived++).event();
                known.add(event);
                pass.add(event);
                answers.add(event);
            }
            answers.ask(instant);
            expected.add(naive.valuesAt(instant, known));
            assertThat(pass.valuesAt(instant))
                    .as("at %d, seed %d", instant, seed)
                    .isEqualTo(expected.get(expected.size() - 1));
        }
        answers.end();
        for (List<@Nullable Object> values : expected) {
            assertThat(answers.next()).as("seed %d", seed).isEqualTo(values);
        }
        assertThat(answers.hasNext()).as("seed %d", seed).isFalse();
    }

    @Test
    void answers_are_the_same_of_an_entity_with_more_events_than_are_held() {
        Views views = generated.views();
        WindowPlan plan = views.plan();
        NaiveWindows naive = new NaiveWindows(views);
        List<WindowEvent> events = generated.history(plan, 0, 3_000, WindowAnswers.MOST_EVENTS + 1_000);
        WindowAnswers answers = new WindowAnswers(plan, allFeatures(plan));
        List<List<@Nullable Object>> expected = new ArrayList<>();
        int added = 0;
        for (long instant = 300; instant <= 3_300; instant += 300) {
            while (added < events.size() && events.get(added).time() <= instant) {
                answers.add(events.get(added++));
            }
            answers.ask(instant);
            expected.add(naive.valuesAt(instant, events.subList(0, added)));
        }
        answers.end();
        assertThat(events).as("seed %d", seed).hasSizeGreaterThan(WindowAnswers.MOST_EVENTS);
        for (List<@Nullable Object> values : expected) {
            assertThat(answers.next()).as("seed %d", seed).isEqualTo(values);
        }
    }

    @Test
    void less_knowledge_can_be_asked_from_any_later_instant_in_any_order() {
        for (int i = 0; i < CASES; i++) {
            Views views = generated.views();
            NaiveWindows naive = new NaiveWindows(views);
            WindowPlan plan = views.plan();
            WindowPass pass = new WindowPass(plan);
            List<WindowEvent> events = generated.history(plan, -500, 1_500, generated.below(300));
            List<WindowEvent> known = new ArrayList<>();
            for (WindowEvent event : events) {
                known.add(event);
                pass.add(event);
                long instant = event.time() + generated.below(900);
                assertThat(pass.valuesSeenFrom(instant))
                        .as("at %d, seed %d", instant, seed)
                        .isEqualTo(naive.valuesAt(instant, known));
            }
        }
    }

    @Test
    void serving_sees_what_was_counted_whatever_was_pushed_twice_or_late() {
        for (int i = 0; i < CASES; i++) {
            Views views = generated.views();
            NaiveWindows naive = new NaiveWindows(views);
            WindowPlan plan = views.plan();
            EntityWindows windows = EntityWindows.none(plan);
            List<WindowEvent> counted = new ArrayList<>();
            long now = generated.below(2_000) - 1_000L;
            for (int push = 0; push < 40; push++) {
                now += generated.below(60);
                windows = pushed(plan, windows, counted, batch(plan, now, counted));
                assertReads(naive, plan, windows, counted, now);
            }
        }
    }

    /** Up to four events at, or some time before, an instant; some of them were pushed before. */
    private List<WindowEvent> batch(WindowPlan plan, long now, List<WindowEvent> counted) {
        List<WindowEvent> batch = new ArrayList<>();
        for (int i = generated.below(5); i > 0; i--) {
            boolean again = generated.below(4) == 0 && !counted.isEmpty();
            batch.add(
                    again
                            ? counted.get(generated.below(counted.size()))
                            : generated.event(plan, now - generated.below(120)));
        }
        return batch;
    }

    private EntityWindows pushed(
            WindowPlan plan, EntityWindows before, List<WindowEvent> counted, List<WindowEvent> batch) {
        Pushed pushed = before.push(batch);
        for (int i = 0; i < batch.size(); i++) {
            WindowEvent event = batch.get(i);
            boolean known = counted.stream().anyMatch(other -> WindowEvent.IDENTITY.compare(other, event) == 0);
            Outcome expected =
                    event.time() <= before.seal() ? Outcome.LATE : known ? Outcome.DUPLICATE : Outcome.COUNTED;
            assertThat(pushed.outcomes().get(i)).as("seed %d", seed).isEqualTo(expected);
            if (expected == Outcome.COUNTED) {
                counted.add(event);
            }
        }
        return EntityWindows.read(plan, pushed.windows().write());
    }

    private void assertReads(
            NaiveWindows naive, WindowPlan plan, EntityWindows windows, List<WindowEvent> counted, long now) {
        long first = Math.max(windows.seal(), windows.baseToOrNone());
        for (long instant : new long[] {first, now, now + generated.below(50), now + generated.below(800)}) {
            if (instant >= first && instant != EntityWindows.NONE) {
                assertThat(windows.valuesAt(instant))
                        .as("at %d, seal %d, seed %d", instant, first, seed)
                        .contains(naive.valuesAt(instant, counted));
            }
        }
        if (first != EntityWindows.NONE) {
            assertThat(windows.valuesAt(first - 1)).as("seed %d", seed).isEmpty();
        }
        int[] some = {generated.below(plan.features().size())};
        assertThat(windows.valuesAt(now, some))
                .as("seed %d", seed)
                .contains(Collections.singletonList(naive.valuesAt(now, counted).get(some[0])));
    }

    /** The base is the truth up to its instant; what was pushed after it stays. */
    @Test
    void a_new_base_brings_late_events_and_keeps_what_was_pushed_after_it() {
        for (int i = 0; i < CASES; i++) {
            Views views = generated.views();
            NaiveWindows naive = new NaiveWindows(views);
            WindowPlan plan = views.plan();
            long now = generated.below(2_000) - 1_000L;
            List<WindowEvent> source = generated.history(plan, now, now + 1_200, 150);
            List<WindowEvent> counted = new ArrayList<>();
            EntityWindows windows = EntityWindows.none(plan);
            for (int step = 0; step < 40; step++) {
                now += generated.below(60);
                if (generated.below(4) == 0) {
                    long to = now - generated.below(200);
                    List<WindowEvent> truth = truth(plan, source, to);
                    EntityWindows base = base(plan, truth, to);
                    counted = rebased(windows, base, counted, truth, plan);
                    windows = EntityWindows.read(plan, windows.rebase(base).write());
                } else {
                    long at = now;
                    List<WindowEvent> arriving = new ArrayList<>(upTo(source, at).stream()
                            .filter(event -> event.time() > at - 120)
                            .toList());
                    Collections.shuffle(arriving, new Random(seed));
                    windows = pushed(plan, windows, counted, arriving.subList(0, arriving.size() / 2));
                }
                assertReads(naive, plan, windows, counted, now);
            }
        }
    }

    private static List<WindowEvent> upTo(List<WindowEvent> events, long instant) {
        return events.stream().filter(event -> event.time() <= instant).toList();
    }

    /** The events of a base, with or without those that no window can reach at its end. */
    private List<WindowEvent> truth(WindowPlan plan, List<WindowEvent> source, long to) {
        boolean all = generated.below(2) == 0;
        return upTo(source, to).stream()
                .filter(event -> all || event.time() > to - plan.widest())
                .toList();
    }

    private static EntityWindows base(WindowPlan plan, List<WindowEvent> truth, long to) {
        EntityWindows.Base base = new EntityWindows.Base(plan, to);
        truth.forEach(base::add);
        return base.build();
    }

    /** What counts after rebasing, by the rule that the essay of {@link EntityWindows} states. */
    private static List<WindowEvent> rebased(
            EntityWindows stored,
            EntityWindows base,
            List<WindowEvent> counted,
            List<WindowEvent> truth,
            WindowPlan plan) {
        long to = base.baseToOrNone();
        if (stored.baseToOrNone() > to) {
            return counted;
        }
        List<WindowEvent> kept = new ArrayList<>();
        if (stored.seal() <= to) {
            kept.addAll(truth);
            counted.stream()
                    .filter(event -> event.time() > stored.seal() && event.time() > base.seal())
                    .forEach(kept::add);
        } else {
            long cut = plan.grid().finestPointAt(to);
            kept.addAll(upTo(truth, cut));
            counted.stream().filter(event -> event.time() > cut).forEach(kept::add);
        }
        return new ArrayList<>(Events.distinct(kept));
    }

    /** Events come to both sides in the order of time, some in a base, some pushed, some both. */
    @Test
    void training_and_serving_agree_bit_for_bit_at_every_instant_after_any_pushes_and_bases() {
        for (int i = 0; i < CASES; i++) {
            Views views = generated.views();
            NaiveWindows naive = new NaiveWindows(views);
            WindowPlan plan = views.plan();
            long start = generated.below(2_000) - 1_000L;
            List<WindowEvent> events = generated.history(plan, start, start + 1_500, generated.below(400));
            WindowPass pass = new WindowPass(plan);
            EntityWindows windows = EntityWindows.none(plan);
            int arrived = 0;
            for (long now = start; now < start + 2_200; now += 1 + generated.below(40)) {
                List<WindowEvent> fresh = new ArrayList<>();
                while (arrived < events.size() && events.get(arrived).time() <= now) {
                    pass.add(events.get(arrived));
                    fresh.add(events.get(arrived++));
                }
                if (generated.below(5) == 0) {
                    long to = now - generated.below(30);
                    EntityWindows base = base(plan, truth(plan, events, to), to);
                    windows = windows.push(fresh).windows().rebase(base);
                } else {
                    long to = now - 1_000;
                    windows = windows.rebase(base(plan, truth(plan, events, to), to))
                            .push(fresh)
                            .windows();
                }
                List<WindowEvent> known = events.subList(0, arrived);
                assertThat(pass.valuesAt(now)).as("at %d, seed %d", now, seed).isEqualTo(naive.valuesAt(now, known));
                assertThat(windows.valuesAt(now))
                        .as("at %d, seed %d", now, seed)
                        .contains(naive.valuesAt(now, known));
            }
        }
    }
}
