package dev.tandem.transform.window;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.fail;

import com.sun.management.ThreadMXBean;
import dev.tandem.row.CorruptRowException;
import java.lang.management.ManagementFactory;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** Whatever bytes are read, pushed to and rebased, the outcome is a state or a {@link CorruptRowException}, in memory that the bytes bound. */
class CorruptStateTest {
    private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();

    private final long seed = new Random().nextLong();
    private final GeneratedWindows generated = new GeneratedWindows(seed);
    private int refused;

    @Test
    void damaged_states_are_refused_or_used_without_any_other_failure() {
        Random damage = new Random(seed);
        for (int i = 0; i < 100; i++) {
            WindowPlan plan = generated.views().plan();
            List<WindowEvent> events = generated.history(plan, 0, 300, 40);
            byte[] state = EntityWindows.none(plan).push(events).windows().write();
            EntityWindows base =
                    EntityWindows.none(plan).push(events.subList(0, 5)).windows();
            for (int j = 0; j < 100; j++) {
                use(plan, damaged(state, damage), events, base);
            }
        }
        assertThat(refused).isBetween(1_000, 10_000);
    }

    @SuppressWarnings("CatchFail") // the seed must be told, whatever was thrown
    private void use(WindowPlan plan, byte[] bytes, List<WindowEvent> events, EntityWindows base) {
        long before = THREADS.getCurrentThreadAllocatedBytes();
        try {
            EntityWindows windows = EntityWindows.read(plan, bytes);
            windows.valuesAt(WindowPlan.LATEST);
            windows.valuesAt(400);
            windows.push(events).windows().write();
            windows.rebase(base).write();
            base.rebase(windows).write();
        } catch (CorruptRowException e) {
            refused++;
        } catch (RuntimeException e) {
            fail("%s, seed %d".formatted(HexFormat.of().formatHex(bytes), seed), e);
        } finally {
            assertThat(THREADS.getCurrentThreadAllocatedBytes() - before)
                    .as("bytes taken to read %s, seed %d", HexFormat.of().formatHex(bytes), seed)
                    .isLessThan(3_000_000 + 3_000L * bytes.length);
        }
    }

    private static byte[] damaged(byte[] bytes, Random random) {
        byte[] damaged = random.nextInt(4) == 0 ? Arrays.copyOf(bytes, random.nextInt(bytes.length)) : bytes.clone();
        for (int i = random.nextInt(4); i > 0 && damaged.length > 5; i--) {
            int at = random.nextInt(10) == 0 ? random.nextInt(5) : 5 + random.nextInt(damaged.length - 5);
            damaged[at] = (byte) (random.nextBoolean() ? damaged[at] ^ (1 << random.nextInt(8)) : random.nextInt());
        }
        return damaged;
    }

    @Test
    void a_state_cut_short_anywhere_is_refused() {
        WindowPlan plan = generated.views().plan();
        byte[] state = EntityWindows.none(plan)
                .push(generated.history(plan, 0, 300, 40))
                .windows()
                .write();
        for (int length = 0; length < state.length; length++) {
            byte[] cut = Arrays.copyOf(state, length);
            assertThatThrownBy(() -> EntityWindows.read(plan, cut))
                    .as("%d of %d bytes, seed %d", length, state.length, seed)
                    .isInstanceOf(CorruptRowException.class);
        }
        assertThatThrownBy(() -> EntityWindows.read(plan, Arrays.copyOf(state, state.length + 1)))
                .isInstanceOf(CorruptRowException.class);
    }

    @Test
    void a_format_version_from_the_future_is_refused_and_both_versions_are_told() {
        WindowPlan plan = generated.views().plan();
        byte[] state = EntityWindows.none(plan).write();
        state[0] = 2;

        assertThatThrownBy(() -> EntityWindows.read(plan, state))
                .isInstanceOf(CorruptRowException.class)
                .hasMessageContaining("its format version is 2 and this program reads 1");
    }
}
