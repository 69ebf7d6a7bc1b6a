package dev.tandem.online;

import io.lettuce.core.ScriptOutputType;
import io.lettuce.core.cluster.api.async.RedisClusterAsyncCommands;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/** Replaces values inside Redis that are still what was read: {@code swap.lua}. Thread-safe. */
final class Swapping {
    private static final byte[] NOTHING = {};
    private static final int ARGUMENTS = 3;

    private final RedisClusterAsyncCommands<byte[], byte[]> commands;
    private final Script script;

    Swapping(RedisClusterAsyncCommands<byte[], byte[]> commands) {
        this.commands = commands;
        this.script = new Script(commands, "swap.lua", ScriptOutputType.MULTI);
    }

    /** Runs the script once, for values whose keys one node owns; gives back those whose address held something else by then. */
    CompletableFuture<List<Swap>> run(RowKeys keys, List<Swap> swaps) {
        byte[][] names = new byte[swaps.size()][];
        byte[][] arguments = new byte[ARGUMENTS * swaps.size()][];
        for (int i = 0; i < names.length; i++) {
            Swap swap = swaps.get(i);
            names[i] = keys.key(swap.address());
            arguments[ARGUMENTS * i] = digest(swap.read());
            arguments[ARGUMENTS * i + 1] = swap.value();
            arguments[ARGUMENTS * i + 2] = Script.number(swap.keepMillis());
        }
        return script.<List<Long>>run(names, arguments).thenApply(swapped -> {
            List<Swap> overtaken = new ArrayList<>();
            for (int i = 0; i < swaps.size(); i++) {
                if (swapped.get(i) == 0) {
                    overtaken.add(swaps.get(i));
                }
            }
            return overtaken;
        });
    }

    /** As Redis's own {@code sha1hex}, which is also how it names scripts. */
    private byte[] digest(byte @Nullable [] read) {
        return read == null ? NOTHING : commands.digest(read).getBytes(StandardCharsets.US_ASCII);
    }
}
