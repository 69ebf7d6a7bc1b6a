package dev.tandem.online;

import io.lettuce.core.RedisNoScriptException;
import io.lettuce.core.ScriptOutputType;
import io.lettuce.core.cluster.api.async.RedisClusterAsyncCommands;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;

/**
 * The script that decides inside Redis, row by row and atomically, which row stays: {@code newest-wins.lua}. It is called by its digest;
 * a server that does not know it yet, because it is new or was restarted, is sent the text once. Thread-safe.
 */
final class NewestWins {
    private final RedisClusterAsyncCommands<byte[], byte[]> commands;
    private final byte[] script;
    private final String digest;

    NewestWins(RedisClusterAsyncCommands<byte[], byte[]> commands) {
        this.commands = commands;
        this.script = load();
        this.digest = commands.digest(script);
    }

    private static byte[] load() {
        try (InputStream in = Objects.requireNonNull(NewestWins.class.getResourceAsStream("newest-wins.lua"))) {
            return in.readAllBytes();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Runs the script once, for rows whose keys one node owns; tells how many became the newest. */
    CompletableFuture<Long> run(RowKeys keys, List<RowWrite> rows) {
        byte[][] names = new byte[rows.size()][];
        byte[][] values = new byte[2 * rows.size()][];
        for (int i = 0; i < names.length; i++) {
            RowWrite row = rows.get(i);
            names[i] = keys.key(row.address());
            values[2 * i] = row.row();
            values[2 * i + 1] = Long.toString(row.keepMillis()).getBytes(StandardCharsets.US_ASCII);
        }
        return commands.<Long>evalsha(digest, ScriptOutputType.INTEGER, names, values)
                .toCompletableFuture()
                .exceptionallyCompose(thrown -> isUnknown(thrown)
                        ? commands.<Long>eval(script, ScriptOutputType.INTEGER, names, values)
                                .toCompletableFuture()
                        : CompletableFuture.failedFuture(thrown));
    }

    private static boolean isUnknown(Throwable thrown) {
        return (thrown instanceof CompletionException ? thrown.getCause() : thrown) instanceof RedisNoScriptException;
    }
}
