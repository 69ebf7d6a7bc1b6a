package dev.tandem.offline.skew;

import dev.tandem.definition.Definitions;
import dev.tandem.definition.FeatureService;
import dev.tandem.definition.ServiceParts;
import dev.tandem.definition.Source;
import dev.tandem.offline.History;
import dev.tandem.offline.engine.Plans;
import dev.tandem.offline.source.EntitiesAsked;
import dev.tandem.offline.source.SourceReader;
import dev.tandem.offline.training.Knowledge;
import dev.tandem.offline.training.Labels;
import dev.tandem.offline.training.TrainingSet;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.IntFunction;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.jspecify.annotations.Nullable;

/**
 * What training sees at logged instants, and what it would have seen had less been known. In each world the road of training is gone anew, with the
 * definitions in force, and its answers stand beside what was logged.
 *
 * @param history the definitions in force and their sources
 * @param sources makes a reader of these sources for each world, or has one for all
 * @param service what was asked
 * @param parts the service, taken apart
 */
record Worlds(History history, Supplier<SourceReader> sources, FeatureService service, ServiceParts parts) {

    /** The same, reading no more than what there is of the entities of some requests. */
    Worlds about(List<Request> requests) {
        EntitiesAsked.Asking asking = new EntitiesAsked.Asking();
        for (Request request : requests) {
            for (ServiceParts.Lookup lookup : parts.lookups()) {
                List<@Nullable Object> key = new ArrayList<>();
                lookup.keys().forEach(column -> key.add(request.asked().get(column)));
                if (!key.contains(null)) {
                    asking.ask(lookup.view(), key);
                }
            }
        }
        SourceReader ofEntities = SourceReader.about(history, asking.asked());
        return new Worlds(history, () -> ofEntities, service, parts);
    }

    /** The rows of all views that are looked into. */
    List<Dataset<Row>> rows() {
        return parts.lookups().stream()
                .map(ServiceParts.Lookup::view)
                .distinct()
                .map(view ->
                        sources.get().rows(history.definitions().view(view)).rows())
                .toList();
    }

    /** One way of seeing the past; it gives names to its columns. */
    enum World {
        /** What a training set sees: everything that was known at the instant. */
        TRAINED,
        /** What an online store held that had been materialised as far as it was. */
        MATERIALIZED,
        /** The rows that are dated like those that were served. */
        DATED,
        /** Of windows, what such an online store held when no event had come before its created time. */
        ARRIVED_BY_CURSOR,
        /** Of windows, likewise what had come when the request was answered. */
        ARRIVED_BY_REQUEST;

        /** What the world has for an output of the service. */
        String value(int output) {
            return name() + "\nvalue " + output;
        }

        /** The event time of the row that a lookup found there. */
        String eventTime(int lookup) {
            return name() + "\nevent time " + lookup;
        }

        /** Its created time. */
        String createdTime(int lookup) {
            return name() + "\ncreated time " + lookup;
        }
    }

    Dataset<Row> withTrained(Dataset<Row> logged) {
        return with(World.TRAINED, new Knowledge.AtLabelTime(), logged);
    }

    Dataset<Row> withMaterialized(Dataset<Row> logged) {
        return with(World.MATERIALIZED, new Knowledge.Until(columns(Logged::until)), logged);
    }

    Dataset<Row> withDated(Dataset<Row> logged) {
        return with(World.DATED, new Knowledge.Dated(columns(Logged::dated)), logged);
    }

    /** In the two worlds of arrivals, where a lookup can tell when its events came; otherwise the same rows. */
    Dataset<Row> withArrived(Dataset<Row> logged, UnaryOperator<Dataset<Row>> keep) {
        if (windowsWithArrivals().isEmpty()) {
            return logged;
        }
        Dataset<Row> byCursor =
                keep.apply(with(World.ARRIVED_BY_CURSOR, new Knowledge.Arrived(columns(Logged::until)), logged));
        return keep.apply(
                with(World.ARRIVED_BY_REQUEST, new Knowledge.Arrived(columns(lookup -> Logged.TIME)), byCursor));
    }

    /** The lookups of windows whose events say when they came. */
    Set<Integer> windowsWithArrivals() {
        return IntStream.range(0, parts.lookups().size())
                .filter(this::isWindowed)
                .filter(lookup -> source(lookup).createdTime().isPresent())
                .boxed()
                .collect(Collectors.toSet());
    }

    private Source source(int lookup) {
        Definitions definitions = history.definitions();
        return definitions.source(
                definitions.view(parts.lookups().get(lookup).view()).source());
    }

    private Map<Integer, String> columns(IntFunction<String> name) {
        Map<Integer, String> columns = new HashMap<>();
        for (int i = 0; i < parts.lookups().size(); i++) {
            columns.put(i, name.apply(i));
        }
        return columns;
    }

    private Dataset<Row> with(World world, Knowledge knowledge, Dataset<Row> labels) {
        Dataset<Row> answers = TrainingSet.plan(
                        sources.get(), history, service, Labels.of(labels).withTimeColumn(Logged.TIME))
                .rows(knowledge);
        List<Column> columns = new ArrayList<>();
        Arrays.stream(labels.columns()).map(Plans::column).forEach(columns::add);
        for (int i = 0; i < parts.outputs().size(); i++) {
            columns.add(Plans.column(parts.outputs().get(i).name()).as(world.value(i)));
        }
        for (int i = 0; i < parts.lookups().size(); i++) {
            if (!isWindowed(i)) {
                columns.add(Plans.column(Knowledge.eventTime(i)).as(world.eventTime(i)));
                columns.add(Plans.column(Knowledge.createdTime(i)).as(world.createdTime(i)));
            }
        }
        return answers.select(columns.toArray(Column[]::new));
    }

    boolean isWindowed(int lookup) {
        return history.definitions().view(parts.lookups().get(lookup).view()).isWindowed();
    }
}
