package dev.tandem.sdk;

import dev.tandem.definition.About;
import dev.tandem.definition.DefinitionFiles;
import dev.tandem.definition.Definitions;
import dev.tandem.definition.Project;
import dev.tandem.online.OnlineSettings;
import dev.tandem.online.OnlineStore;
import dev.tandem.online.ViewTarget;
import dev.tandem.online.ViewWriter;
import dev.tandem.online.embedded.LocalRedis;
import dev.tandem.registry.Registry;
import dev.tandem.registry.RegistryState;
import dev.tandem.row.Micros;
import dev.tandem.row.RowWriter;
import dev.tandem.row.ValueSource;
import dev.tandem.server.FeatureServer;
import dev.tandem.server.ServerSettings;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/** A server of features with a registry of its own, in front of a Redis of its own, whose clock stands still. */
public final class RealServer implements AutoCloseable {
    public static final Instant NOW = Instant.parse("2013-12-31T23:59:59.500Z");
    private static final String PROJECT = "flights";

    final LocalRedis redis;
    private final Registry registry;
    private final OnlineStore store;
    private final FeatureServer server;

    private RealServer(LocalRedis redis, Registry registry, OnlineStore store, FeatureServer server) {
        this.redis = redis;
        this.registry = registry;
        this.store = store;
        this.server = server;
    }

    /** Serves definitions, written as definition files are. */
    static RealServer start(Path folder, String definitions) {
        return start(folder, definitions, settings -> settings);
    }

    static RealServer start(Path folder, String definitions, UnaryOperator<ServerSettings> change) {
        return start(folder, parsed(definitions), change);
    }

    /** Serves definitions, and keeps what is pushed for the offline side. */
    public static RealServer start(Path folder, Definitions definitions, UnaryOperator<ServerSettings> change) {
        LocalRedis redis = LocalRedis.start(folder);
        Registry registry = Registry.open(folder.resolve("registry.db").toString(), () -> NOW);
        registry.apply(registry.plan(definitions), "tester");
        OnlineStore store = OnlineStore.connect(redis.uri(), PROJECT, OnlineSettings.DEFAULT);
        ServerSettings settings = change.apply(ServerSettings.LOCAL
                .withPort(0)
                .withRegistryPoll(Duration.ofMillis(20))
                .withLanding(folder.resolve("landing")));
        return new RealServer(
                redis, registry, store, FeatureServer.start(settings, registry, store, PROJECT, () -> NOW));
    }

    private static Definitions parsed(String definitions) {
        return DefinitionFiles.parse(new Project(PROJECT, About.NOTHING), Map.of("features.yaml", definitions));
    }

    /** Applies definitions, written as definition files are; returns the number of the state. */
    long apply(String definitions) {
        return registry.apply(registry.plan(parsed(definitions)), "tester").number();
    }

    /** Writes a row to the online store, as a materialisation would. */
    public void write(
            String view,
            List<? extends @Nullable Object> key,
            Instant eventTime,
            List<? extends @Nullable Object> values) {
        RegistryState state = registry.findLatest(PROJECT).orElseThrow();
        ViewWriter.of(store, ViewTarget.of(state.definitions(), state.stored(view)), () -> NOW)
                .push(List.of(new dev.tandem.online.FeatureRow(
                        ValueSource.of(key), Micros.of(eventTime), RowWriter.NO_CREATED_TIME, ValueSource.of(values))));
    }

    /** Where it serves. */
    public URI address() {
        return URI.create("http://127.0.0.1:" + server.port());
    }

    @Override
    public void close() {
        server.close();
        store.close();
        registry.close();
        redis.close();
    }
}
