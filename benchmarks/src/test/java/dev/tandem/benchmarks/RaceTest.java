package dev.tandem.benchmarks;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class RaceTest {
    private static final Measure WORK = new Measure("work", "units");
    private static final double EXACT = 1e-12;

    private final List<String> order = new ArrayList<>();

    @Test
    void contestants_take_turns_and_every_second_round_goes_backwards() throws Exception {
        race(3, contestant("a", 0), contestant("b", 0));

        assertThat(order).containsExactly("a", "b", "a", "b", "b", "a", "a", "b");
    }

    @Test
    void the_run_that_warms_up_is_not_counted() throws Exception {
        Race race = race(2, contestant("a", 100, 1, 3));

        assertThat(race.of("a", WORK)).isEqualTo(new Spread(2, 1, 3));
    }

    @Test
    void a_ratio_is_taken_round_by_round_so_that_a_slow_moment_of_the_machine_hits_both_sides() throws Exception {
        Race race = race(3, contestant("a", 0, 1, 10, 3), contestant("b", 0, 2, 20, 12));

        assertThat(race.ratio("a", "b", WORK)).isEqualTo(new Spread(0.5, 0.25, 0.5));
    }

    @Test
    void the_median_of_an_even_number_of_values_lies_between_the_two_in_the_middle() {
        assertThat(Spread.of(List.of(4.0, 1.0, 2.0, 10.0)).median()).isEqualTo(3, within(EXACT));
    }

    private static Race race(int rounds, Contestant... contestants) throws Exception {
        return Race.run(List.of(contestants), rounds, text -> {});
    }

    /** Gives one value after another, and the last again and again. */
    private Contestant contestant(String name, double... values) {
        return new Contestant() {
            private int run;

            @Override
            public String name() {
                return name;
            }

            @Override
            public Map<Measure, Double> run() {
                order.add(name);
                return Map.of(WORK, values[Math.min(run++, values.length - 1)]);
            }
        };
    }
}
