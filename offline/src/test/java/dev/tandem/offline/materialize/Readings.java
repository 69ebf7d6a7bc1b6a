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
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;
import org.apache.spark.sql.SparkSession;

/** One view of {@link Reading}s in JSON files, with a real registry and an online store of files. */
final class Readings implements AutoCloseable {
    static final Instant NOON = Instant.parse("2013-03-10T12:00:00Z");
    static final String VIEW = "readings";
    static final SinkRetry IMPATIENT = new SinkRetry(3, Duration.ofMillis(1), Duration.ofMillis(2));

    private final Path folder;
    private final Registry registry;
    private final RegistryState state;
    private final List<Reading> arrived = new ArrayList<>();

    Readings(Path folder, UnaryOperator<SourceParts> times) throws IOException {
        this.folder = folder;
        this.registry = Registry.open(folder.resolve("registry.db").toString(), InstantSource.system());
        this.state = registry.apply(registry.plan(project(times).state().definitions()), "somebody");
        Files.createDirectories(folder.resolve("data"));
    }

    private TestProject project(UnaryOperator<SourceParts> times) {
        Map<String, ValueType> keys = new LinkedHashMap<>();
        keys.put("site", ValueType.STRING);
        keys.put("sensor", ValueType.INT32);
        return new TestProject(folder)
                .entity("sensor", keys)
                .source("data", new Origin.Table("json", Optional.of("data"), Optional.empty(), Map.of()), times)
                .view(VIEW, "sensor", "data", Optional.empty(), "value FLOAT64", "note STRING");
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
        String lines = readings.stream().map(Reading::json).collect(Collectors.joining("\n", "", "\n"));
        Files.writeString(folder.resolve("data").resolve(UUID.randomUUID() + ".json"), lines);
        arrived.addAll(readings);
    }

    void arrive(Reading... readings) throws IOException {
        arrive(List.of(readings));
    }

    FolderSink sink(StoredView view) {
        return FolderSink.in(folder.resolve("online").resolve(Long.toString(view.generation())));
    }

    Materializer materializer(Instant now) {
        return materializer(now, this::sink);
    }

    Materializer materializer(Instant now, java.util.function.Function<StoredView, RowSink> sinks) {
        return Materializer.of(history(TestSpark.session()), registry, sinks, InstantSource.fixed(now))
                .retrying(IMPATIENT);
    }

    History history(SparkSession spark) {
        return new History(spark, state, Workspace.of(folder));
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
