package dev.tandem.online.embedded;

import dev.tandem.online.OnlineStoreException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

/** How the server of a folder is run: {@code embedded}, {@code embedded:path}, {@code embedded:docker} or {@code embedded:docker:IMAGE}. */
sealed interface ServerForm {
    /** What every form begins with. */
    String EMBEDDED = "embedded";

    /** The command that runs the server in the foreground, to be started in {@code folder}, which holds {@code redis.conf}. */
    List<String> command(Path folder, int port);

    /** The address that the server listens on, as its configuration has to say. */
    default String bind() {
        return "127.0.0.1";
    }

    /** The server's data folder, as its configuration has to say. */
    default String dataFolder() {
        return "data";
    }

    /**
     * Reads a form.
     *
     * @throws OnlineStoreException when there is none like that
     */
    static ServerForm parse(String form) {
        if (form.equals(EMBEDDED)) {
            return new Bundled();
        }
        if (form.equals(EMBEDDED + ":path")) {
            return new OnPath();
        }
        String docker = EMBEDDED + ":docker";
        if (form.equals(docker)) {
            return new InDocker("redis:7-alpine");
        }
        if (form.startsWith(docker + ":") && form.length() > docker.length() + 1) {
            return new InDocker(form.substring(docker.length() + 1));
        }
        throw new OnlineStoreException(
                ("The online store '%s' is unknown. Use embedded, embedded:path for the redis-server on the PATH, embedded:docker or"
                                + " embedded:docker:IMAGE for a container.")
                        .formatted(form),
                null);
    }

    /** The program that comes with Tandem. */
    record Bundled() implements ServerForm {
        @Override
        public List<String> command(Path folder, int port) {
            return List.of(RedisProgram.bundled(folder.resolve("bin")).toString(), "redis.conf");
        }
    }

    /** The {@code redis-server} on the PATH. */
    record OnPath() implements ServerForm {
        @Override
        public List<String> command(Path folder, int port) {
            return List.of(RedisProgram.onPath().toString(), "redis.conf");
        }
    }

    /** A container, which keeps its data in the folder like the others, as the user who runs it. */
    record InDocker(String image) implements ServerForm {
        private static final Duration PULL_PATIENCE = Duration.ofMinutes(2);

        @Override
        public List<String> command(Path folder, int port) {
            Path docker = RedisProgram.findOnPath("docker")
                    .orElseThrow(() -> new OnlineStoreException(
                            "There is no docker on the PATH, which 'embedded:docker' needs. Install it, or use 'embedded'.",
                            null));
            new DockerImage(docker, image).ensure(PULL_PATIENCE);
            return List.of(
                    docker.toString(),
                    "run",
                    "--rm",
                    "--pull",
                    "never",
                    "--user",
                    owner(folder),
                    "--publish",
                    "127.0.0.1:%d:%d".formatted(port, port),
                    "--volume",
                    folder + "/data:/data",
                    "--volume",
                    folder + "/redis.conf:/redis.conf:ro",
                    image,
                    "redis-server",
                    "/redis.conf");
        }

        private static String owner(Path folder) {
            try {
                return Files.getAttribute(folder, "unix:uid") + ":" + Files.getAttribute(folder, "unix:gid");
            } catch (IOException e) {
                throw new UncheckedIOException("cannot tell the owner of " + folder, e);
            }
        }

        @Override
        public String bind() {
            return "0.0.0.0";
        }

        @Override
        public String dataFolder() {
            return "/data";
        }
    }
}
