package dev.tandem.benchmarks;

import dev.tandem.TandemException;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * A program in a process of its own, as its users start it. What it says goes to a file. Closing ends it, and waits until it has ended.
 */
public final class Program implements AutoCloseable {
    private static final Duration PATIENCE = Duration.ofMinutes(2);
    private static final long POLL_MILLIS = 5;
    private static final int OK = 200;

    private final Process process;
    private final Path log;

    private Program(Process process, Path log) {
        this.process = process;
        this.log = log;
    }

    /**
     * Starts a program.
     *
     * @param folder where it works
     * @param log where to write what it says
     * @param words the program and its arguments
     */
    public static Program start(Path folder, Path log, List<String> words) throws IOException {
        Process process = new ProcessBuilder(words)
                .directory(folder.toFile())
                .redirectErrorStream(true)
                .redirectOutput(log.toFile())
                .start();
        return new Program(process, log);
    }

    /** Runs a program to its end; it fails when the program does. */
    public static void run(Path folder, Path log, List<String> words) throws IOException, InterruptedException {
        try (Program program = start(folder, log, words)) {
            int exitCode = program.process.waitFor();
            if (exitCode != 0) {
                throw program.failed("ended with exit code " + exitCode);
            }
        }
    }

    /** The command line of the built {@code tandem}. */
    public static List<String> tandem(Path home, String... arguments) {
        List<String> words = new ArrayList<>(
                List.of(home.resolve("cli/target/tandem/bin/tandem").toString()));
        words.addAll(List.of(arguments));
        return words;
    }

    /** Waits until a page answers with status 200. */
    public void awaitPage(URI page) throws InterruptedException {
        HttpClient client = HttpClient.newHttpClient();
        long deadline = System.nanoTime() + PATIENCE.toNanos();
        while (!answers(client, page)) {
            if (!process.isAlive()) {
                throw failed("ended");
            }
            if (System.nanoTime() > deadline) {
                throw failed("did not answer at %s within %s".formatted(page, PATIENCE));
            }
            Thread.sleep(POLL_MILLIS);
        }
    }

    private static boolean answers(HttpClient client, URI page) throws InterruptedException {
        try {
            return client.send(HttpRequest.newBuilder(page).build(), HttpResponse.BodyHandlers.discarding())
                            .statusCode()
                    == OK;
        } catch (IOException notYet) {
            return false;
        }
    }

    /** Waits until a port of this machine takes connections. */
    public void awaitPort(int port) throws InterruptedException {
        long deadline = System.nanoTime() + PATIENCE.toNanos();
        while (!listens(port)) {
            if (!process.isAlive()) {
                throw failed("ended");
            }
            if (System.nanoTime() > deadline) {
                throw failed("did not listen on port %d within %s".formatted(port, PATIENCE));
            }
            Thread.sleep(POLL_MILLIS);
        }
    }

    private static boolean listens(int port) {
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
            return socket.isConnected();
        } catch (IOException notYet) {
            return false;
        }
    }

    /** A port that nobody uses now. */
    public static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0)) {
            return socket.getLocalPort();
        }
    }

    /** The number of the process. */
    public long pid() {
        return process.pid();
    }

    /** What it has used so far. */
    public ProcessCost cost() {
        return ProcessCost.of(process.pid());
    }

    @Override
    public void close() throws InterruptedException {
        process.destroy();
        if (!process.waitFor(PATIENCE.toSeconds(), TimeUnit.SECONDS)) {
            process.destroyForcibly().waitFor();
        }
    }

    private TandemException failed(String how) {
        String said;
        try {
            said = Files.readString(log).strip();
        } catch (IOException e) {
            said = "(its log cannot be read: " + e.getMessage() + ")";
        }
        return new TandemException(
                "%s %s. It said:%n%s".formatted(process.info().command().orElse("A program"), how, said));
    }
}
