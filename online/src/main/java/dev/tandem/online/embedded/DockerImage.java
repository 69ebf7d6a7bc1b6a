package dev.tandem.online.embedded;

import dev.tandem.online.OnlineStoreException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * The image of a container that is about to be run.
 *
 * <p>{@code docker run} pulls what is missing by itself, for as long as a registry keeps it waiting, and what it says meanwhile is lost in
 * a log. So the image is seen to before, within a bounded time, and the container is run without pulling.
 *
 * @param docker the program
 * @param name as {@code docker pull} takes it
 */
record DockerImage(Path docker, String name) {
    private static final Duration PATIENCE_WITH_THE_ENGINE = Duration.ofSeconds(20);
    private static final int LONGEST_QUOTE = 500;

    /**
     * Makes sure that the engine has it, pulling it if need be.
     *
     * @param patience how long pulling may take
     * @throws OnlineStoreException when the engine does not answer, or the image is not there and cannot be pulled in time
     */
    void ensure(Duration patience) {
        if (docker(PATIENCE_WITH_THE_ENGINE, "image", "inspect", "--format", "{{.Id}}", name)
                .succeeded()) {
            return;
        }
        Outcome pull = docker(patience, "pull", "--quiet", name);
        if (!pull.succeeded()) {
            throw new OnlineStoreException(
                    ("The embedded Redis has no image to run: '%s' is not on this machine, and 'docker pull %s' failed: %s. See that a Docker"
                                    + " engine runs and reaches the registry, name an image that is here ('docker images' lists them) with"
                                    + " embedded:docker:IMAGE, or use 'embedded', which needs no container.")
                            .formatted(name, name, pull.said()),
                    null);
        }
    }

    /** What came of a command: its last words when it failed, nothing when it did not. */
    private record Outcome(boolean succeeded, String said) {}

    private Outcome docker(Duration patience, String... arguments) {
        try {
            // A file, not a pipe: nothing then waits for a program that says nothing.
            Path words = Files.createTempFile("docker", ".log");
            try {
                Process process = new ProcessBuilder(command(arguments))
                        .redirectErrorStream(true)
                        .redirectOutput(words.toFile())
                        .start();
                if (!process.waitFor(patience.toMillis(), TimeUnit.MILLISECONDS)) {
                    process.destroyForcibly();
                    return new Outcome(false, "it had not ended after %d s".formatted(patience.toSeconds()));
                }
                return new Outcome(process.exitValue() == 0, quoted(Files.readString(words)));
            } finally {
                Files.deleteIfExists(words);
            }
        } catch (IOException e) {
            throw new UncheckedIOException("cannot run " + docker, e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new OnlineStoreException("Interrupted while waiting for Docker.", e);
        }
    }

    private List<String> command(String... arguments) {
        List<String> command = new ArrayList<>(List.of(docker.toString()));
        command.addAll(List.of(arguments));
        return command;
    }

    private static String quoted(String words) {
        String line = words.strip().replaceAll("\\s*\\R\\s*", "; ");
        return line.substring(Math.max(0, line.length() - LONGEST_QUOTE));
    }
}
