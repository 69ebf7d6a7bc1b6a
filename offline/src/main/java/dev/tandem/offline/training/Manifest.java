package dev.tandem.offline.training;

import com.fasterxml.jackson.annotation.JsonIgnore;
import com.fasterxml.jackson.annotation.JsonSetter;
import com.fasterxml.jackson.annotation.Nulls;
import com.fasterxml.jackson.databind.JsonNode;
import dev.tandem.offline.source.FileRead;
import dev.tandem.offline.source.SourceRead;
import dev.tandem.registry.ExpectationResult;
import java.time.Instant;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * How a training set came about and what it holds; written beside its data as {@value #FILE}. Immutable. Digests are sixteen hexadecimal
 * digits: the sum over 64 bits of the xxHash64 of all values or rows, whatever their order.
 *
 * @param format the version of this form, 1
 * @param createdAt when it was written
 * @param engine what computed it
 * @param project whose definitions were used
 * @param registryState the number of the registry state that they are of
 * @param service the features asked for
 * @param labels the rows that they were asked for
 * @param sources the sources that were read, by name
 * @param rows how many rows there are
 * @param digest of whole rows
 * @param columns what each column holds, in order
 * @param expectations what was found of what is expected of the rows that it is made of; none when nothing is, or nobody looked
 * @param leakage what a search for knowledge of the future found; empty when nobody looked
 */
public record Manifest(
        int format,
        Instant createdAt,
        Engine engine,
        String project,
        long registryState,
        Service service,
        LabelsRead labels,
        List<SourceRead> sources,
        long rows,
        String digest,
        List<Column> columns,
        @JsonSetter(nulls = Nulls.AS_EMPTY) List<ExpectationResult> expectations,
        Optional<Leakage> leakage) {
    /** The name of the file, in the folder of the training set. */
    public static final String FILE = "manifest.json";

    /** The folder of the data, in the folder of the training set: Parquet files that any reader of Parquet reads. */
    public static final String DATA = "data";

    static final int FORMAT = 1;

    /** Copies the lists. */
    public Manifest {
        sources = List.copyOf(sources);
        columns = List.copyOf(columns);
        expectations = List.copyOf(expectations);
    }

    /** A digest as text. */
    static String digest(long digest) {
        return "%016x".formatted(digest);
    }

    /**
     * Reads the manifest of a training set.
     *
     * @param folder what it was written to: a path or URL
     * @throws TrainingSetException when there is none, or it was written by a newer program
     */
    public static Manifest read(String folder) {
        return ManifestFile.read(folder);
    }

    /**
     * Refuses what was made of the definitions of another project, whose states and names mean something else.
     *
     * @param mine the project that the training set is taken for one of
     * @throws TrainingSetException when it is of another one
     */
    public void requireProject(String mine) {
        if (!project.equals(mine)) {
            throw new TrainingSetException(
                    "The training set was made in project '%s', and this is project '%s': state %d, whose definitions it needs, is another one here. Run the command in project '%s', with --config."
                            .formatted(project, mine, registryState, project));
        }
    }

    /** The manifest as it stands in its file. */
    public JsonNode toJson() {
        return ManifestFile.toJson(this);
    }

    /**
     * What computed a training set.
     *
     * @param tandem the version of Tandem
     * @param spark the version of Spark
     * @param java the version of Java
     * @param settings the pinned settings that give a value its bits
     */
    public record Engine(String tandem, String spark, String java, SortedMap<String, String> settings) {
        /** Copies the settings. */
        public Engine {
            settings = Collections.unmodifiableSortedMap(new TreeMap<>(settings));
        }
    }

    /**
     * The features asked for.
     *
     * @param name the service's name
     * @param views the feature views that it takes from, directly or for what it computes, by name
     * @param onDemand the on-demand views that it takes from, by name: for each the hash of all that decides its values ({@link
     *     dev.tandem.definition.DefinitionHash#ofView})
     */
    public record Service(
            String name,
            SortedMap<String, View> views,
            @JsonSetter(nulls = Nulls.AS_EMPTY) SortedMap<String, String> onDemand) {
        /** Copies the maps. */
        public Service {
            views = Collections.unmodifiableSortedMap(new TreeMap<>(views));
            onDemand = Collections.unmodifiableSortedMap(new TreeMap<>(onDemand));
        }
    }

    /**
     * A view as it was used.
     *
     * @param definition the hash of all that decides its values ({@link dev.tandem.definition.DefinitionHash#ofView})
     * @param source the source that it reads
     * @param rowsWithoutEventTime rows of the source that name an entity but have no event time, and so are never visible
     * @param failedConditions how often a {@code where} of the view failed on an event, and so was not true; empty for a view that aggregates nothing
     */
    public record View(
            String definition, String source, long rowsWithoutEventTime, Optional<Failures> failedConditions) {}

    /**
     * The labels as they were read.
     *
     * @param origin the path given, or "dataset" for rows that a Spark job computed
     * @param files the files that were read, by path
     * @param timeColumn the column that holds the instant
     * @param timeZone the zone of times that carry none
     * @param rows how many there were
     * @param digest of their rows
     */
    public record LabelsRead(
            String origin, List<FileRead> files, String timeColumn, String timeZone, long rows, String digest) {
        static final String COMPUTED = "dataset";

        /** Copies the list. */
        public LabelsRead {
            files = List.copyOf(files);
        }

        /** Whether a Spark job computed them. */
        boolean areComputed() {
            return origin.equals(COMPUTED);
        }
    }

    /**
     * What a column holds.
     *
     * @param name its name
     * @param type its type in Spark SQL
     * @param from "labels", or the view and feature that it holds, as {@code view:feature}
     * @param nulls how many of its values are null
     * @param min the least value, as text; empty when there is none, or values of the type have no order. NaN does not count.
     * @param max the greatest value, likewise
     * @param digest of its values
     * @param failures the rows on which the expression of an on-demand feature failed, which are null; empty for any other column
     */
    public record Column(
            String name,
            String type,
            String from,
            long nulls,
            Optional<String> min,
            Optional<String> max,
            String digest,
            Optional<Failures> failures) {
        static final String LABELS = "labels";

        /** Whether it came with the labels. */
        @JsonIgnore
        public boolean isOfLabels() {
            return from.equals(LABELS);
        }

        /** Whether its type and its values are those of another, bit for bit. */
        boolean holdsTheSameAs(Column other) {
            return type.equals(other.type) && contents().equals(other.contents());
        }

        /** What it holds, in words. */
        String contents() {
            return "%,d nulls, values from %s to %s, digest %s"
                    .formatted(nulls, min.orElse("-"), max.orElse("-"), digest);
        }
    }

    /**
     * Rows on which an expression or condition failed.
     *
     * @param rows how many; a row on which two conditions fail counts twice
     * @param example why it failed on one of them; empty when there is none
     */
    public record Failures(long rows, Optional<String> example) {}

    /**
     * What was looked for that a training set must not know, in a sample of its labels.
     *
     * @param cut an instant: the sample was asked about again as if nothing had happened after it
     * @param labels how many labels were asked about again
     * @param suspects features that seem to know more than they should; none when all is well
     */
    public record Leakage(Instant cut, long labels, List<Suspect> suspects) {
        /** Copies the list. */
        public Leakage {
            suspects = List.copyOf(suspects);
        }
    }

    /**
     * A feature that seems to know more than it should.
     *
     * @param column its name in the training set
     * @param suspicion why it seems so
     * @param rows in how many labels of the sample
     * @param example its value, and what it becomes
     */
    public record Suspect(String column, Suspicion suspicion, long rows, String example) {}

    /** Why a feature seems to know more than it should. */
    public enum Suspicion {
        /** It changes when rows that came after the labels are taken away: it was computed from the future. */
        LATER_ROWS,
        /** In nearly all labels it comes from a row that carries the very time of the label: is it known before the outcome is? */
        KNOWN_AT_LABEL_TIME
    }
}
