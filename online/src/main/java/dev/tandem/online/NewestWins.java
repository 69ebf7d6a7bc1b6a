package dev.tandem.online;

import io.lettuce.core.ScriptOutputType;
import io.lettuce.core.cluster.api.async.RedisClusterAsyncCommands;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/** Decides inside Redis, row by row, which row stays: {@code newest-wins.lua}. Thread-safe. */
final class NewestWins {
    private final Script script;

    NewestWins(RedisClusterAsyncCommands<byte[], byte[]> commands) {
        this.script = new Script(commands, "newest-wins.lua", ScriptOutputType.INTEGER);
    }

    /** Runs the script once, for rows whose keys one node owns; tells how many became the newest. */
    CompletableFuture<Long> run(RowKeys keys, List<RowWrite> rows) {
        byte[][] names = new byte[rows.size()][];
        byte[][] values = new byte[2 * rows.size()][];
        for (int i = 0; i < names.length; i++) {
            RowWrite row = rows.get(i);
            names[i] = keys.key(row.address());
            values[2 * i] = row.row();
            values[2 * i + 1] = Script.number(row.keepMillis());
        }
        return script.run(names, values);
    }
}
