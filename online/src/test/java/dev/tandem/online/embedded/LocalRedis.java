package dev.tandem.online.embedded;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** A {@code redis-server} process that a test can start, pause, kill and start again on the same port. Not thread-safe. */
public final class LocalRedis implements AutoCloseable {
    private final Path program;
    private final Path folder;
    private final int port;
    private final List<String> arguments;
    private Process process;

    private LocalRedis(Path folder, int port, List<String> arguments) {
        this.program = RedisProgram.bundled(folder.resolve("bin"));
        this.folder = folder;
        this.port = port;
        this.arguments = arguments;
        this.process = launch();
        Runtime.getRuntime().addShutdownHook(new Thread(() -> process.destroyForcibly()));
    }

    /** Starts a server of the bundled program on a free port of the loopback address. */
    public static LocalRedis start(Path folder, String... options) {
        return startAt(freePort(), folder, options);
    }

    /** Starts a server of the bundled program on a port. */
    public static LocalRedis startAt(int port, Path folder, String... options) {
        List<String> arguments = new ArrayList<>(
                List.of("--port", "" + port, "--bind", "127.0.0.1", "--save", "", "--dir", "" + folder));
        arguments.addAll(List.of(options));
        return new LocalRedis(folder, port, arguments);
    }

    /** Starts a Sentinel, which asks for a password and alone decides on the failover of a master, half a second after it has gone. */
    public static LocalRedis startSentinel(Path folder, String master, int masterPort, String password) {
        int port = freePort();
        Path configuration = folder.resolve("sentinel.conf");
        try {
            Files.writeString(configuration, """
                    port %d
                    bind 127.0.0.1
                    requirepass %s
                    dir %s
                    sentinel monitor %s 127.0.0.1 %d 1
                    sentinel down-after-milliseconds %s 500
                    sentinel failover-timeout %s 3000
                    """.formatted(port, password, folder, master, masterPort, master, master));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return new LocalRedis(folder, port, List.of(configuration.toString(), "--sentinel"));
    }

    /** A port that nobody listens on, and whose neighbour 10,000 above, which a cluster node needs, is valid. */
    public static int freePort() {
        while (true) {
            try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
                int port = socket.getLocalPort();
                if (port < 55_000) {
                    return port;
                }
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }

    private Process launch() {
        List<String> command = new ArrayList<>(List.of(program.toString()));
        command.addAll(arguments);
        try {
            Process launched = new ProcessBuilder(command)
                    .redirectErrorStream(true)
                    .redirectOutput(ProcessBuilder.Redirect.appendTo(
                            folder.resolve(port + ".log").toFile()))
                    .start();
            waitUntilItListens(launched);
            return launched;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void waitUntilItListens(Process launched) throws IOException {
        while (true) {
            try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
                return;
            } catch (IOException notYet) {
                if (!launched.isAlive()) {
                    throw new IOException(
                            "redis-server ended: " + Files.readString(folder.resolve(port + ".log")), notYet);
                }
                sleep();
            }
        }
    }

    public int port() {
        return port;
    }

    public String uri() {
        return "redis://127.0.0.1:" + port;
    }

    /** Kills the server and starts it anew on the same port; without persistence it comes back empty. */
    public void restart() {
        kill();
        process = launch();
    }

    /** Ends the server as a crash does. */
    public void kill() {
        process.destroyForcibly();
        join();
    }

    /** Stops the server in its tracks: connections stay open and nothing is answered. */
    public void pause() {
        signal("STOP");
    }

    /** Lets a paused server go on. */
    public void resume() {
        signal("CONT");
    }

    private void signal(String name) {
        try {
            new ProcessBuilder("kill", "-" + name, "" + process.pid()).start().waitFor();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    @Override
    public void close() {
        kill();
    }

    private void join() {
        try {
            if (!process.waitFor(20, TimeUnit.SECONDS)) {
                throw new IllegalStateException("redis-server does not end");
            }
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    private static void sleep() {
        try {
            Thread.sleep(5);
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }
}
