package dev.tandem.online.embedded;

import dev.tandem.online.OnlineStoreException;
import java.io.IOException;
import java.io.InputStream;
import java.io.RandomAccessFile;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.util.HexFormat;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;

/**
 * The files of a shared server.
 *
 * <pre>
 *   lock        locked by whoever joins or starts the server
 *   users       named pipe that every user holds open
 *   guard       the ids of the guard's process and the server's; absent while no server runs
 *   ack         what the guard last read from the pipe
 *   address     port and password, kept from one server to the next
 *   redis.conf  redis.log  guard.sh  bin/  data/
 * </pre>
 *
 * <p>What holds the password can be read by the owner only. All methods but the constructor expect the lock to be held.
 */
final class ServerFolder {
    /** What the file {@code guard} says between the decision to start one and its first own word. */
    private static final String STARTING = "starting";

    private static final int PASSWORD_BYTES = 24;
    private static final FileAttribute<Set<PosixFilePermission>> OWNER_ONLY =
            PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------"));

    private final Path root;

    /** Where the server listens and what it asks for. */
    record Address(int port, String password) {
        String uri() {
            return "redis://:%s@127.0.0.1:%d".formatted(password, port);
        }
    }

    /** The ids of the processes that run a server, or empty ones while it is being started. */
    record Processes(Optional<Long> guard, Optional<Long> server) {
        static final Processes OF_A_START = new Processes(Optional.empty(), Optional.empty());
    }

    ServerFolder(Path root) {
        this.root = root;
    }

    Path root() {
        return root;
    }

    Path lock() {
        return root.resolve("lock");
    }

    Path users() {
        return root.resolve("users");
    }

    Path log() {
        return root.resolve("redis.log");
    }

    Path data() {
        return root.resolve("data");
    }

    /** Makes what is missing of the folder and the pipe. */
    void create() throws IOException {
        if (Files.notExists(data())) {
            Files.setPosixFilePermissions(root, PosixFilePermissions.fromString("rwx------"));
            Files.createDirectory(data());
        }
        if (!Files.exists(users())) {
            int code = run("mkfifo", "-m", "600", users().toString());
            if (code != 0) {
                throw new OnlineStoreException(
                        "The embedded Redis needs a named pipe at %s, and mkfifo failed there (code %d). Keep .tandem on a local file system of"
                                        .formatted(users(), code)
                                + " Linux or macOS, or give the URL of a Redis that runs elsewhere.",
                        null);
            }
        }
    }

    private static int run(String... command) throws IOException {
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        process.getInputStream().readAllBytes();
        try {
            return process.waitFor();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted while waiting for " + command[0], e);
        }
    }

    /** Opens the pipe as a user: it counts as one until the file is closed, or the process ends in any way. */
    RandomAccessFile hold() throws IOException {
        return new RandomAccessFile(users().toFile(), "rw");
    }

    /** The port and password of the last server, if there was one. */
    Optional<Address> findAddress() throws IOException {
        return find("address").map(text -> {
            String[] parts = text.split(" ");
            return new Address(Integer.parseInt(parts[0]), parts[1]);
        });
    }

    /** Chooses a port and a password for the next servers. */
    Address chooseAddress() throws IOException {
        byte[] password = new byte[PASSWORD_BYTES];
        new SecureRandom().nextBytes(password);
        try (ServerSocket socket = new ServerSocket()) {
            socket.bind(RedisProbe.loopback(0));
            Address chosen = new Address(socket.getLocalPort(), HexFormat.of().formatHex(password));
            write("address", chosen.port() + " " + chosen.password());
            return chosen;
        }
    }

    void configure(Address address, ServerForm form) throws IOException {
        write("redis.conf", """
                bind %s
                port %d
                requirepass %s
                dir %s
                appendonly yes
                appendfsync everysec
                save ""
                """.formatted(form.bind(), address.port(), address.password(), form.dataFolder()));
    }

    /** The processes of the running server, if the folder says that one runs. */
    Optional<Processes> findProcesses() throws IOException {
        return find("guard").map(text -> {
            if (text.equals(STARTING)) {
                return Processes.OF_A_START;
            }
            String[] ids = text.split(" ");
            return new Processes(Optional.of(Long.valueOf(ids[0])), Optional.of(Long.valueOf(ids[1])));
        });
    }

    /** When the file that tells the processes was written, in milliseconds since 1970; 0 when it has gone meanwhile. */
    long processesWrittenAt() throws IOException {
        try {
            return Files.getLastModifiedTime(root.resolve("guard")).toMillis();
        } catch (NoSuchFileException e) {
            return 0;
        }
    }

    void markStarting() throws IOException {
        write("guard", STARTING);
    }

    void forgetProcesses() throws IOException {
        Files.deleteIfExists(root.resolve("guard"));
    }

    /** Whether the guard has read this from the pipe. */
    boolean isAcknowledged(String token) throws IOException {
        return find("ack").filter(token::equals).isPresent();
    }

    /** Writes the guard's script, so that it can be read where it runs. */
    Path guardScript() throws IOException {
        Path script = root.resolve("guard.sh");
        try (InputStream in = Objects.requireNonNull(ServerFolder.class.getResourceAsStream("guard.sh"))) {
            Files.copy(in, script, StandardCopyOption.REPLACE_EXISTING);
        }
        return script;
    }

    /** The last lines of the server's log. */
    String endOfLog() throws IOException {
        return find("redis.log")
                .map(text -> text.substring(Math.max(0, text.length() - 1_000)))
                .orElse("");
    }

    private Optional<String> find(String name) throws IOException {
        try {
            return Optional.of(Files.readString(root.resolve(name)).strip()).filter(text -> !text.isEmpty());
        } catch (NoSuchFileException e) {
            return Optional.empty();
        }
    }

    private void write(String name, String text) throws IOException {
        Path written = Files.createTempFile(root, name, ".new", OWNER_ONLY);
        Files.writeString(written, text + "\n");
        Files.move(written, root.resolve(name), StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    }
}
