package dev.tandem.online.embedded;

import dev.tandem.online.OnlineStoreException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;

/**
 * A real Redis server for development, with nothing to install. It listens on this machine only and asks for a password that stands in
 * its folder, where its data are too. Processes that open the same folder at the same time share one server; it ends when the last of
 * them has closed it or is gone, however it went, and whoever opens the folder later finds the data. At worst, after a power failure or a
 * {@code kill -9} of the server itself, the writes of the last second are lost.
 *
 * <p>Runs on Linux and macOS, x86-64 and arm64. Thread-safe.
 */
public final class EmbeddedRedis implements AutoCloseable {
    private static final Map<Path, Shared> IN_THIS_PROCESS = new HashMap<>();

    private final Path folder;
    private final String uri;
    private boolean closed;

    private EmbeddedRedis(Path folder, String uri) {
        this.folder = folder;
        this.uri = uri;
    }

    /** Whether an online store's URL means a server of this kind: {@code embedded}, alone or with a colon and more. */
    public static boolean isMeantBy(String url) {
        return url.equals(ServerForm.EMBEDDED) || url.startsWith(ServerForm.EMBEDDED + ":");
    }

    /** Opens the server of a folder, run by the program that comes with Tandem: {@link #open(Path, String)} with {@code embedded}. */
    public static EmbeddedRedis open(Path folder) {
        return open(folder, ServerForm.EMBEDDED);
    }

    /**
     * Opens the server of a folder, starting it if it does not run.
     *
     * @param folder of the server's own, such as {@code .tandem/redis}; made if need be
     * @param form what runs the server when it has to be started: {@code embedded}, the program that comes with Tandem;
     *     {@code embedded:path}, the {@code redis-server} on the PATH; {@code embedded:docker} or {@code embedded:docker:IMAGE}, a container
     * @return a handle, to be closed
     * @throws OnlineStoreException when the form is unknown, or the server cannot be started
     */
    public static EmbeddedRedis open(Path folder, String form) {
        ServerForm server = ServerForm.parse(form);
        if (System.getProperty("os.name").toLowerCase(Locale.ROOT).startsWith("windows")) {
            throw new OnlineStoreException(
                    "The embedded Redis does not run on Windows. Use WSL, or give the URL of a Redis that runs elsewhere.",
                    null);
        }
        synchronized (IN_THIS_PROCESS) {
            try {
                Path root = Files.createDirectories(folder).toRealPath();
                Shared shared = IN_THIS_PROCESS.get(root);
                if (shared == null) {
                    shared = new Shared(SharedServer.open(root, server));
                    IN_THIS_PROCESS.put(root, shared);
                }
                shared.handles++;
                return new EmbeddedRedis(root, shared.server.uri());
            } catch (IOException e) {
                throw new OnlineStoreException(
                        "The embedded Redis in %s cannot be opened: %s. Check that the folder may be written to."
                                .formatted(folder, e.getMessage()),
                        e);
            }
        }
    }

    /** Where it can be reached. The URL holds the password: it is for connecting, not for showing. */
    public String uri() {
        return uri;
    }

    /** Lets go of the server. Closing twice does nothing. */
    @Override
    public void close() {
        synchronized (IN_THIS_PROCESS) {
            if (closed) {
                return;
            }
            closed = true;
            Shared shared = IN_THIS_PROCESS.get(folder);
            if (shared == null || --shared.handles > 0) {
                return;
            }
            IN_THIS_PROCESS.remove(folder);
            try {
                shared.server.close();
            } catch (IOException e) {
                throw new OnlineStoreException(
                        "The embedded Redis in " + folder + " cannot be closed: " + e.getMessage(), e);
            }
        }
    }

    @Override
    public String toString() {
        return "embedded Redis in " + folder;
    }

    /** A server and how many handles of this process it has. */
    private static final class Shared {
        private final SharedServer server;
        private int handles;

        Shared(SharedServer server) {
            this.server = server;
        }
    }
}
