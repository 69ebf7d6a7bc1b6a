package dev.tandem.online;

import io.lettuce.core.RedisNoScriptException;
import io.lettuce.core.ScriptOutputType;
import io.lettuce.core.cluster.api.async.RedisClusterAsyncCommands;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;

/**
 * A script that decides inside Redis, atomically. It is called by its digest; a server that does not know it yet, because it is new or
 * was restarted, is sent the text once. Thread-safe.
 */
final class Script {
    private final RedisClusterAsyncCommands<byte[], byte[]> commands;
    private final ScriptOutputType output;
    private final byte[] text;
    private final String digest;

    /**
     * @param resource the name of the script's file beside this class
     */
    Script(RedisClusterAsyncCommands<byte[], byte[]> commands, String resource, ScriptOutputType output) {
        this.commands = commands;
        this.output = output;
        this.text = load(resource);
        this.digest = commands.digest(text);
    }

    private static byte[] load(String resource) {
        try (InputStream in = Objects.requireNonNull(Script.class.getResourceAsStream(resource), resource)) {
            return in.readAllBytes();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Runs it once, for keys that one node owns. */
    <T> CompletableFuture<T> run(byte[][] keys, byte[][] arguments) {
        return commands.<T>evalsha(digest, output, keys, arguments)
                .toCompletableFuture()
                .exceptionallyCompose(thrown -> isUnknown(thrown)
                        ? commands.<T>eval(text, output, keys, arguments).toCompletableFuture()
                        : CompletableFuture.failedFuture(thrown));
    }

    /** A number, as scripts take it. */
    static byte[] number(long number) {
        return Long.toString(number).getBytes(StandardCharsets.US_ASCII);
    }

    private static boolean isUnknown(Throwable thrown) {
        return (thrown instanceof CompletionException ? thrown.getCause() : thrown) instanceof RedisNoScriptException;
    }
}
