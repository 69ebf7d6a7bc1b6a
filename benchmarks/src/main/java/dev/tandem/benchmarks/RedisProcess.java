package dev.tandem.benchmarks;

import dev.tandem.TandemException;
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
 * A Redis of its own for one side of a comparison: the {@code redis-server} on the PATH, or else the one that comes with Tandem. Nothing
 * goes to disk unless {@link #keep} is asked for. Used by one thread, but for its connection.
 */
public final class RedisProcess implements AutoCloseable {
    private static final Duration PATIENCE = Duration.ofMinutes(5);
    private static final long POLL_MILLIS = 50;

    private final Path folder;
    private final AutoCloseable server;
    private final boolean keeps;
    private final RedisClient client;
    private final StatefulRedisConnection<byte[], byte[]> connection;
    private final String uri;

    private RedisProcess(Path folder, AutoCloseable server, boolean keeps, String uri) throws InterruptedException {
        this.folder = folder;
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

    /** Starts one with what was kept in the folder, if anything was. */
    public static RedisProcess start(Path folder) throws IOException, InterruptedException {
        Files.createDirectories(folder);
        Optional<Path> onPath = findProgram("redis-server");
        if (onPath.isEmpty()) {
            EmbeddedRedis embedded = EmbeddedRedis.open(folder, "embedded");
            return new RedisProcess(folder, embedded, false, embedded.uri());
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
        return new RedisProcess(folder, program, true, "redis://127.0.0.1:" + port);
    }

    /** An executable file of that name in one of the folders of the PATH. */
    public static Optional<Path> findProgram(String name) {
        return Stream.of(System.getenv().getOrDefault("PATH", "").split(File.pathSeparator))
                .map(folder -> Path.of(folder, name))
                .filter(Files::isExecutable)
                .findFirst();
    }

    /** Where it listens. */
    public String uri() {
        return uri;
    }

    /** The port at which it listens. */
    public int port() {
        return RedisURI.create(uri).getPort();
    }

    /** A connection to it. */
    public StatefulRedisConnection<byte[], byte[]> connection() {
        return connection;
    }

    /** How many keys it holds. */
    public long keys() {
        return connection.sync().dbsize();
    }

    /** Empties it, and returns when it is empty. */
    public void flush() {
        connection.sync().flushall();
    }

    /**
     * Sends the commands of a file as fast as {@code redis-cli --pipe} does.
     *
     * @throws TandemException when there is no such program, or Redis refuses a command
     */
    public void pipe(Path commands) throws IOException, InterruptedException {
        if (findProgram("redis-cli").isEmpty()) {
            throw new TandemException(
                    "There is no redis-cli on the PATH, and this benchmark needs it. Install it, such as with 'apt-get install redis-tools'.");
        }
        Path log = folder.resolve("pipe.log");
        Program.run(
                folder,
                log,
                List.of(
                        "sh",
                        "-c",
                        "exec redis-cli -p \"$0\" --pipe <\"$1\"",
                        Integer.toString(port()),
                        commands.toString()));
        String said = Files.readString(log);
        if (!said.contains("errors: 0,")) {
            throw new TandemException("redis-cli --pipe met errors: " + said.strip());
        }
    }

    /** Writes everything to the folder, for the next run, where the server is one that is asked to load it. */
    public void keep() {
        if (keeps) {
            connection.sync().save();
        }
    }

    /** How many bytes its data takes, beyond what an empty Redis takes. */
    public long dataBytes() {
        return number("memory", "used_memory") - number("memory", "used_memory_startup");
    }

    /** What the server has used so far. */
    public ProcessCost cost() {
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
