package dev.tandem.benchmarks;

import dev.tandem.definition.About;
import dev.tandem.definition.DefinitionFiles;
import dev.tandem.definition.Definitions;
import dev.tandem.definition.Project;
import dev.tandem.offline.History;
import dev.tandem.offline.SparkSessions;
import dev.tandem.offline.Workspace;
import dev.tandem.registry.Registry;
import dev.tandem.registry.RegistryState;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.Map;
import org.apache.spark.sql.SparkSession;

/** Definitions made for a benchmark, applied to a registry of their own, and a Spark of this process to read their sources. */
public final class MadeProject implements AutoCloseable {
    private final SparkSession spark;
    private final Registry registry;
    private final History history;

    private MadeProject(SparkSession spark, Registry registry, History history) {
        this.spark = spark;
        this.registry = registry;
        this.history = history;
    }

    /**
     * Starts Spark and applies definitions.
     *
     * @param folder of the registry; where relative paths start
     * @param definitions YAML, of a project called as {@link #name} says
     */
    public static MadeProject open(Path folder, String definitions) throws IOException {
        return open(folder, definitions, Map.of());
    }

    /**
     * The same.
     *
     * @param settings of Spark, by name
     */
    public static MadeProject open(Path folder, String definitions, Map<String, String> settings) throws IOException {
        Files.createDirectories(folder);
        Path file = folder.resolve("registry.db");
        Files.deleteIfExists(file);
        Registry registry = Registry.open(file.toString(), InstantSource.system());
        Definitions wanted =
                DefinitionFiles.parse(new Project(name(), About.NOTHING), Map.of("bench.yaml", definitions));
        RegistryState state = registry.apply(registry.plan(wanted), "bench");
        SparkSession spark = SparkSessions.start("local[*]", settings);
        return new MadeProject(spark, registry, new History(spark, state, Workspace.of(folder)));
    }

    /** The project's name. */
    public static String name() {
        return "bench";
    }

    /** The Spark of this process. */
    public SparkSession spark() {
        return spark;
    }

    /** Where the definitions were applied. */
    public Registry registry() {
        return registry;
    }

    /** The definitions, with Spark to read their sources. */
    public History history() {
        return history;
    }

    @Override
    public void close() {
        spark.stop();
        registry.close();
    }
}
