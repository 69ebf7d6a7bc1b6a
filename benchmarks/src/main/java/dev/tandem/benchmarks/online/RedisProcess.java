package dev.tandem.benchmarks.online;

import dev.tandem.TandemException;
import dev.tandem.benchmarks.ProcessCost;
import dev.tandem.benchmarks.Program;
import dev.tandem.online.embedded.EmbeddedRedis;
import io.lettuce.core.RedisClient;
import io.lettuce.core.RedisURI;
import io.lettuce.core.api.StatefulRedisConnection;
import io.lettuce.core.codec.ByteArrayCodec;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * A Redis of its own for one side of the comparison: the {@code redis-server} on the PATH, which keeps its data in a folder for later runs,
 * or else the one that comes with Tandem, which keeps nothing.
 */
final class RedisProcess implements AutoCloseable {
    private static final Duration PATIENCE = Duration.ofMinutes(5);
    private static final long POLL_MILLIS = 50;

    private final AutoCloseable server;
    private final boolean keeps;
    private final RedisClient client;
    private final StatefulRedisConnection<byte[], byte[]> connection;
    private final String uri;

    private RedisProcess(AutoCloseable server, boolean keeps, String uri) throws InterruptedException {
        this.server = server;
        this.keeps = keeps;
        this.uri = uri;
        RedisURI address = RedisURI.create(uri);
        address.setTimeout(PATIENCE);
        this.client = RedisClient.create(address);
        this.connection = client.connect(ByteArrayCodec.INSTANCE);
        while (number("persistence", "loading") != 0) {
            Thread.sleep(POLL_MILLIS);
        }
    }

    /** Starts one with what the folder holds. */
    static RedisProcess start(Path folder) throws IOException, InterruptedException {
        Files.createDirectories(folder);
        Optional<Path> onPath = findProgram("redis-server");
        if (onPath.isEmpty()) {
            EmbeddedRedis embedded = EmbeddedRedis.open(folder, "embedded");
            return new RedisProcess(embedded, false, embedded.uri());
        }
        int port = Program.freePort();
        Program program = Program.start(
                folder,
                folder.resolve("redis.log"),
                List.of(
                        onPath.get().toString(),
                        "--port",
                        Integer.toString(port),
                        "--bind",
                        "127.0.0.1",
                        "--save",
                        "",
                        "--dir",
                        folder.toString()));
        program.awaitPort(port);
        return new RedisProcess(program, true, "redis://127.0.0.1:" + port);
    }

    /** An executable file of that name in one of the folders of the PATH. */
    static Optional<Path> findProgram(String name) {
        return Stream.of(System.getenv().getOrDefault("PATH", "").split(File.pathSeparator))
                .map(folder -> Path.of(folder, name))
                .filter(Files::isExecutable)
                .findFirst();
    }

    String uri() {
        return uri;
    }

    int port() {
        return RedisURI.create(uri).getPort();
    }

    StatefulRedisConnection<byte[], byte[]> connection() {
        return connection;
    }

    long keys() {
        return connection.sync().dbsize();
    }

    /** Writes everything to the folder, for the next run. */
    void keep() {
        if (keeps) {
            connection.sync().save();
        }
    }

    /** How many bytes its data takes, beyond what an empty Redis takes. */
    long dataBytes() {
        return number("memory", "used_memory") - number("memory", "used_memory_startup");
    }

    ProcessCost cost() {
        return ProcessCost.of(number("server", "process_id"));
    }

    private long number(String section, String field) {
        return connection
                .sync()
                .info(section)
                .lines()
                .filter(line -> line.startsWith(field + ":"))
                .map(line -> Long.parseLong(line.substring(field.length() + 1).strip()))
                .findFirst()
                .orElseThrow(() -> new TandemException("Redis at %s does not tell its %s".formatted(uri, field)));
    }

    @Override
    public void close() throws Exception {
        connection.close();
        client.shutdown();
        server.close();
    }
}
