package dev.tandem.offline.materialize;

import dev.tandem.definition.Origin;
import dev.tandem.definition.Source;
import dev.tandem.definition.ValueType;
import dev.tandem.offline.History;
import dev.tandem.offline.RowSink;
import dev.tandem.offline.TestProject;
import dev.tandem.offline.TestProject.SourceParts;
import dev.tandem.offline.TestSpark;
import dev.tandem.offline.Workspace;
import dev.tandem.registry.Registry;
import dev.tandem.registry.RegistryState;
import dev.tandem.registry.StoredView;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Function;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.spark.sql.SparkSession;

/** One view of {@link Reading}s in JSON files, with a real registry and an online store of files. */
final class Readings implements AutoCloseable {
    static final Instant NOON = Instant.parse("2013-03-10T12:00:00Z");
    static final String VIEW = "readings";
    static final SinkRetry IMPATIENT = new SinkRetry(3, Duration.ofMillis(1), Duration.ofMillis(2));

    private final Path folder;
    private final UnaryOperator<SourceParts> times;
    private final List<String> views;
    private final Registry registry;
    private final List<Reading> arrived = new ArrayList<>();
    private RegistryState state;

    /** One view, or several views of the same rows. */
    Readings(Path folder, UnaryOperator<SourceParts> times, String... views) throws IOException {
        this.folder = folder;
        this.times = times;
        this.views = views.length == 0 ? List.of(VIEW) : List.of(views);
        this.registry = Registry.open(folder.resolve("registry.db").toString(), InstantSource.system());
        this.state = apply("value FLOAT64", "note STRING");
        Files.createDirectories(folder.resolve("data"));
    }

    private RegistryState apply(String... features) {
        Map<String, ValueType> keys = new LinkedHashMap<>();
        keys.put("site", ValueType.STRING);
        keys.put("sensor", ValueType.INT32);
        TestProject project = new TestProject(folder)
                .entity("sensor", keys)
                .source("data", new Origin.Table("json", Optional.of("data"), Optional.empty(), Map.of()), times);
        views.forEach(view -> project.view(view, "sensor", "data", Optional.empty(), features));
        return registry.apply(registry.plan(project.state().definitions()), "somebody");
    }

    /** Gives the views a third feature. */
    void addFeature() {
        state = apply("value FLOAT64", "note STRING", "number INT32 sensor");
    }

    /** Rows that say when they became true, and nothing else. */
    static Readings withEventTime(Path folder) throws IOException {
        return new Readings(folder, parts -> parts);
    }

    /** Rows that say when they became true and when they were ingested. */
    static Readings withCreatedTime(Path folder) throws IOException {
        return new Readings(folder, parts -> parts.with(it -> it.createdTime = "seen"));
    }

    static Instant minute(int number) {
        return NOON.plus(number, ChronoUnit.MINUTES);
    }

    Registry registry() {
        return registry;
    }

    RegistryState state() {
        return state;
    }

    StoredView stored() {
        return state.stored(VIEW);
    }

    Source source() {
        return state.definitions().source("data");
    }

    /** Puts rows into the source. */
    void arrive(List<Reading> readings) throws IOException {
        write(folder.resolve("data").resolve(UUID.randomUUID() + ".json"), readings);
    }

    /** Pushes rows: they land beside the source. */
    void push(Reading... readings) throws IOException {
        Path landing = Files.createDirectories(folder.resolve("landing").resolve("data"));
        write(landing.resolve(UUID.randomUUID() + ".jsonl"), List.of(readings));
    }

    private void write(Path file, List<Reading> readings) throws IOException {
        String lines = readings.stream().map(Reading::json).collect(Collectors.joining("\n", "", "\n"));
        Files.writeString(file, lines);
        arrived.addAll(readings);
    }

    /** Takes all rows out of the source. */
    void forget() throws IOException {
        try (Stream<Path> files = Files.list(folder.resolve("data"))) {
            for (Path file : files.toList()) {
                Files.delete(file);
            }
        }
        arrived.clear();
    }

    void arrive(Reading... readings) throws IOException {
        arrive(List.of(readings));
    }

    FolderSink sink(StoredView view) {
        return sink(folder, view);
    }

    /** Where the rows of a view go, for another process too. */
    static FolderSink sink(Path folder, StoredView view) {
        return FolderSink.in(folder.resolve("online").resolve(Long.toString(view.generation())));
    }

    Materializer materializer(Instant now) {
        return materializer(now, this::sink);
    }

    Materializer materializer(Instant now, Function<StoredView, RowSink> sinks) {
        return Materializer.of(history(TestSpark.session()), registry, sinks, InstantSource.fixed(now))
                .retrying(IMPATIENT);
    }

    /** Takes notice of what was applied meanwhile. */
    void refresh() {
        state = registry.findLatest("test").orElseThrow();
    }

    History history(SparkSession spark) {
        return new History(
                spark,
                state,
                Workspace.of(folder).withLanding(folder.resolve("landing").toString()));
    }

    /** Runs what is due at an instant, which must succeed. */
    Materialized incremental(Instant now) {
        return run(materializer(now), MaterializationRequest.incremental());
    }

    static Materialized run(Materializer materializer, MaterializationRequest request) {
        Materialized only = materializer.run(materializer.plan(request)).get(0);
        only.failure().ifPresent(failure -> {
            throw new AssertionError(failure);
        });
        return only;
    }

    Optional<Instant> cursor() {
        return registry.findCursor("test", stored().generation());
    }

    /** What the online store holds. */
    Map<String, String> online() {
        return sink(stored()).content();
    }

    /** What it should hold after everything that arrived was materialised up to an instant. */
    Map<String, String> newestAt(Instant to) {
        return Reading.newest(arrived, to, source(), stored().schema());
    }

    @Override
    public void close() {
        registry.close();
    }
}
