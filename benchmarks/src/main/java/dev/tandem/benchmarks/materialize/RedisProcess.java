package dev.tandem.benchmarks.materialize;

import dev.tandem.TandemException;
import dev.tandem.benchmarks.ProcessCost;
import dev.tandem.benchmarks.Program;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** A {@code redis-server} of the PATH, in a process of its own, that keeps nothing on disk, and the {@code redis-cli} that belongs to it. */
final class RedisProcess implements AutoCloseable {
    private static final int TRIES = 400;
    private static final long POLL_MILLIS = 25;

    private final Path folder;
    private final int port;
    private final Program server;

    private RedisProcess(Path folder, int port, Program server) {
        this.folder = folder;
        this.port = port;
        this.server = server;
    }

    /**
     * Starts one on a free port of the loopback address.
     *
     * @throws TandemException when there is none on the PATH
     */
    static RedisProcess start(Path folder) throws IOException, InterruptedException {
        Files.createDirectories(folder);
        int port;
        try (ServerSocket free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            port = free.getLocalPort();
        }
        needed(folder, "redis-server");
        needed(folder, "redis-cli");
        Program server = Program.start(
                folder,
                folder.resolve("redis.log"),
                List.of(
                        "redis-server",
                        "--port",
                        "" + port,
                        "--bind",
                        "127.0.0.1",
                        "--save",
                        "",
                        "--appendonly",
                        "no"));
        RedisProcess redis = new RedisProcess(folder, port, server);
        for (int i = 0; i < TRIES; i++) {
            try {
                redis.ask("PING");
                return redis;
            } catch (TandemException notYet) {
                Thread.sleep(POLL_MILLIS);
            }
        }
        redis.close();
        throw new TandemException("redis-server did not start; see " + folder.resolve("redis.log"));
    }

    private static void needed(Path folder, String program) throws InterruptedException {
        try {
            Program.run(folder, folder.resolve("version.log"), List.of(program, "--version"));
        } catch (IOException e) {
            throw new TandemException(
                    "There is no %s on the PATH, and this benchmark needs it. Install Redis, such as with 'apt-get install redis'."
                            .formatted(program),
                    e);
        }
    }

    String url() {
        return "redis://127.0.0.1:" + port;
    }

    /** What the server has used so far. */
    ProcessCost cost() {
        return server.cost();
    }

    /** Runs {@code redis-cli} with some words and gives back what it says. */
    String ask(String... words) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(List.of("redis-cli", "-p", "" + port));
        command.addAll(List.of(words));
        Path answer = folder.resolve("answer.log");
        Program.run(folder, answer, command);
        return Files.readString(answer).strip();
    }

    /** Sends the commands of a file as fast as {@code redis-cli --pipe} does. */
    void pipe(Path commands) throws IOException, InterruptedException {
        Path log = folder.resolve("pipe.log");
        Program.run(
                folder,
                log,
                List.of("sh", "-c", "exec redis-cli -p \"$0\" --pipe <\"$1\"", "" + port, commands.toString()));
        String said = Files.readString(log);
        if (!said.contains("errors: 0,")) {
            throw new TandemException("redis-cli --pipe met errors: " + said.strip());
        }
    }

    /** Empties it. */
    void flush() throws IOException, InterruptedException {
        ask("FLUSHALL", "SYNC");
    }

    long keys() throws IOException, InterruptedException {
        return Long.parseLong(ask("DBSIZE"));
    }

    /** How much memory its data takes, by its own account, in bytes. */
    long usedBytes() throws IOException, InterruptedException {
        Map<String, String> facts = new TreeMap<>();
        ask("INFO", "memory")
                .lines()
                .map(line -> line.strip().split(":", 2))
                .filter(fact -> fact.length == 2)
                .forEach(fact -> facts.put(fact[0], fact[1]));
        return Long.parseLong(facts.getOrDefault("used_memory", "0"));
    }

    @Override
    public void close() throws InterruptedException {
        server.close();
    }
}
