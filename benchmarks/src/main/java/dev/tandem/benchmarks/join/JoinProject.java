package dev.tandem.benchmarks.join;

import dev.tandem.definition.About;
import dev.tandem.definition.Definitions;
import dev.tandem.definition.Entity;
import dev.tandem.definition.Entity.JoinKey;
import dev.tandem.definition.Feature;
import dev.tandem.definition.FeatureService;
import dev.tandem.definition.FeatureService.Field;
import dev.tandem.definition.FeatureService.Selection;
import dev.tandem.definition.FeatureView;
import dev.tandem.definition.Origin;
import dev.tandem.definition.Project;
import dev.tandem.definition.Source;
import dev.tandem.definition.Source.Availability;
import dev.tandem.definition.ValueType;
import dev.tandem.offline.History;
import dev.tandem.offline.Workspace;
import dev.tandem.registry.RegistryState;
import dev.tandem.registry.StoredView;
import dev.tandem.row.RowSchema;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.IntStream;
import org.apache.spark.sql.SparkSession;

/** The definitions of a project over {@link JoinData}, as a registry would hold them. */
final class JoinProject {
    private JoinProject() {}

    static History history(SparkSession spark, JoinData data, Path folder) {
        TreeMap<String, Source> sources = new TreeMap<>();
        TreeMap<String, FeatureView> views = new TreeMap<>();
        TreeMap<String, StoredView> storage = new TreeMap<>();
        for (int view = 0; view < data.views(); view++) {
            String name = name(view);
            sources.put(name, source(name, data.view(folder, view)));
            FeatureView defined = view(name, JoinData.features(view));
            views.put(name, defined);
            storage.put(name, new StoredView(name, view + 1L, List.of(RowSchema.of(1, defined.features()))));
        }
        Entity entity =
                new Entity(JoinData.ENTITY, List.of(new JoinKey(JoinData.ENTITY, ValueType.INT64)), About.NOTHING);
        Definitions definitions = new Definitions(
                new Project("benchmark", About.NOTHING),
                new TreeMap<>(Map.of(entity.name(), entity)),
                sources,
                views,
                new TreeMap<>());
        RegistryState state = new RegistryState(1, Instant.EPOCH, "benchmark", definitions, storage);
        return new History(spark, state, Workspace.of(folder));
    }

    /** All features of the first {@code views} views. */
    static FeatureService service(int views) {
        return new FeatureService(
                "everything",
                IntStream.range(0, views).mapToObj(JoinProject::selection).toList(),
                About.NOTHING);
    }

    private static Selection selection(int view) {
        return new Selection(name(view), Map.of(JoinData.ENTITY, JoinData.ENTITY), fields(view));
    }

    static List<Field> fields(int view) {
        return JoinData.features(view).stream()
                .map(name -> new Field(name, name))
                .toList();
    }

    static String name(int view) {
        return "view" + view;
    }

    private static Source source(String name, Path path) {
        return new Source(
                name,
                new Origin.Table("parquet", Optional.of(path.toString()), Optional.empty(), Map.of()),
                Optional.of(JoinData.EVENT_TIME),
                Optional.empty(),
                Availability.AT_EVENT_TIME,
                ZoneOffset.UTC,
                Duration.ZERO,
                About.NOTHING);
    }

    private static FeatureView view(String name, List<String> features) {
        List<ValueType> types = List.of(
                ValueType.FLOAT64,
                ValueType.FLOAT64,
                ValueType.FLOAT64,
                ValueType.FLOAT64,
                ValueType.FLOAT64,
                ValueType.FLOAT64,
                ValueType.INT64,
                ValueType.INT64,
                ValueType.STRING,
                ValueType.BOOL);
        List<Feature> defined = new ArrayList<>();
        for (int i = 0; i < features.size(); i++) {
            defined.add(new Feature(features.get(i), types.get(i), features.get(i), About.NOTHING));
        }
        return new FeatureView(
                name,
                List.of(JoinData.ENTITY),
                name,
                Map.of(JoinData.ENTITY, JoinData.ENTITY),
                Optional.empty(),
                true,
                Optional.empty(),
                defined,
                About.NOTHING);
    }
}
