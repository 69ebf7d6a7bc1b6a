package dev.tandem.online;

import static dev.tandem.online.TestRows.address;
import static dev.tandem.online.TestRows.row;
import static dev.tandem.online.TestRows.write;
import static org.assertj.core.api.Assertions.assertThat;

import io.lettuce.core.RedisClient;
import io.lettuce.core.api.sync.RedisCommands;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** What a store on one server does beyond the contract of all. */
abstract class SingleServerContract extends OnlineStoreContract {
    private static final Pattern CALLS = Pattern.compile("cmdstat_([^:]+):calls=(\\d+)");

    @Test
    void a_request_is_one_round_trip_however_many_views_and_entities_it_asks_for() {
        OnlineStore store = store("trips");
        List<RowAddress> addresses = new ArrayList<>();
        IntStream.range(0, 1_000).forEach(n -> addresses.add(address(n % 7, n)));
        Map<String, Long> before = calls();

        store.read(addresses).join();

        assertThat(calls()).isEqualTo(plus(before, "mget", 1));
    }

    @Test
    void a_batch_is_a_few_calls_of_the_script_and_not_one_for_each_row() {
        OnlineStore store = store("batches");
        store.write(List.of(write(0, row(1, "the script is known from here on"))));
        Map<String, Long> before = calls();

        store.write(
                IntStream.range(0, 1_000).mapToObj(n -> write(n, row(2, "row"))).toList());

        assertThat(calls().getOrDefault("evalsha", 0L) - before.getOrDefault("evalsha", 0L))
                .isEqualTo(4);
        assertThat(calls().getOrDefault("eval", 0L)).isEqualTo(before.getOrDefault("eval", 0L));
    }

    @Test
    void a_script_that_the_server_has_forgotten_is_sent_again() {
        OnlineStore store = store("forgetful");
        store.write(List.of(write(1, row(1, "before"))));
        onServer(commands -> commands.scriptFlush());

        assertThat(store.write(List.of(write(1, row(2, "after"))))).isEqualTo(new WriteOutcome(1, 0));
    }

    /** How often each command was called, but for those of this question itself. */
    private Map<String, Long> calls() {
        Map<String, Long> calls = new TreeMap<>();
        String info = onServer(commands -> commands.info("commandstats"));
        CALLS.matcher(info).results().forEach(found -> calls.put(found.group(1), Long.valueOf(found.group(2))));
        List.of("info", "hello", "auth", "client", "client|setinfo", "command").forEach(calls::remove);
        return calls;
    }

    private static Map<String, Long> plus(Map<String, Long> calls, String command, long more) {
        Map<String, Long> sum = new TreeMap<>(calls);
        sum.merge(command, more, Long::sum);
        return sum;
    }

    final <T> T onServer(Function<RedisCommands<String, String>, T> question) {
        try (RedisClient client = RedisClient.create(uri())) {
            return question.apply(client.connect().sync());
        }
    }
}
