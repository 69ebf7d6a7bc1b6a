package dev.tandem.offline.materialize;

import dev.tandem.definition.Definitions;
import dev.tandem.definition.FeatureView;
import dev.tandem.definition.ValueType;
import dev.tandem.offline.History;
import dev.tandem.offline.RowSink;
import dev.tandem.offline.TestSpark;
import dev.tandem.offline.Workspace;
import dev.tandem.offline.window.NaiveWindows;
import dev.tandem.offline.window.SourceEvent;
import dev.tandem.registry.Registry;
import dev.tandem.registry.RegistryState;
import dev.tandem.row.EntityKey;
import dev.tandem.row.Micros;
import dev.tandem.row.ValueSource;
import dev.tandem.transform.window.EntityWindows;
import dev.tandem.transform.window.WindowPlan;
import java.nio.file.Path;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.apache.spark.sql.SaveMode;
import org.jspecify.annotations.Nullable;

/** A windowed view of {@link SourceEvent}s in Parquet files, with a real registry and online stores of files. */
final class WindowHistory implements AutoCloseable {
    private final Path folder;
    private final FeatureView view;
    private final Definitions definitions;
    private final Registry registry;
    private final RegistryState state;
    private final List<SourceEvent> arrived = new ArrayList<>();

    /** One view of a project, whose source is in the folder {@code events}. */
    WindowHistory(Path folder, Definitions definitions, String view) {
        this.folder = folder;
        this.definitions = definitions;
        this.view = definitions.view(view);
        this.registry = Registry.open(folder.resolve("registry.db").toString(), InstantSource.system());
        this.state = registry.apply(registry.plan(definitions), "somebody");
    }

    /** Puts rows into the source. */
    void arrive(List<SourceEvent> events) {
        SourceEvent.rows(TestSpark.session(), events)
                .coalesce(2)
                .write()
                .mode(SaveMode.Append)
                .parquet(folder.resolve("events").toString());
        arrived.addAll(events);
    }

    void arrive(SourceEvent... events) {
        arrive(List.of(events));
    }

    Registry registry() {
        return registry;
    }

    Optional<Instant> cursor() {
        return registry.findCursor(
                definitions.project().name(), state.stored(view.name()).generation());
    }

    StateFolderSink sink(String name) {
        return sink(folder, definitions, view, name);
    }

    /** A store of states in a folder, for another process too. */
    static StateFolderSink sink(Path folder, Definitions definitions, FeatureView view, String name) {
        return new StateFolderSink(
                folder.resolve(name).toString(), WindowPlan.of(view, definitions.source(view.source())));
    }

    /** A run that may fail. */
    Materialized tried(RowSink sink, MaterializationRequest request, Instant now) {
        Materializer materializer = Materializer.of(
                        new History(TestSpark.session(), state, Workspace.of(folder)),
                        registry,
                        unused -> sink,
                        InstantSource.fixed(now))
                .retrying(Readings.IMPATIENT);
        return materializer
                .run(materializer.plan(request.ofViews(List.of(view.name()))))
                .get(0);
    }

    /** A run that must succeed. */
    Materialized run(RowSink sink, MaterializationRequest request, Instant now) {
        Materialized done = tried(sink, request, now);
        done.failure().ifPresent(failure -> {
            throw new AssertionError(failure);
        });
        return done;
    }

    /** All entities that a row names. */
    Set<List<@Nullable Object>> entities() {
        List<String> columns = List.copyOf(view.keys().values());
        return arrived.stream()
                .map(event -> event.key(columns))
                .filter(key -> key.stream().noneMatch(part -> part == null))
                .collect(Collectors.toSet());
    }

    byte[] key(List<@Nullable Object> entity) {
        List<ValueType> types =
                entity.size() == 1 ? List.of(ValueType.STRING) : List.of(ValueType.STRING, ValueType.INT32);
        return EntityKey.pack(types, ValueSource.of(entity)).orElseThrow();
    }

    /** What a store tells of an entity at an instant. */
    Optional<List<@Nullable Object>> stored(StateFolderSink sink, List<@Nullable Object> entity, Instant instant) {
        EntityWindows windows = sink.state(key(entity));
        return windows.valuesAt(Micros.of(instant));
    }

    /** What the rules say of it, when nothing is known but what was at {@code asKnownAt}. */
    List<@Nullable Object> expected(List<@Nullable Object> entity, Instant instant, Instant asKnownAt) {
        return new NaiveWindows(view, definitions.source(view.source()))
                .valuesAt(Micros.of(instant), arrived, entity, Micros.of(asKnownAt));
    }

    @Override
    public void close() {
        registry.close();
    }
}
