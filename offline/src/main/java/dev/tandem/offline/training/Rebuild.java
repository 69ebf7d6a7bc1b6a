package dev.tandem.offline.training;

import dev.tandem.definition.Definitions;
import dev.tandem.definition.FeatureService;
import dev.tandem.offline.History;
import dev.tandem.offline.Progress;
import dev.tandem.offline.SparkSessions;
import dev.tandem.offline.source.FileRead;
import dev.tandem.offline.source.SourceRead;
import java.time.InstantSource;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.apache.spark.sql.Column;

/**
 * A training set made once more from what its manifest says: with the definitions of its registry state, for its labels, from the sources
 * as they are now.
 *
 * @param original the manifest of the one that was there
 * @param again the manifest of the one that was made now
 * @param differences what the new one holds otherwise, in sentences; none when all values are the same, bit for bit
 * @param changes what has changed since in sources, labels and engine, in sentences: where differences may come from
 */
public record Rebuild(Manifest original, Manifest again, List<String> differences, List<String> changes) {
    /** Copies the lists. */
    public Rebuild {
        differences = List.copyOf(differences);
        changes = List.copyOf(changes);
    }

    /**
     * Makes a training set again, beside the old one, which stays as it is.
     *
     * @param folder the old one
     * @param history with the definitions of the registry state that its manifest names
     * @param output the folder to make
     * @throws TrainingSetException when there is none, it is of another project, or it cannot be made any more
     */
    public static Rebuild of(
            String folder,
            History history,
            String output,
            WhenPresent whenPresent,
            InstantSource clock,
            Progress progress) {
        Manifest original = Manifest.read(folder);
        original.requireProject(history.definitions().project().name());
        Manifest again = TrainingSet.plan(
                        history, service(original, history.definitions()), labels(original, folder, history))
                .withoutLeakageCheck()
                .withoutExpectations()
                .write(output, whenPresent, clock, progress);
        return new Rebuild(original, again, differences(original, again), changes(original, again));
    }

    /** One of the project's, or one that was made for the occasion of the features that it holds. */
    private static FeatureService service(Manifest original, Definitions definitions) {
        if (!original.service().name().equals(FeatureService.AD_HOC)) {
            return definitions.service(original.service().name());
        }
        return definitions.serviceOf(original.columns().stream()
                .filter(column -> !column.isOfLabels())
                .map(Manifest.Column::from)
                .toList());
    }

    /** The files of before; rows that a Spark job had computed are taken from the training set, which holds them all. */
    private static Labels labels(Manifest original, String folder, History history) {
        Manifest.LabelsRead read = original.labels();
        Labels labels = read.areComputed()
                ? Labels.of(Verification.data(SparkSessions.pinned(history.spark()), folder)
                        .select(original.columns().stream()
                                .filter(Manifest.Column::isOfLabels)
                                .map(column -> dev.tandem.offline.engine.Plans.column(column.name()))
                                .toArray(Column[]::new)))
                : Labels.file(read.origin());
        return labels.withTimeColumn(read.timeColumn()).withTimeZone(ZoneId.of(read.timeZone()));
    }

    private static List<String> differences(Manifest original, Manifest again) {
        List<String> differences = new ArrayList<>();
        if (original.rows() != again.rows()) {
            differences.add("%,d rows, now %,d".formatted(original.rows(), again.rows()));
        }
        Map<String, Manifest.Column> now = again.columns().stream()
                .collect(Collectors.toMap(
                        Manifest.Column::name, Function.identity(), (one, other) -> one, LinkedHashMap::new));
        for (Manifest.Column column : original.columns()) {
            Manifest.Column other = now.remove(column.name());
            if (other == null) {
                differences.add("column '%s' is not there any more".formatted(column.name()));
            } else if (!column.holdsTheSameAs(other)) {
                differences.add("column '%s' (%s): %s, now %s"
                        .formatted(column.name(), column.from(), column.contents(), other.contents()));
            }
        }
        now.keySet().forEach(column -> differences.add("column '%s' was not there".formatted(column)));
        if (differences.isEmpty() && !original.digest().equals(again.digest())) {
            differences.add("every column holds the same values, but in other rows: digest %s, now %s"
                    .formatted(original.digest(), again.digest()));
        }
        return differences;
    }

    private static List<String> changes(Manifest original, Manifest again) {
        List<String> changes = new ArrayList<>();
        Map<String, SourceRead> now =
                again.sources().stream().collect(Collectors.toMap(SourceRead::name, Function.identity()));
        for (SourceRead before : original.sources()) {
            SourceRead after = now.get(before.name());
            if (after != null) {
                changed("source '%s'".formatted(before.name()), before, after, changes);
            }
        }
        filesChanged("the labels", original.labels().files(), again.labels().files(), changes);
        if (!original.labels().digest().equals(again.labels().digest())) {
            changes.add("the labels: %,d rows with digest %s, now %,d with digest %s"
                    .formatted(
                            original.labels().rows(),
                            original.labels().digest(),
                            again.labels().rows(),
                            again.labels().digest()));
        }
        if (!original.engine().equals(again.engine())) {
            changes.add("the engine: Tandem %s on Spark %s and Java %s, now Tandem %s on Spark %s and Java %s%s"
                    .formatted(
                            original.engine().tandem(),
                            original.engine().spark(),
                            original.engine().java(),
                            again.engine().tandem(),
                            again.engine().spark(),
                            again.engine().java(),
                            original.engine().settings().equals(again.engine().settings())
                                    ? ""
                                    : ", with other settings"));
        }
        return changes;
    }

    private static void changed(String source, SourceRead before, SourceRead after, List<String> changes) {
        if (!before.version().equals(after.version())) {
            changes.add("%s: version %s, now %s"
                    .formatted(
                            source,
                            before.version().orElse("none"),
                            after.version().orElse("none")));
        }
        if (!before.rows().equals(after.rows())) {
            changes.add("%s: %s rows, now %s"
                    .formatted(source, before.rows().orElse(0L), after.rows().orElse(0L)));
        }
        filesChanged(source, before.files(), after.files(), changes);
    }

    private static void filesChanged(String what, List<FileRead> before, List<FileRead> after, List<String> changes) {
        Map<String, FileRead> now = after.stream()
                .collect(
                        Collectors.toMap(FileRead::path, Function.identity(), (one, other) -> one, LinkedHashMap::new));
        for (FileRead file : before) {
            FileRead found = now.remove(file.path());
            if (found == null) {
                changes.add("%s: %s is gone".formatted(what, file.path()));
            } else if (!found.equals(file)) {
                changes.add("%s: %s was rewritten (%,d bytes of %s, now %,d bytes of %s)"
                        .formatted(
                                what, file.path(), file.bytes(), file.modifiedAt(), found.bytes(), found.modifiedAt()));
            }
        }
        now.keySet().forEach(path -> changes.add("%s: %s is new".formatted(what, path)));
    }
}
