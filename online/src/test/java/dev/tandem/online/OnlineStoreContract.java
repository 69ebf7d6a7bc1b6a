package dev.tandem.online;

import static dev.tandem.online.TestRows.GENERATION;
import static dev.tandem.online.TestRows.NEWER_SCHEMA;
import static dev.tandem.online.TestRows.SCHEMA;
import static dev.tandem.online.TestRows.address;
import static dev.tandem.online.TestRows.row;
import static dev.tandem.online.TestRows.write;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.tandem.row.PackedRow;
import dev.tandem.row.RowWriter;
import io.netty.channel.EventLoop;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What every online store does, whatever Redis is behind it. Each test has a project of its own on a server that a class shares. */
@Timeout(120)
abstract class OnlineStoreContract {
    private static final OnlineSettings SETTINGS =
            new OnlineSettings(Duration.ofSeconds(5), Duration.ofSeconds(2)).forServing();

    private final long seed = new Random().nextLong();
    private final Random random = new Random(seed);
    private final String project = "test" + random.nextLong();
    private final List<OnlineStore> opened = new ArrayList<>();
    private OnlineStore store;

    /** The URL of the server. */
    abstract String uri();

    /** Stops the whole server in its tracks, connections left open. */
    abstract void pause();

    /** Lets a paused server go on. */
    abstract void resume();

    @BeforeEach
    final void connect() {
        store = store(project);
    }

    @AfterEach
    final void disconnect() {
        opened.forEach(OnlineStore::close);
    }

    final OnlineStore store(String project) {
        OnlineStore connected = OnlineStore.connect(uri(), project, SETTINGS);
        opened.add(connected);
        return connected;
    }

    @Test
    void whoever_asks_on_an_event_loop_is_answered_on_it() {
        store.write(List.of(write(1, row(10, "one"))));

        for (int i = 0; i < EventLoops.shared().count(); i++) {
            EventLoop loop = EventLoops.shared().loop(i);
            CompletableFuture<Boolean> answeredOnIt = CompletableFuture.completedFuture(List.of(address(1)))
                    .thenComposeAsync(
                            addresses ->
                                    store.read(addresses).thenApply(rows -> loop.inEventLoop() && rows.get(0) != null),
                            loop);
            assertThat(answeredOnIt.join()).isTrue();
        }
    }

    @Test
    void rows_are_read_in_the_order_asked_and_what_is_not_there_is_null() {
        store.write(List.of(write(1, row(10, "one")), write(3, row(30, "three"))));

        assertThat(texts(store, address(3), address(2), address(1), address(3)))
                .containsExactly("three", null, "one", "three");
    }

    @Test
    void nothing_asked_is_nothing_read_written_or_erased() {
        assertThat(store.read(List.of()).join()).isEmpty();
        assertThat(store.write(List.of())).isEqualTo(WriteOutcome.NONE);
        assertThat(store.erase(List.of())).isZero();
    }

    @Test
    void the_newer_event_time_wins_in_whatever_order_rows_arrive() {
        assertThat(store.write(List.of(write(1, row(20, "newer")), write(2, row(10, "older")))))
                .isEqualTo(new WriteOutcome(2, 0));
        assertThat(store.write(List.of(write(1, row(10, "older")), write(2, row(20, "newer")))))
                .isEqualTo(new WriteOutcome(1, 1));

        assertThat(texts(store, address(1), address(2))).containsExactly("newer", "newer");
    }

    @Test
    void an_instant_before_1970_is_older_than_one_after() {
        store.write(List.of(write(1, row(1, "after"))));

        assertThat(store.write(List.of(write(1, row(-1, "before"))))).isEqualTo(new WriteOutcome(0, 1));
    }

    @Test
    void equal_event_times_are_decided_by_created_time_and_a_row_without_one_is_older() {
        assertThat(winner(row(SCHEMA, 5, 100, "a"), row(SCHEMA, 5, 99, "b"))).isEqualTo("a");
        assertThat(winner(row(SCHEMA, 5, -1, "a"), row(SCHEMA, 5, RowWriter.NO_CREATED_TIME, "b")))
                .isEqualTo("a");
    }

    @Test
    void equal_times_are_decided_by_schema_so_that_a_feature_added_later_can_be_filled_in() {
        assertThat(winner(row(NEWER_SCHEMA, 5, 6, "a"), row(SCHEMA, 5, 6, "b"))).isEqualTo("a");
    }

    @Test
    void equal_times_and_schemas_are_decided_by_content_as_unsigned_bytes() {
        assertThat(winner(row(5, "b"), row(5, "a"))).isEqualTo("b");
        assertThat(winner(row(5, "é"), row(5, "ez"))).isEqualTo("é");
        assertThat(winner(row(5, "a\0b"), row(5, "a\0a"))).isEqualTo("a\0b");
        assertThat(winner(row(5, "Z"), row(5, "A"))).isEqualTo("Z");
        assertThat(winner(row(5, "a"), row(5, "Z"))).isEqualTo("a");
    }

    private @Nullable String winner(byte[] a, byte[] b) {
        store.write(List.of(write(1, a), write(1, b), write(2, b), write(2, a)));
        List<@Nullable String> winners = texts(store, address(1), address(2));
        store.erase(List.of(address(1), address(2)));
        assertThat(winners.get(0)).isEqualTo(winners.get(1));
        return winners.get(0);
    }

    @Test
    void the_store_and_the_training_job_agree_on_which_row_is_newer() {
        for (int i = 0; i < 30; i++) {
            List<byte[]> rows = new ArrayList<>();
            for (int n = 0; n < 20; n++) {
                long createdTime = random.nextBoolean() ? RowWriter.NO_CREATED_TIME : random.nextInt(2);
                rows.add(row(
                        random.nextBoolean() ? SCHEMA : NEWER_SCHEMA, random.nextInt(2), createdTime, randomText()));
            }
            store.write(rows.stream().map(row -> write(1, row)).toList());

            assertThat(texts(store, address(1)))
                    .as("seed %d", seed)
                    .containsExactly(TestRows.text(PackedRow.of(Collections.max(rows, PackedRow::compare))));
            store.erase(List.of(address(1)));
        }
    }

    private String randomText() {
        return random.ints(random.nextInt(6), 0, 0x200)
                .collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append)
                .toString();
    }

    @Test
    void a_replay_changes_nothing_and_is_counted_as_older() {
        List<RowWrite> rows = List.of(write(1, row(10, "one")), write(2, row(20, "two")));
        store.write(rows);

        assertThat(store.write(rows)).isEqualTo(new WriteOutcome(0, 2));

        byte[] replay = row(10, "one");
        replay[6]++;
        store.write(List.of(write(1, replay)));
        assertThat(PackedRow.of(store.read(List.of(address(1))).join().get(0)).writeTimeMillis())
                .isEqualTo(1_000);
    }

    @Test
    void concurrent_writers_with_shuffled_times_leave_the_newest_row() throws Exception {
        int entities = 50;
        List<RowWrite> rows = new ArrayList<>();
        for (int time = 1; time <= 40; time++) {
            for (int entity = 0; entity < entities; entity++) {
                rows.add(write(entity, row(time, "at " + time)));
            }
        }
        ExecutorService threads = Executors.newFixedThreadPool(8);
        try {
            List<Future<Long>> writers = new ArrayList<>();
            for (int writer = 0; writer < 8; writer++) {
                List<RowWrite> shuffled = new ArrayList<>(rows);
                Collections.shuffle(shuffled, new Random(seed + writer));
                OnlineStore ofWriter = writer % 2 == 0 ? store : store(project);
                writers.add(threads.submit(() -> {
                    long written = 0;
                    for (int start = 0; start < shuffled.size(); start += 100) {
                        written += ofWriter.write(shuffled.subList(start, start + 100))
                                .written();
                    }
                    return written;
                }));
            }
            long written = 0;
            for (Future<Long> writer : writers) {
                written += writer.get();
            }
            assertThat(written).as("seed %d", seed).isBetween((long) entities, 40L * entities);
        } finally {
            threads.shutdownNow();
        }
        RowAddress[] all =
                LongStream.range(0, entities).mapToObj(TestRows::address).toArray(RowAddress[]::new);
        assertThat(texts(store, all)).as("seed %d", seed).containsOnly("at 40");
    }

    @Test
    void a_row_is_kept_as_long_as_its_writer_says() {
        store.write(List.of(
                new RowWrite(address(1), row(10, "short"), 300),
                new RowWrite(address(2), row(10, "long"), 3_600_000),
                new RowWrite(address(3), row(10, "for ever"), RowWrite.FOR_EVER)));

        await().until(() -> texts(store, address(1)).get(0) == null);
        assertThat(texts(store, address(2), address(3))).containsExactly("long", "for ever");
    }

    @Test
    void a_newer_row_brings_its_own_time_to_be_kept() {
        store.write(List.of(
                new RowWrite(address(1), row(10, "short"), 400), new RowWrite(address(2), row(10, "short"), 400)));
        store.write(List.of(new RowWrite(address(1), row(20, "long"), RowWrite.FOR_EVER)));

        await().until(() -> texts(store, address(2)).get(0) == null);
        assertThat(texts(store, address(1))).containsExactly("long");
    }

    @Test
    void a_replay_after_a_change_of_ttl_is_kept_as_long_as_the_ttl_says_now() {
        store.write(List.of(
                new RowWrite(address(1), row(10, "longer now"), 400),
                new RowWrite(address(2), row(10, "for ever now"), 400),
                new RowWrite(address(3), row(10, "shorter now"), RowWrite.FOR_EVER),
                new RowWrite(address(4), row(10, "as before"), 400)));

        store.write(List.of(
                new RowWrite(address(1), row(10, "longer now"), 3_600_000),
                new RowWrite(address(2), row(10, "for ever now"), RowWrite.FOR_EVER),
                new RowWrite(address(3), row(10, "shorter now"), 300)));

        await().until(() -> texts(store, address(3)).get(0) == null
                && texts(store, address(4)).get(0) == null);
        assertThat(texts(store, address(1), address(2))).containsExactly("longer now", "for ever now");
    }

    @Test
    void an_older_row_does_not_change_how_long_the_newer_one_is_kept() {
        store.write(List.of(write(1, row(20, "newer"))));
        store.write(
                List.of(new RowWrite(address(1), row(10, "older"), 1), new RowWrite(address(2), row(10, "gone"), 1)));

        await().until(() -> texts(store, address(2)).get(0) == null);
        assertThat(texts(store, address(1))).containsExactly("newer");
    }

    @Test
    void an_entity_is_erased_by_key_whatever_its_age() {
        store.write(List.of(write(1, row(10, "one")), write(2, row(20, "two"))));

        assertThat(store.erase(List.of(address(1), address(3)))).isEqualTo(1);

        assertThat(texts(store, address(1), address(2))).containsExactly(null, "two");
        assertThat(store.write(List.of(write(1, row(5, "anew"))))).isEqualTo(new WriteOutcome(1, 0));
    }

    @Test
    void reclaiming_a_generation_leaves_all_others_and_other_projects_alone() {
        List<String> names = List.of("a*", "a?", "a[bc]", "a\\b", "a^", "ab", "a", "ä{x}");
        List<OnlineStore> projects =
                names.stream().map(name -> store(name + random.nextLong())).toList();
        for (OnlineStore other : projects) {
            for (long generation : new long[] {1, 10, 36, 37}) {
                other.write(LongStream.range(0, 30)
                        .mapToObj(n -> new RowWrite(address(generation, n), row(n, "row"), RowWrite.FOR_EVER))
                        .toList());
            }
        }

        for (OnlineStore other : projects) {
            assertThat(other.reclaim(1)).isEqualTo(30);
            assertThat(other.reclaim(36)).isEqualTo(30);
            assertThat(other.reclaim(36)).isZero();
        }
        for (OnlineStore other : projects) {
            assertThat(texts(other, address(1, 5), address(36, 5), address(10, 5), address(37, 5)))
                    .containsExactly(null, null, "row", "row");
        }
    }

    @Test
    void an_entity_key_may_hold_any_byte() {
        List<RowWrite> rows = IntStream.range(0, 256)
                .mapToObj(n -> new RowWrite(
                        new RowAddress(GENERATION, new byte[] {'{', (byte) n, '}', (byte) n}),
                        row(n, "byte " + n),
                        RowWrite.FOR_EVER))
                .toList();
        store.write(rows);

        assertThat(texts(store, rows.stream().map(RowWrite::address).toArray(RowAddress[]::new)))
                .isEqualTo(IntStream.range(0, 256).mapToObj(n -> "byte " + n).toList());
        assertThat(store.reclaim(GENERATION)).isEqualTo(256);
    }

    @Test
    void rows_of_many_megabytes_come_back() {
        String large = "x".repeat(3_000_000);
        assertThat(store.write(
                        List.of(write(1, row(1, large)), write(2, row(2, large)), write(1, row(1, large + "y")))))
                .isEqualTo(new WriteOutcome(3, 0));

        assertThat(texts(store, address(1), address(2))).containsExactly(large + "y", large);
    }

    @Test
    void ten_thousand_rows_are_written_and_read_in_one_go() {
        List<RowWrite> rows = IntStream.range(0, 10_000)
                .mapToObj(n -> write(n, row(n, "row " + n)))
                .toList();

        assertThat(store.write(rows)).isEqualTo(new WriteOutcome(10_000, 0));
        assertThat(texts(store, rows.stream().map(RowWrite::address).toArray(RowAddress[]::new)))
                .isEqualTo(IntStream.range(0, 10_000).mapToObj(n -> "row " + n).toList());
        assertThat(store.write(rows)).isEqualTo(new WriteOutcome(0, 10_000));
        assertThat(store.erase(rows.stream().map(RowWrite::address).toList())).isEqualTo(10_000);
    }

    @Test
    void a_server_that_stops_answering_is_an_error_in_bounded_time_and_recovery_needs_no_help() {
        store.write(List.of(write(1, row(10, "one"))));
        pause();
        try {
            assertThatThrownBy(() -> store.read(List.of(address(1))).join())
                    .hasCauseInstanceOf(OnlineStoreException.class)
                    .hasMessageContaining("Redis at ");
            assertThatThrownBy(() -> store.write(List.of(write(1, row(20, "two")))))
                    .isInstanceOf(OnlineStoreException.class)
                    .hasMessageContaining("while writing rows");
            assertThatThrownBy(store::ping).isInstanceOf(OnlineStoreException.class);
        } finally {
            resume();
        }
        await().ignoreExceptions().until(() -> {
            store.ping();
            return true;
        });
        await().ignoreExceptions()
                .until(() -> store.write(List.of(write(1, row(30, "three")))).written() == 1);
        assertThat(texts(store, address(1))).containsExactly("three");
    }

    @Test
    void a_value_is_replaced_only_while_it_is_what_its_writer_has_read() {
        byte[] first = {1};
        byte[] second = {2};
        Swap begin = new Swap(address(1), null, first, RowWrite.FOR_EVER);

        assertThat(store.swap(List.of(begin))).isEmpty();
        assertThat(store.swap(List.of(begin))).containsExactly(begin);
        Swap change = new Swap(address(1), first, second, RowWrite.FOR_EVER);
        assertThat(store.swap(List.of(change))).isEmpty();
        assertThat(store.swap(List.of(change))).containsExactly(change);

        assertThat(store.read(List.of(address(1))).join().get(0)).isEqualTo(second);
    }

    @Test
    void of_writers_who_replace_what_they_read_none_undoes_what_another_did() throws Exception {
        int writers = 4;
        int additions = 50;
        ExecutorService pool = Executors.newFixedThreadPool(writers);
        List<Future<?>> running = new ArrayList<>();
        for (int i = 0; i < writers; i++) {
            running.add(pool.submit(() -> {
                for (int done = 0; done < additions; ) {
                    byte[] read = store.read(List.of(address(1))).join().get(0);
                    byte[] value = Arrays.copyOf(read == null ? new byte[0] : read, read == null ? 1 : read.length + 1);
                    done += store.swap(List.of(new Swap(address(1), read, value, RowWrite.FOR_EVER)))
                                    .isEmpty()
                            ? 1
                            : 0;
                }
            }));
        }
        for (Future<?> each : running) {
            each.get();
        }
        pool.shutdown();

        assertThat(store.read(List.of(address(1))).join().get(0)).hasSize(writers * additions);
    }

    static List<@Nullable String> texts(OnlineStore store, RowAddress... addresses) {
        List<@Nullable String> texts = new ArrayList<>();
        for (byte[] row : store.read(List.of(addresses)).join()) {
            texts.add(row == null ? null : TestRows.text(PackedRow.of(row)));
        }
        return texts;
    }
}
