package dev.tandem.online;

import io.lettuce.core.KeyScanCursor;
import io.lettuce.core.KeyValue;
import io.lettuce.core.ScanArgs;
import io.lettuce.core.ScanCursor;
import io.lettuce.core.cluster.api.async.RedisClusterAsyncCommands;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Rows in Redis: one string value for each entity and view, read by {@code MGET} and written by {@link NewestWins}. Thread-safe.
 *
 * <p>All callers share one connection, or one for each loop to read with, on which Lettuce sends commands without waiting for the answers of earlier ones. A request is
 * one command, so it takes one round trip; a cluster is sent one command for each slot, all at once, which takes as long as the slowest
 * of its nodes. Only requests of more than {@value #MOST_KEYS} rows are divided, so that one of them cannot hold up all others.
 */
final class RedisOnlineStore implements OnlineStore {
    private static final int MOST_KEYS = 4_096;
    private static final int SCANNED_AT_ONCE = 1_000;

    /** How many calls of the script one caller may have under way: enough to keep the connection busy, few enough to stay in time. */
    private static final int CALLS_UNDER_WAY = 8;
    /** In a cluster the calls are small, for they hold the rows of one slot. */
    private static final int CLUSTER_CALLS_UNDER_WAY = 512;

    private final RedisAddress address;
    private final RedisErrors errors;
    private final RowKeys keys;
    private final RedisLinks links;
    private final RedisClusterAsyncCommands<byte[], byte[]> commands;
    private final NewestWins newestWins;
    private final Swapping swapping;

    private RedisOnlineStore(RedisAddress address, RedisErrors errors, RowKeys keys, RedisLinks links) {
        this.address = address;
        this.errors = errors;
        this.keys = keys;
        this.links = links;
        this.commands = links.first().commands();
        this.newestWins = new NewestWins(commands);
        this.swapping = new Swapping(commands);
    }

    static RedisOnlineStore connect(String url, String project, OnlineSettings settings) {
        RowKeys keys = new RowKeys(project);
        RedisAddress address = RedisAddress.parse(url);
        RedisErrors errors = new RedisErrors(address, settings);
        RedisLinks links;
        try {
            links = RedisLinks.open(address, settings);
        } catch (RuntimeException e) {
            throw errors.translated(e, "connecting");
        }
        RedisOnlineStore store = new RedisOnlineStore(address, errors, keys, links);
        try {
            store.checkVersion();
        } catch (RuntimeException e) {
            store.close();
            throw e;
        }
        return store;
    }

    private void checkVersion() {
        RedisVersion version = RedisVersion.in(await("asking for its version", () -> commands.info("server")));
        if (version.isOlderThan(RedisVersion.OLDEST)) {
            throw errors.error(
                    "is version %s, and Tandem needs %s or newer. Upgrade it, or name another in the online store's URL."
                            .formatted(version, RedisVersion.OLDEST),
                    null);
        }
    }

    @Override
    public CompletableFuture<List<byte @Nullable []>> read(List<RowAddress> addresses) {
        if (addresses.size() <= MOST_KEYS) {
            return readAtOnce(addresses);
        }
        List<CompletableFuture<List<byte @Nullable []>>> parts = new ArrayList<>();
        for (int start = 0; start < addresses.size(); start += MOST_KEYS) {
            parts.add(readAtOnce(addresses.subList(start, Math.min(start + MOST_KEYS, addresses.size()))));
        }
        return CompletableFuture.allOf(parts.toArray(CompletableFuture[]::new)).thenApply(done -> {
            List<byte @Nullable []> rows = new ArrayList<>(addresses.size());
            parts.forEach(part -> rows.addAll(part.join()));
            return rows;
        });
    }

    private CompletableFuture<List<byte @Nullable []>> readAtOnce(List<RowAddress> addresses) {
        if (addresses.isEmpty()) {
            return CompletableFuture.completedFuture(List.of());
        }
        return send("reading rows", () -> links.nearest().commands().mget(names(addresses)))
                .thenApply(RedisOnlineStore::values);
    }

    private static List<byte @Nullable []> values(List<KeyValue<byte[], byte[]>> found) {
        List<byte @Nullable []> values = new ArrayList<>(found.size());
        for (KeyValue<byte[], byte[]> value : found) {
            values.add(value.hasValue() ? value.getValue() : null);
        }
        return values;
    }

    @Override
    public WriteOutcome write(List<RowWrite> rows) {
        long written = send("writing rows", rows, call -> newestWins.run(keys, call)).stream()
                .mapToLong(Long::longValue)
                .sum();
        return new WriteOutcome(written, rows.size() - written);
    }

    @Override
    public List<Swap> swap(List<Swap> swaps) {
        return send("replacing values", swaps, call -> swapping.run(keys, call)).stream()
                .flatMap(List::stream)
                .toList();
    }

    /** Sends writes in as many calls of a script as they take, some at a time. */
    private <T extends StoreWrite, R> List<R> send(
            String operation, List<T> writes, Function<List<T>, CompletableFuture<R>> script) {
        List<List<T>> calls = address.cluster() ? WriteCalls.bySlot(writes, keys) : WriteCalls.of(writes);
        int mostUnderWay = address.cluster() ? CLUSTER_CALLS_UNDER_WAY : CALLS_UNDER_WAY;
        Queue<CompletableFuture<R>> underWay = new ArrayDeque<>();
        List<R> answers = new ArrayList<>();
        for (List<T> call : calls) {
            if (underWay.size() == mostUnderWay) {
                answers.add(join(underWay.remove()));
            }
            underWay.add(send(operation, () -> script.apply(call)));
        }
        while (!underWay.isEmpty()) {
            answers.add(join(underWay.remove()));
        }
        return answers;
    }

    @Override
    public long erase(List<RowAddress> addresses) {
        long erased = 0;
        for (int start = 0; start < addresses.size(); start += MOST_KEYS) {
            byte[][] names = names(addresses.subList(start, Math.min(start + MOST_KEYS, addresses.size())));
            erased += await("erasing rows", () -> commands.unlink(names));
        }
        return erased;
    }

    @Override
    public long reclaim(long generation) {
        String operation = "reclaiming generation " + generation;
        ScanArgs pattern = new ScanArgs().match(keys.pattern(generation)).limit(SCANNED_AT_ONCE);
        long erased = 0;
        for (RedisClusterAsyncCommands<byte[], byte[]> master : masters(operation)) {
            ScanCursor at = ScanCursor.INITIAL;
            while (!at.isFinished()) {
                ScanCursor from = at;
                KeyScanCursor<byte[]> found = await(operation, () -> master.scan(from, pattern));
                if (!found.getKeys().isEmpty()) {
                    byte[][] names = found.getKeys().toArray(byte[][]::new);
                    erased += await(operation, () -> commands.unlink(names));
                }
                at = found;
            }
        }
        return erased;
    }

    private List<RedisClusterAsyncCommands<byte[], byte[]>> masters(String operation) {
        try {
            return links.first().masters();
        } catch (RuntimeException e) {
            throw errors.translated(e, operation);
        }
    }

    @Override
    public void ping() {
        await("asking for a sign of life", commands::ping);
    }

    @Override
    public void close() {
        links.close();
    }

    private byte[][] names(List<RowAddress> addresses) {
        byte[][] names = new byte[addresses.size()][];
        for (int i = 0; i < names.length; i++) {
            names[i] = keys.key(addresses.get(i));
        }
        return names;
    }

    private <T> T await(String operation, Supplier<? extends CompletionStage<T>> command) {
        return join(send(operation, command));
    }

    /** Sends a command whose failure, now or later, is told in Tandem's words. */
    private <T> CompletableFuture<T> send(String operation, Supplier<? extends CompletionStage<T>> command) {
        CompletionStage<T> answer;
        try {
            answer = command.get();
        } catch (RuntimeException e) {
            return CompletableFuture.failedFuture(errors.translated(e, operation));
        }
        return answer.toCompletableFuture()
                .exceptionallyCompose(e -> CompletableFuture.failedFuture(errors.translated(e, operation)));
    }

    private static <T> T join(CompletableFuture<T> answer) {
        try {
            return answer.join();
        } catch (CompletionException e) {
            throw e.getCause() instanceof RuntimeException cause ? cause : e;
        }
    }
}
