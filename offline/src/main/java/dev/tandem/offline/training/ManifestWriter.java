package dev.tandem.offline.training;

import dev.tandem.EngineSettings;
import dev.tandem.definition.DefinitionHash;
import dev.tandem.definition.Definitions;
import dev.tandem.definition.FeatureView;
import dev.tandem.definition.OnDemandView;
import dev.tandem.definition.ServiceParts;
import dev.tandem.offline.History;
import dev.tandem.offline.engine.PartitionCounts;
import dev.tandem.offline.source.SourceRead;
import dev.tandem.registry.ExpectationResult;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import org.apache.spark.sql.types.StructField;
import org.jspecify.annotations.Nullable;

/**
 * Puts a manifest together from what is known of a training set.
 *
 * @param history what it was made from
 * @param parts the features asked for
 * @param labels as they were named
 * @param table as they were read
 */
record ManifestWriter(History history, ServiceParts parts, Labels labels, LabelTable table) {

    Manifest manifest(
            Instant createdAt,
            List<SourceRead> sources,
            ServiceRows joined,
            TableStatistics written,
            List<ExpectationResult> expectations,
            Optional<Manifest.Leakage> leakage) {
        return new Manifest(
                Manifest.FORMAT,
                createdAt,
                engine(),
                history.definitions().project().name(),
                history.state().number(),
                new Manifest.Service(parts.service(), views(joined), onDemand()),
                labelsRead(written),
                sources,
                written.rows(),
                Manifest.digest(written.rowDigest()),
                columns(joined, written),
                expectations,
                leakage);
    }

    private Manifest.Engine engine() {
        String version = Manifest.class.getPackage().getImplementationVersion();
        return new Manifest.Engine(
                Objects.requireNonNullElse(version, "development"),
                history.spark().version(),
                Runtime.version().toString(),
                new TreeMap<>(EngineSettings.PINNED));
    }

    private SortedMap<String, Manifest.View> views(ServiceRows joined) {
        Definitions definitions = history.definitions();
        SortedMap<String, Manifest.View> views = new TreeMap<>();
        for (ServiceParts.Lookup lookup : parts.lookups()) {
            FeatureView view = definitions.view(lookup.view());
            views.put(
                    view.name(),
                    new Manifest.View(
                            DefinitionHash.ofView(definitions, view),
                            view.source(),
                            Objects.requireNonNull(joined.withoutEventTime().get(view.name()))
                                    .value(),
                            failures(joined.failedConditions().get(view.name()))));
        }
        return views;
    }

    private SortedMap<String, String> onDemand() {
        Definitions definitions = history.definitions();
        SortedMap<String, String> hashes = new TreeMap<>();
        for (ServiceParts.Computation computation : parts.computations()) {
            OnDemandView view = definitions.onDemandView(computation.view());
            hashes.put(view.name(), DefinitionHash.ofView(definitions, view));
        }
        return hashes;
    }

    private Manifest.LabelsRead labelsRead(TableStatistics written) {
        return new Manifest.LabelsRead(
                labels.origin() instanceof Labels.Origin.Files files ? files.path() : Manifest.LabelsRead.COMPUTED,
                table.files(),
                labels.timeColumn(),
                labels.timeZone().getId(),
                written.rows(),
                Manifest.digest(written.labelDigest()));
    }

    private List<Manifest.Column> columns(ServiceRows joined, TableStatistics written) {
        Map<String, String> features = new HashMap<>();
        parts.outputs().forEach(output -> features.put(output.name(), output.view() + ":" + output.feature()));
        List<Manifest.Column> columns = new ArrayList<>();
        for (StructField field : written.schema().fields()) {
            ColumnStatistics statistics = written.columns().get(columns.size());
            columns.add(new Manifest.Column(
                    field.name(),
                    field.dataType().sql(),
                    Optional.ofNullable(features.get(field.name())).orElse(Manifest.Column.LABELS),
                    statistics.nulls(),
                    statistics.min(),
                    statistics.max(),
                    Manifest.digest(statistics.digest()),
                    failures(joined.failures().get(field.name()))));
        }
        return columns;
    }

    private static Optional<Manifest.Failures> failures(@Nullable PartitionCounts counted) {
        return Optional.ofNullable(counted).map(each -> new Manifest.Failures(each.value(), each.example()));
    }
}
