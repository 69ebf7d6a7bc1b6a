package dev.tandem.cli.parity;

import dev.tandem.TandemException;
import dev.tandem.definition.Definitions;
import dev.tandem.offline.History;
import dev.tandem.offline.Progress;
import dev.tandem.offline.materialize.MaterializationRequest;
import dev.tandem.offline.materialize.Materialized;
import dev.tandem.offline.materialize.Materializer;
import dev.tandem.online.OnlineSettings;
import dev.tandem.online.OnlineStore;
import dev.tandem.online.embedded.EmbeddedRedis;
import dev.tandem.registry.Registry;
import dev.tandem.registry.RegistryState;
import dev.tandem.registry.StoredView;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.util.Comparator;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * A place to serve from that nobody else sees: a registry of its own, in a folder that goes with it, and rows under a project name of
 * their own. The rows in force, their cursors and their states are never touched. Used by one thread.
 */
public final class Scratch implements AutoCloseable {
    private static final String AUTHOR = "parity";

    private final Path folder;
    private final Registry registry;
    private final @Nullable EmbeddedRedis embedded;
    private final String url;
    private final String storeProject;
    private final OnlineStore store;
    private final Thread atExit = new Thread(this::release, "parity-scratch");
    private final AtomicBoolean released = new AtomicBoolean();
    private volatile @Nullable RegistryState state;

    /** Makes what materialises a history into an online store. */
    @FunctionalInterface
    public interface Filling {
        /**
         * @param registry keeps the cursors
         * @param url of the online store
         * @param project the name under which rows are kept there
         * @param clock tells what is now
         */
        Materializer into(History history, Registry registry, String url, String project, InstantSource clock);
    }

    private Scratch(Path folder, Registry registry, @Nullable EmbeddedRedis embedded, String url, String storeProject) {
        this.folder = folder;
        this.registry = registry;
        this.embedded = embedded;
        this.url = url;
        this.storeProject = storeProject;
        this.store = OnlineStore.connect(url, storeProject, OnlineSettings.DEFAULT);
        Runtime.getRuntime().addShutdownHook(atExit);
    }

    /**
     * A place in a Redis that is started for it and ends with it, whatever happens to this process.
     *
     * @param form what runs it: see {@link EmbeddedRedis#open(Path, String)}
     */
    public static Scratch embedded(String form) {
        Path folder = newFolder();
        EmbeddedRedis redis = EmbeddedRedis.open(folder.resolve("redis"), form);
        return new Scratch(folder, openRegistry(folder), redis, redis.uri(), AUTHOR);
    }

    /**
     * A place in a Redis that runs already, under a project name that nobody else has. Its rows are removed when it is closed; should this
     * process be killed before, they stay, below that name.
     */
    public static Scratch in(String url) {
        Path folder = newFolder();
        return new Scratch(folder, openRegistry(folder), null, url, AUTHOR + "-" + UUID.randomUUID());
    }

    private static Path newFolder() {
        try {
            return Files.createTempDirectory("tandem-parity-");
        } catch (IOException e) {
            throw new TandemException(
                    "No temporary folder can be made: %s. Free some space, or name another folder with -Djava.io.tmpdir."
                            .formatted(e.getMessage()),
                    e);
        }
    }

    private static Registry openRegistry(Path folder) {
        return Registry.open("jdbc:sqlite:" + folder.resolve("registry.db"), InstantSource.system());
    }

    /** Puts definitions in force here. */
    public RegistryState apply(Definitions definitions) {
        RegistryState applied = registry.apply(registry.plan(definitions), AUTHOR);
        state = applied;
        return applied;
    }

    /** The registry of this place. */
    public Registry registry() {
        return registry;
    }

    /** The rows of this place. */
    public OnlineStore store() {
        return store;
    }

    /** The name under which rows are kept in the store. */
    public String storeProject() {
        return storeProject;
    }

    /**
     * Materialises into this place, as of the end of what is asked for.
     *
     * @param history of the state that was applied here
     * @param request up to an instant
     * @throws TandemException when a view could not be materialised
     */
    public List<Materialized> materialize(
            Filling filling, History history, MaterializationRequest request, Progress progress) {
        Instant now = request.to().orElseThrow();
        Materializer materializer = filling.into(history, registry, url, storeProject, Clock.fixed(now, ZoneOffset.UTC))
                .watchedBy(progress)
                .withoutExpectations();
        List<Materialized> runs = materializer.run(materializer.plan(request));
        runs.forEach(run -> run.failure().ifPresent(failure -> {
            throw failure;
        }));
        return runs;
    }

    /** Removes everything that was kept here. It is done at the end of the process too, when somebody interrupts it. */
    @Override
    public void close() {
        release();
        try {
            Runtime.getRuntime().removeShutdownHook(atExit);
        } catch (IllegalStateException ending) {
            // The process ends, and the hook finds that all is done.
            return;
        }
    }

    private void release() {
        if (!released.compareAndSet(false, true)) {
            return;
        }
        try {
            RegistryState applied = state;
            if (embedded == null && applied != null) {
                applied.storage().values().stream().map(StoredView::generation).forEach(store::reclaim);
            }
        } finally {
            store.close();
            registry.close();
            if (embedded != null) {
                embedded.close();
            }
            delete(folder);
        }
    }

    private static void delete(Path folder) {
        try (Stream<Path> tree = Files.walk(folder)) {
            for (Path path : tree.sorted(Comparator.reverseOrder()).toList()) {
                Files.deleteIfExists(path);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
