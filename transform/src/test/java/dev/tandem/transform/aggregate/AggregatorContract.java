package dev.tandem.transform.aggregate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.fail;

import com.sun.management.ThreadMXBean;
import dev.tandem.definition.ValueType;
import dev.tandem.row.ByteReader;
import dev.tandem.row.ByteWriter;
import dev.tandem.row.CorruptRowException;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.ObjectInputStream;
import java.io.ObjectOutputStream;
import java.lang.management.ManagementFactory;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** The law of every aggregate function: see {@link Accumulator}. A subclass names the function and says naively what it should give. */
abstract class AggregatorContract {
    private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();

    private final long seed = new Random().nextLong();
    private final GeneratedEvents generated = new GeneratedEvents(seed);

    /** A function as a definition would use it. */
    record Use(String function, ValueType column, Map<String, String> parameters) {
        static Use of(String function, String column) {
            return new Use(function, ValueType.parse(column), Map.of());
        }

        static Use of(String function, String column, String parameter, String value) {
            return new Use(function, ValueType.parse(column), Map.of(parameter, value));
        }

        Aggregator aggregator() {
            return AggregateFunctions.installed().bind(function, Optional.of(column), new TreeMap<>(parameters));
        }
    }

    /** Every use that is to be tried. */
    abstract List<Use> uses();

    /** What those events give, told as plainly as can be. */
    abstract @Nullable Object naive(Use use, List<Event> events);

    /** How many events to try; few where the naive way is slow. */
    int mostEvents() {
        return 60;
    }

    /** How many times to try each use. */
    int rounds() {
        return 100;
    }

    @Test
    void gives_what_its_definition_says_however_events_are_divided_and_in_whatever_order_they_and_their_states_come() {
        for (Use use : uses()) {
            for (int round = 0; round < rounds(); round++) {
                List<Event> events = generated.events(use.column(), generated.below(mostEvents()));
                @Nullable Object expected = naive(use, events);
                Accumulator together = accumulated(use.aggregator(), events);

                assertSame(use, events, together.finish(), expected);
                for (int i = 0; i < 3; i++) {
                    Accumulator divided = divided(use.aggregator(), generated.shuffled(events));
                    assertSame(use, events, divided.finish(), expected);
                    assertThat(hex(divided))
                            .as("state of %s, seed %d", use, seed)
                            .isEqualTo(hex(together));
                }
            }
        }
    }

    /** Merged from parts that are merged themselves, some in memory and some through their bytes. */
    private Accumulator divided(Aggregator aggregator, List<Event> events) {
        Accumulator whole = aggregator.init();
        int at = 0;
        while (at < events.size()) {
            int to = at + 1 + generated.below(events.size() - at);
            List<Event> part = events.subList(at, to);
            switch (generated.below(4)) {
                case 0 -> part.forEach(event -> event.updates(whole));
                case 1 -> whole.merge(accumulated(aggregator, part));
                case 2 -> mergeBytes(whole, bytes(accumulated(aggregator, part)));
                default -> whole.merge(divided(aggregator, part));
            }
            at = to;
        }
        return whole;
    }

    @Test
    void reading_the_value_and_writing_the_state_change_nothing() {
        for (Use use : uses()) {
            List<Event> events = generated.events(use.column(), mostEvents());
            Accumulator watched = use.aggregator().init();
            for (Event event : events) {
                event.updates(watched);
                watched.finish();
                bytes(watched);
            }
            assertThat(hex(watched)).as("%s, seed %d", use, seed).isEqualTo(hex(accumulated(use.aggregator(), events)));
        }
    }

    @Test
    void a_state_of_no_event_takes_no_bytes_and_changes_nothing_when_it_is_merged() {
        for (Use use : uses()) {
            assertThat(bytes(use.aggregator().init())).as("%s", use).isEmpty();

            Accumulator some = accumulated(use.aggregator(), generated.events(use.column(), 5));
            String before = hex(some);
            some.merge(use.aggregator().init());
            assertThat(hex(some)).as("%s, seed %d", use, seed).isEqualTo(before);
        }
    }

    @Test
    void a_task_that_carries_it_computes_the_same() throws IOException, ClassNotFoundException {
        for (Use use : uses()) {
            ByteArrayOutputStream bytes = new ByteArrayOutputStream();
            try (ObjectOutputStream out = new ObjectOutputStream(bytes)) {
                out.writeObject(use.aggregator());
            }
            Aggregator carried;
            try (ObjectInputStream in = new ObjectInputStream(new ByteArrayInputStream(bytes.toByteArray()))) {
                carried = (Aggregator) in.readObject();
            }
            List<Event> events = generated.events(use.column(), 10);
            assertThat(hex(accumulated(carried, events)))
                    .as("%s, seed %d", use, seed)
                    .isEqualTo(hex(accumulated(use.aggregator(), events)));
        }
    }

    @Test
    void damaged_bytes_are_refused_or_are_a_state_in_memory_that_they_bound() {
        Random damage = new Random(seed);
        for (Use use : uses()) {
            for (int i = 0; i < 500; i++) {
                byte[] state = bytes(accumulated(use.aggregator(), generated.events(use.column(), 1 + i % 20)));
                byte[] damaged = damaged(state, damage);
                long before = THREADS.getCurrentThreadAllocatedBytes();
                @Nullable Accumulator read = readOrRefused(use, damaged);
                assertThat(THREADS.getCurrentThreadAllocatedBytes() - before)
                        .as("bytes taken to read %s, seed %d", HexFormat.of().formatHex(damaged), seed)
                        .isLessThan(200_000 + 1_000L * damaged.length);
                if (read != null) {
                    String again = hex(read);
                    Accumulator reread = use.aggregator().init();
                    mergeBytes(reread, bytes(read));
                    assertThat(hex(reread)).as("%s, seed %d", use, seed).isEqualTo(again);
                }
            }
        }
    }

    @Test
    void a_state_that_is_cut_short_is_refused_or_another_state() {
        for (Use use : uses()) {
            byte[] state = bytes(accumulated(use.aggregator(), generated.events(use.column(), 10)));
            for (int length = 1; length < state.length; length++) {
                readOrRefused(use, Arrays.copyOf(state, length));
            }
            assertThatThrownBy(() -> mergeBytes(
                            use.aggregator().init(), new byte[] {-1, -1, -1, -1, -1, -1, -1, -1, -1, -1, -1}))
                    .as("%s", use)
                    .isInstanceOf(CorruptRowException.class);
        }
    }

    @SuppressWarnings("CatchFail") // the seed must be told, whatever was thrown
    private @Nullable Accumulator readOrRefused(Use use, byte[] bytes) {
        Accumulator read = use.aggregator().init();
        try {
            mergeBytes(read, bytes);
            read.finish();
            return read;
        } catch (CorruptRowException refused) {
            return null;
        } catch (RuntimeException e) {
            return fail("%s of %s, seed %d".formatted(use, HexFormat.of().formatHex(bytes), seed), e);
        }
    }

    private static byte[] damaged(byte[] bytes, Random random) {
        byte[] damaged = switch (random.nextInt(4)) {
            case 0 -> Arrays.copyOf(bytes, random.nextInt(bytes.length));
            case 1 -> Arrays.copyOf(bytes, bytes.length + 1 + random.nextInt(9));
            default -> bytes.clone();
        };
        for (int i = random.nextInt(4); i > 0 && damaged.length > 0; i--) {
            int at = random.nextInt(damaged.length);
            damaged[at] = (byte) (random.nextBoolean() ? damaged[at] ^ (1 << random.nextInt(8)) : random.nextInt());
        }
        return damaged;
    }

    void assertSame(Use use, List<Event> events, @Nullable Object actual, @Nullable Object expected) {
        assertThat(comparable(actual))
                .as("%s of %s, seed %d", use, events, seed)
                .isEqualTo(comparable(expected));
    }

    static Accumulator accumulated(Aggregator aggregator, List<Event> events) {
        Accumulator accumulator = aggregator.init();
        events.forEach(event -> event.updates(accumulator));
        return accumulator;
    }

    /** What a use gives of those values, which come in that order, a microsecond apart. */
    static @Nullable Object of(Use use, Object... values) {
        return accumulated(use.aggregator(), events(values)).finish();
    }

    static List<Event> events(Object... values) {
        List<Event> events = new ArrayList<>();
        for (Object value : values) {
            events.add(new Event(events.size(), new byte[0], value));
        }
        return events;
    }

    static byte[] bytes(Accumulator accumulator) {
        ByteWriter out = new ByteWriter(16);
        accumulator.writeTo(out);
        return out.toBytes();
    }

    static String hex(Accumulator accumulator) {
        return HexFormat.of().formatHex(bytes(accumulator));
    }

    static void mergeBytes(Accumulator accumulator, byte[] state) {
        if (state.length > 0) {
            ByteReader in = new ByteReader(state);
            accumulator.merge(in);
            in.needNoMore();
        }
    }

    private static @Nullable Object comparable(@Nullable Object value) {
        if (value instanceof byte[] bytes) {
            return "bytes " + HexFormat.of().formatHex(bytes);
        }
        if (value instanceof List<?> list) {
            List<@Nullable Object> all = new ArrayList<>();
            list.forEach(element -> all.add(comparable(element)));
            return all;
        }
        return value;
    }
}
