package dev.tandem.sdk;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class SlotsTest {

    @Test
    void who_waits_longest_comes_next() {
        Slots slots = new Slots(1);
        CompletableFuture<@Nullable Void> first = slots.take();
        CompletableFuture<@Nullable Void> second = slots.take();
        CompletableFuture<@Nullable Void> third = slots.take();
        assertThat(first).isCompleted();
        assertThat(second).isNotDone();

        slots.giveBack();

        assertThat(second).isCompleted();
        assertThat(third).isNotDone();
    }

    @Test
    void who_gave_up_waiting_is_passed_over() {
        Slots slots = new Slots(1);
        assertThat(slots.take()).isCompleted();
        CompletableFuture<@Nullable Void> impatient = slots.take();
        CompletableFuture<@Nullable Void> patient = slots.take();
        impatient.cancel(false);

        slots.giveBack();

        assertThat(patient).isCompleted();
    }

    @Test
    void no_slot_is_lost_however_takers_givers_and_cancellers_meet() throws Exception {
        int count = 3;
        Slots slots = new Slots(count);
        ExecutorService threads = Executors.newFixedThreadPool(8);
        int tasks = 4_000;
        CountDownLatch done = new CountDownLatch(tasks);
        for (int i = 0; i < tasks; i++) {
            threads.execute(() -> {
                CompletableFuture<@Nullable Void> turn = slots.take();
                if (ThreadLocalRandom.current().nextBoolean()) {
                    turn.cancel(false);
                }
                Futures.onDone(turn, (nothing, cancelled) -> {
                    if (cancelled == null) {
                        slots.giveBack();
                    }
                    done.countDown();
                });
            });
        }
        assertThat(done.await(1, TimeUnit.MINUTES)).isTrue();
        threads.shutdown();

        for (int i = 0; i < count; i++) {
            assertThat(slots.take()).isCompleted();
        }
        assertThat(slots.take()).isNotDone();
    }
}
