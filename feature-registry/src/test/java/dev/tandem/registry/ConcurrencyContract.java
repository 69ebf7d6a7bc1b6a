package dev.tandem.registry;

import static dev.tandem.registry.SampleDefinitions.PROJECT;
import static dev.tandem.registry.SampleDefinitions.edited;
import static dev.tandem.registry.SampleDefinitions.sample;
import static org.assertj.core.api.Assertions.assertThat;

import dev.tandem.definition.Definitions;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

/** Several at once, and killed half way. */
interface ConcurrencyContract extends RegistryPlace {

    @Test
    default void many_who_apply_at_once_leave_exactly_one_state_for_each_that_won() throws Exception {
        int threads = 4;
        int appliesEach = 6;
        AtomicInteger won = new AtomicInteger();
        AtomicInteger lost = new AtomicInteger();
        inParallel(threads, thread -> {
            try (Registry own = open()) {
                for (int i = 0; i < appliesEach; i++) {
                    Plan plan = own.plan(edited("\"ttl\":\"3h\"", "\"ttl\":\"%dm\"".formatted(1 + thread * 100 + i)));
                    try {
                        own.apply(plan, "thread " + thread);
                        won.incrementAndGet();
                    } catch (ConflictException conflict) {
                        lost.incrementAndGet();
                    }
                }
            }
        });

        assertThat(won.get() + lost.get()).isEqualTo(threads * appliesEach);
        assertThat(registry().history(PROJECT))
                .extracting(StateSummary::number)
                .containsExactlyElementsOf(LongStream.rangeClosed(1, won.get())
                        .boxed()
                        .sorted(Comparator.reverseOrder())
                        .toList());
    }

    @Test
    default void whoever_plans_again_after_a_conflict_gets_through() throws Exception {
        int threads = 4;
        int appliesEach = 3;
        inParallel(threads, thread -> {
            for (int i = 0; i < appliesEach; i++) {
                Definitions wanted = edited("\"ttl\":\"3h\"", "\"ttl\":\"%dm\"".formatted(1 + thread * 100 + i));
                for (boolean applied = false; !applied; ) {
                    try {
                        registry().apply(registry().plan(wanted), "thread " + thread);
                        applied = true;
                    } catch (ConflictException conflict) {
                        assertThat(conflict).hasMessageContaining("run 'tandem plan' again");
                    }
                }
            }
        });

        assertThat(registry().history(PROJECT)).hasSize(threads * appliesEach);
    }

    @Test
    default void of_two_registry_objects_that_apply_the_same_plan_at_once_one_wins() throws Exception {
        apply(sample());
        try (Registry other = open()) {
            Plan plan = registry().plan(OTHER_WEATHER);
            AtomicInteger won = new AtomicInteger();
            inParallel(2, thread -> {
                try {
                    (thread == 0 ? registry() : other).apply(plan, "thread " + thread);
                    won.incrementAndGet();
                } catch (ConflictException conflict) {
                    assertThat(conflict).hasMessageContaining("was applied by thread " + (1 - thread));
                }
            });
            assertThat(won).hasValue(1);
            assertThat(registry().latestNumber(PROJECT)).isEqualTo(2);
        }
    }

    @Test
    default void reservations_and_applies_at_once_never_share_a_generation() throws Exception {
        apply(sample());
        Set<Long> reserved = ConcurrentHashMap.newKeySet();
        inParallel(3, thread -> {
            for (int i = 0; i < 5; i++) {
                if (thread == 0) {
                    apply(i % 2 == 0 ? OTHER_WEATHER : sample());
                } else {
                    assertThat(reserved.add(registry().reserveGeneration(PROJECT, "delays", "bob", "why")))
                            .isTrue();
                }
            }
        });

        Set<Long> applied = new TreeSet<>();
        for (long number = 1; number <= 6; number++) {
            applied.add(registry().state(PROJECT, number).stored("weather").generation());
        }
        assertThat(applied).hasSize(6).doesNotContainAnyElementsOf(reserved);
    }

    @Test
    default void several_who_open_an_empty_place_at_once_find_one_registry() throws Exception {
        for (int round = 0; round < 3; round++) {
            empty();
            inParallel(4, thread -> {
                try (Registry own = open()) {
                    assertThat(own.latestNumber(PROJECT)).isZero();
                }
            });
        }
    }

    @Test
    default void a_process_killed_while_it_applies_leaves_the_old_state_or_the_new_one_whole() throws Exception {
        Random random = new Random();
        for (int round = 0; round < 3; round++) {
            Process process = new ProcessBuilder(
                            Path.of(System.getProperty("java.home"), "bin", "java")
                                    .toString(),
                            "-XX:TieredStopAtLevel=1",
                            "-cp",
                            System.getProperty("java.class.path"),
                            ApplyUntilKilled.class.getName(),
                            url(),
                            String.valueOf(round))
                    .redirectError(ProcessBuilder.Redirect.DISCARD)
                    .start();
            assertThat(process.inputReader().readLine()).isEqualTo("open");
            Thread.sleep(random.nextInt(300));
            process.destroyForcibly().waitFor();

            long latest = registry().latestNumber(PROJECT);
            for (long number = 1; number <= latest; number++) {
                assertThat(registry().state(PROJECT, number).storage().keySet()).containsExactly("delays", "weather");
            }
            assertThat(registry().history(PROJECT)).hasSize((int) latest);
            // The next apply works, and finds the generations that the states in force and before it tell of.
            RegistryState next = apply(edited("data/weather.parquet", "data/after_round_%d.parquet".formatted(round)));
            assertThat(next.number()).isEqualTo(latest + 1);
            assertThat(next.stored("weather").generation()).isEqualTo(latest + 2);
            assertThat(registry().retiredGenerations(PROJECT)).hasSize((int) latest);
        }
    }

    interface Work {
        void run(int thread) throws Exception;
    }

    private static void inParallel(int threads, Work work) throws Exception {
        ExecutorService executor = Executors.newFixedThreadPool(threads);
        try {
            CyclicBarrier start = new CyclicBarrier(threads);
            List<Future<?>> all = new ArrayList<>();
            for (int i = 0; i < threads; i++) {
                int thread = i;
                all.add(executor.submit(() -> {
                    start.await();
                    work.run(thread);
                    return thread;
                }));
            }
            for (Future<?> each : all) {
                each.get();
            }
        } finally {
            executor.shutdown();
        }
    }
}
