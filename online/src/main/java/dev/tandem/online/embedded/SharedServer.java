package dev.tandem.online.embedded;

import dev.tandem.online.OnlineStoreException;
import dev.tandem.online.embedded.RedisProbe.Answer;
import dev.tandem.online.embedded.ServerFolder.Address;
import dev.tandem.online.embedded.ServerFolder.Processes;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/**
 * A Redis server that processes share, and that is gone when the last of them is.
 *
 * <p><b>Holding.</b> The server runs under a guard, a few lines of shell ({@code guard.sh}). Every user holds a named pipe open for
 * writing, and the guard reads from it. The kernel closes what a process holds however the process ends, so the guard reads the end of
 * the pipe exactly when the last user is gone, {@code kill -9} included; it then ends the server in the orderly way. Guard and server
 * have a session of their own, so that Ctrl-C reaches the user who typed it and nobody else's server.
 *
 * <p><b>Joining.</b> Somebody may join at the moment when the last user leaves, and then hold a pipe that the guard no longer reads. So
 * joining is a handshake: the user, already holding the pipe, writes a token into it, and joins only when the guard has copied it to a
 * file. A guard that does so has not seen the end of the pipe, and cannot see it while the user lives. When it does not answer, the
 * server is or will be gone, and the user starts another. Joining and starting happen under a file lock, one at a time.
 *
 * <p><b>One server for the data.</b> A process may be killed at any line here, and a guard as well. What must never happen is that two
 * servers write the same files. Port and password therefore stay the same from one server to the next: before one is started, the port
 * is asked, and whoever listens there and knows the password is a server left over, and is told to end; a server that is stopped and
 * says nothing is known by its process and its working folder. Users who are connected to a server that crashed find the next one at
 * the same address.
 */
final class SharedServer implements AutoCloseable {
    private static final Duration PATIENCE_WITH_A_LIVING_GUARD = Duration.ofSeconds(10);
    private static final Duration PATIENCE_WITH_A_DEAD_GUARD = Duration.ofMillis(300);
    private static final Duration PATIENCE_WITH_A_START = Duration.ofSeconds(60);
    private static final int ATTEMPTS = 3;

    /** How much later than its own file a process may seem to have started, for clocks are not exact. */
    private static final long CLOCK_TOLERANCE_MILLIS = 2_000;

    private final RandomAccessFile hold;
    private final Address address;

    private SharedServer(RandomAccessFile hold, Address address) {
        this.hold = hold;
        this.address = address;
    }

    /** Joins the server of a folder, or starts it. */
    static SharedServer open(Path root, ServerForm form) throws IOException {
        ServerFolder folder = new ServerFolder(root);
        Files.createDirectories(root);
        try (FileChannel channel =
                        FileChannel.open(folder.lock(), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
                FileLock lock = channel.lock()) {
            folder.create();
            RandomAccessFile hold = folder.hold();
            try {
                Optional<Address> joined = findJoined(folder, hold);
                return new SharedServer(hold, joined.isPresent() ? joined.get() : started(folder, form));
            } catch (IOException | RuntimeException e) {
                hold.close();
                throw e;
            }
        }
    }

    String uri() {
        return address.uri();
    }

    /** Leaves the server, which ends when nobody else holds it. */
    @Override
    public void close() throws IOException {
        hold.close();
    }

    private static Optional<Address> findJoined(ServerFolder folder, RandomAccessFile hold) throws IOException {
        Optional<Processes> processes = folder.findProcesses();
        Optional<Address> address = folder.findAddress();
        if (processes.isEmpty() || address.isEmpty()) {
            return Optional.empty();
        }
        String token = UUID.randomUUID().toString();
        hold.write((token + "\n").getBytes(StandardCharsets.US_ASCII));
        Deadline deadline = new Deadline(
                mayLive(folder, processes.get()) ? PATIENCE_WITH_A_LIVING_GUARD : PATIENCE_WITH_A_DEAD_GUARD);
        while (!folder.isAcknowledged(token)) {
            if (deadline.isOver() || folder.findProcesses().isEmpty()) {
                return Optional.empty();
            }
            deadline.pause();
        }
        return serves(folder, address.get()) ? address : Optional.empty();
    }

    /** Whether the guard that the folder names, or one that was about to be started, may still live. */
    private static boolean mayLive(ServerFolder folder, Processes processes) throws IOException {
        if (processes.guard().isEmpty()) {
            return true;
        }
        long writtenAt = folder.processesWrittenAt();
        return ProcessHandle.of(processes.guard().get())
                .flatMap(process -> process.info().startInstant())
                .filter(startedAt -> startedAt.toEpochMilli() <= writtenAt + CLOCK_TOLERANCE_MILLIS)
                .isPresent();
    }

    private static Address started(ServerFolder folder, ServerForm form) throws IOException {
        for (int attempt = 1; attempt <= ATTEMPTS; attempt++) {
            endWhatIsLeft(folder);
            Optional<Address> kept = folder.findAddress();
            Address address = kept.isPresent() && isFree(kept.get()) ? kept.get() : folder.chooseAddress();
            launch(folder, form, address);
            if (serves(folder, address)) {
                return address;
            }
        }
        throw new OnlineStoreException(
                "The embedded Redis in %s did not start. The end of its log, %s, says:%n%s%nMend what it says, or give the URL of a Redis that runs elsewhere."
                        .formatted(folder.root(), folder.log(), folder.endOfLog()),
                null);
    }

    private static boolean isFree(Address address) {
        return RedisProbe.ask(address.port(), address.password()) == Answer.NOBODY;
    }

    /** Starts the guard, which starts the server. The guard's end of the pipe is opened here, while this process holds the other. */
    private static void launch(ServerFolder folder, ServerForm form, Address address) throws IOException {
        folder.configure(address, form);
        List<String> command = new ArrayList<>(ownSession());
        command.addAll(List.of("sh", folder.guardScript().getFileName().toString()));
        command.addAll(form.command(folder.root(), address.port()));
        folder.markStarting();
        Process process = new ProcessBuilder(command)
                .directory(folder.root().toFile())
                .redirectInput(folder.users().toFile())
                .redirectErrorStream(true)
                .redirectOutput(folder.log().toFile())
                .start();
        Deadline deadline = new Deadline(PATIENCE_WITH_A_START);
        while (folder.findProcesses().equals(Optional.of(Processes.OF_A_START))) {
            if (deadline.isOver() || !process.isAlive()) {
                folder.forgetProcesses();
            }
            deadline.pause();
        }
    }

    /** What to put before a command so that no signal of this terminal reaches it. */
    private static List<String> ownSession() {
        Optional<Path> setsid = RedisProgram.findOnPath("setsid");
        if (setsid.isPresent()) {
            return List.of(setsid.get().toString());
        }
        // macOS has no setsid command, but has perl.
        return RedisProgram.findOnPath("perl")
                .map(perl -> List.of(perl.toString(), "-MPOSIX", "-e", "POSIX::setsid(); exec @ARGV"))
                .orElse(List.of());
    }

    /** Waits until the server serves, however long it reads its data; false when it ended instead, or says nothing. */
    private static boolean serves(ServerFolder folder, Address address) throws IOException {
        Deadline deadline = new Deadline(PATIENCE_WITH_A_START);
        while (!deadline.isOver() && folder.findProcesses().isPresent()) {
            Answer answer = RedisProbe.ask(address.port(), address.password());
            if (answer == Answer.OURS) {
                return true;
            }
            if (answer == Answer.OURS_BUT_LOADING) {
                deadline = new Deadline(PATIENCE_WITH_A_START);
            }
            deadline.pause();
        }
        return false;
    }

    /** Makes sure that no server of the folder runs any more. */
    private static void endWhatIsLeft(ServerFolder folder) throws IOException {
        Optional<Processes> left = folder.findProcesses();
        Optional<Address> address = folder.findAddress();
        if (left.isPresent() && address.isPresent()) {
            end(folder, left.get(), address.get());
        }
        folder.forgetProcesses();
    }

    private static void end(ServerFolder folder, Processes left, Address address) throws IOException {
        Answer answer = RedisProbe.ask(address.port(), address.password());
        switch (answer) {
            case NOBODY, STRANGER -> {
                return;
            }
            case OURS, OURS_BUT_LOADING -> RedisProbe.shutDown(address.port(), address.password());
            case SILENT -> {
                Optional<ProcessHandle> process = left.server().flatMap(ProcessHandle::of);
                if (left.server().isPresent() && process.isEmpty()) {
                    return; // the server is gone, so this is a stranger who has got its port
                }
                process.filter(alive -> isOf(folder, alive)).ifPresent(ProcessHandle::destroyForcibly);
            }
        }
        Deadline deadline = new Deadline(PATIENCE_WITH_A_LIVING_GUARD);
        while (RedisProbe.ask(address.port(), address.password()) != Answer.NOBODY) {
            if (deadline.isOver()) {
                throw new OnlineStoreException(
                        ("Something on port %d neither answers nor ends. It may be an earlier embedded Redis of %s, process %s. End it, or"
                                        + " delete the file 'guard' in that folder if it is something else.")
                                .formatted(
                                        address.port(),
                                        folder.root(),
                                        left.server().map(String::valueOf).orElse("unknown")),
                        null);
            }
            deadline.pause();
        }
    }

    /** Whether a process is of the folder's server and not another that has got its id: it works in the folder, or is the program in it. */
    private static boolean isOf(ServerFolder folder, ProcessHandle process) {
        Path workingFolder = Path.of("/proc", Long.toString(process.pid()), "cwd");
        try {
            if (Files.exists(workingFolder)) {
                return workingFolder.toRealPath().startsWith(folder.root());
            }
        } catch (IOException gone) {
            return false;
        }
        return process.info()
                .command()
                .filter(command -> Path.of(command).startsWith(folder.root()))
                .isPresent();
    }

    /** A moment after which to give up. */
    private static final class Deadline {
        private static final int STEP_MILLIS = 10;

        private final long end;

        Deadline(Duration patience) {
            this.end = System.nanoTime() + patience.toNanos();
        }

        boolean isOver() {
            return System.nanoTime() - end >= 0;
        }

        void pause() {
            try {
                Thread.sleep(STEP_MILLIS);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new OnlineStoreException("Interrupted while waiting for the embedded Redis.", e);
            }
        }
    }
}
