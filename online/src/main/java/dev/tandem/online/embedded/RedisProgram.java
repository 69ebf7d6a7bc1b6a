package dev.tandem.online.embedded;

import dev.tandem.online.OnlineStoreException;
import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Finds a {@code redis-server} that runs on this machine. */
final class RedisProgram {
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
            try {
                copyOnce(name, program);
            } catch (IOException e) {
                throw new UncheckedIOException("cannot copy the bundled Redis to " + program, e);
            }
            String problem = problemOf(program);
            if (problem == null) {
                return program;
            }
            problems.add(name + ": " + problem);
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
        Path program = Stream.of(System.getenv().getOrDefault("PATH", "").split(File.pathSeparator))
                .map(folder -> Path.of(folder, "redis-server"))
                .filter(Files::isExecutable)
                .findFirst()
                .orElseThrow(() -> new OnlineStoreException("There is no redis-server on the PATH. " + INSTALL, null));
        String problem = problemOf(program);
        if (problem != null) {
            throw new OnlineStoreException(program + " does not run: " + problem + ". " + INSTALL, null);
        }
        return program;
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

    private static void copyOnce(String name, Path program) throws IOException {
        if (Files.exists(program)) {
            return;
        }
        Path folder = Files.createDirectories(program.toAbsolutePath().getParent());
        Path copy = Files.createTempFile(folder, name, ".tmp");
        try (InputStream in = RedisProgram.class.getResourceAsStream("/" + name)) {
            if (in == null) {
                throw new IOException("the class path has no " + name + ": is the artefact embedded-redis missing?");
            }
            Files.copy(in, copy, StandardCopyOption.REPLACE_EXISTING);
            Files.setPosixFilePermissions(copy, PosixFilePermissions.fromString("rwx------"));
            Files.move(copy, program, StandardCopyOption.ATOMIC_MOVE);
        } finally {
            Files.deleteIfExists(copy);
        }
    }

    private static @Nullable String problemOf(Path program) {
        try {
            Process process = new ProcessBuilder(program.toString(), "--version")
                    .redirectErrorStream(true)
                    .start();
            String said = new String(process.getInputStream().readAllBytes(), java.nio.charset.StandardCharsets.UTF_8);
            if (!process.waitFor(10, TimeUnit.SECONDS)) {
                process.destroyForcibly();
                return "it did not tell its version within 10 s";
            }
            return process.exitValue() == 0 ? null : said.strip();
        } catch (IOException e) {
            return e.getMessage();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return "interrupted";
        }
    }
}
