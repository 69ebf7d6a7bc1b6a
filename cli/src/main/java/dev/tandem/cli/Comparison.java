package dev.tandem.cli;

import dev.tandem.definition.Definitions;
import dev.tandem.definition.Entity.JoinKey;
import dev.tandem.definition.FeatureService;
import dev.tandem.definition.FeatureService.Field;
import dev.tandem.definition.FeatureService.Selection;
import dev.tandem.offline.History;
import dev.tandem.offline.training.Labels;
import dev.tandem.offline.training.TrainingSet;
import dev.tandem.sdk.FeatureRow;
import dev.tandem.sdk.FeatureStoreClient;
import dev.tandem.sdk.Key;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.functions;
import org.jspecify.annotations.Nullable;

/**
 * What a service gives for some entities at one instant, by both roads: through the training set, and through the server.
 *
 * @param features the names, in the service's order
 * @param pairs one for each entity
 */
record Comparison(List<String> features, List<Pair> pairs) {

    /**
     * One entity by both roads.
     *
     * @param key the values that name it, such as {@code origin=JFK}
     * @param trained the values of the training set, in order
     * @param served the answer of the server
     */
    record Pair(String key, List<@Nullable Object> trained, FeatureRow served) {

        boolean agrees(List<String> features) {
            for (int i = 0; i < features.size(); i++) {
                if (!Objects.deepEquals(trained.get(i), served.value(features.get(i)))) {
                    return false;
                }
            }
            return true;
        }
    }

    /**
     * Compares.
     *
     * @param entities rows that hold the service's key columns, each combination once
     * @param at the instant of the training values, which must be the server's
     */
    static Comparison of(
            History history, FeatureService service, Dataset<Row> entities, Instant at, FeatureStoreClient client) {
        List<String> features = service.selections().stream()
                .flatMap(selection -> selection.fields().stream())
                .map(Field::name)
                .toList();
        List<String> keys = keyColumns(history.definitions(), service);
        Column[] columns = keys.stream().map(functions::col).toArray(Column[]::new);
        Dataset<Row> labels = entities.select(columns).withColumn(Labels.TIME_COLUMN, functions.lit(at));
        List<Row> rows =
                TrainingSet.plan(history, service, Labels.of(labels)).rows().collectAsList();
        List<Key> asked = rows.stream().map(row -> key(keys, row)).toList();
        List<FeatureRow> answers = client.readAll(service.name(), asked);
        List<Pair> pairs = new ArrayList<>();
        for (int i = 0; i < rows.size(); i++) {
            Row row = rows.get(i);
            List<@Nullable Object> trained = new ArrayList<>();
            features.forEach(feature -> trained.add(row.getAs(feature)));
            pairs.add(new Pair(words(keys, row), trained, answers.get(i)));
        }
        return new Comparison(features, pairs);
    }

    /** Whether every value of every entity is the same by both roads. */
    boolean agrees() {
        return pairs.stream().allMatch(pair -> pair.agrees(features));
    }

    /** The columns that name the entities of a service. */
    static List<String> keyColumns(Definitions definitions, FeatureService service) {
        Set<String> columns = new LinkedHashSet<>();
        for (Selection selection : service.selections()) {
            for (JoinKey key : definitions.joinKeys(definitions.view(selection.view()))) {
                columns.add(selection.keys().getOrDefault(key.name(), key.name()));
            }
        }
        return List.copyOf(columns);
    }

    private static Key key(List<String> columns, Row row) {
        Key key = Key.of(columns.get(0), row.getAs(columns.get(0)));
        for (String column : columns.subList(1, columns.size())) {
            key = key.and(column, row.getAs(column));
        }
        return key;
    }

    private static String words(List<String> columns, Row row) {
        return String.join(
                " ",
                columns.stream().map(column -> column + "=" + row.getAs(column)).toList());
    }
}
