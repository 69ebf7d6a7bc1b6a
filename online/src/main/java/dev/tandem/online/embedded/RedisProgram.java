package dev.tandem.online.embedded;

import dev.tandem.online.OnlineStoreException;
import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/** Finds programs that run on this machine, a {@code redis-server} above all. */
final class RedisProgram {
    private static final int PATIENCE_SECONDS = 10;
    private static final String INSTALL =
            "Install Redis 6.2 or newer and set 'online: embedded:path', or give the URL of a Redis that runs elsewhere.";

    private RedisProgram() {}

    /**
     * The server that the Maven artefact {@code embedded-redis} carries, copied once into a folder. Of those made for this kind of machine
     * the first that runs is taken: the one for 64 bits wants OpenSSL 3, which a bare machine may lack, the one for 32 bits wants nothing.
     *
     * @throws OnlineStoreException when none of them runs here
     */
    static Path bundled(Path folder) {
        List<String> problems = new ArrayList<>();
        for (String name : bundledNames()) {
            Path program = folder.resolve(name);
            copyOnce(name, program);
            Optional<String> problem = problemOf(program);
            if (problem.isEmpty()) {
                return program;
            }
            problems.add(name + ": " + problem.get());
        }
        throw new OnlineStoreException(
                "No bundled Redis runs on this machine (%s %s)%s. %s"
                        .formatted(
                                System.getProperty("os.name"),
                                System.getProperty("os.arch"),
                                problems.isEmpty() ? "" : ": " + String.join("; ", problems),
                                INSTALL),
                null);
    }

    /**
     * The {@code redis-server} on the PATH.
     *
     * @throws OnlineStoreException when there is none, or it does not run
     */
    static Path onPath() {
        Path program = findOnPath("redis-server")
                .orElseThrow(() -> new OnlineStoreException("There is no redis-server on the PATH. " + INSTALL, null));
        problemOf(program).ifPresent(problem -> {
            throw new OnlineStoreException("%s does not run: %s. %s".formatted(program, problem, INSTALL), null);
        });
        return program;
    }

    /** An executable file of that name in one of the folders of the PATH. */
    static Optional<Path> findOnPath(String name) {
        return Stream.of(System.getenv().getOrDefault("PATH", "").split(File.pathSeparator))
                .filter(folder -> !folder.isEmpty())
                .map(folder -> Path.of(folder, name))
                .filter(Files::isExecutable)
                .findFirst();
    }

    private static List<String> bundledNames() {
        String system = System.getProperty("os.name").toLowerCase(Locale.ROOT);
        boolean arm = System.getProperty("os.arch").equals("aarch64");
        if (system.startsWith("linux")) {
            return arm
                    ? List.of("redis-server-6.2.7-linux-arm64")
                    : List.of("redis-server-6.2.6-v5-linux-amd64", "redis-server-6.2.7-linux-386");
        }
        if (system.startsWith("mac")) {
            return List.of(arm ? "redis-server-6.2.6-v5-darwin-arm64" : "redis-server-6.2.6-v5-darwin-amd64");
        }
        return List.of();
    }

    private static void copyOnce(String name, Path program) {
        if (Files.exists(program)) {
            return;
        }
        try (InputStream in = RedisProgram.class.getResourceAsStream("/" + name)) {
            if (in == null) {
                throw new IOException("the class path has no " + name + ": is the artefact embedded-redis missing?");
            }
            Path folder = Files.createDirectories(program.toAbsolutePath().getParent());
            Path copy = Files.createTempFile(folder, name, ".new");
            Files.copy(in, copy, StandardCopyOption.REPLACE_EXISTING);
            Files.setPosixFilePermissions(copy, PosixFilePermissions.fromString("rwx------"));
            Files.move(copy, program, StandardCopyOption.ATOMIC_MOVE);
        } catch (IOException e) {
            throw new UncheckedIOException("cannot copy the bundled Redis to " + program, e);
        }
    }

    private static Optional<String> problemOf(Path program) {
        try {
            Process process = new ProcessBuilder(program.toString(), "--version")
                    .redirectErrorStream(true)
                    .start();
            String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            if (!process.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
                process.destroyForcibly();
                return Optional.of("it did not tell its version within " + PATIENCE_SECONDS + " s");
            }
            return process.exitValue() == 0 ? Optional.empty() : Optional.of(said.strip());
        } catch (IOException e) {
            return Optional.of(String.valueOf(e.getMessage()));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return Optional.of("interrupted");
        }
    }
}
