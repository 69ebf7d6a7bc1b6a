package dev.tandem.offline.expectation;

import dev.tandem.definition.Definitions;
import dev.tandem.definition.FeatureView;
import dev.tandem.definition.Origin;
import dev.tandem.definition.Source;
import dev.tandem.offline.Progress;
import dev.tandem.offline.engine.Phase;
import dev.tandem.offline.source.FeatureRows;
import dev.tandem.offline.source.RowSelection;
import dev.tandem.offline.source.SourceReader;
import dev.tandem.registry.ExpectationResult;
import dev.tandem.row.Visibility;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SaveMode;
import org.jspecify.annotations.Nullable;

/**
 * Finds out whether the rows that a run reads are as they are expected to be; {@code docs/expectations.md} says which rows those are. Sources are
 * checked once, however many views of the run read the same rows of them. Works for one run; not thread-safe.
 */
public final class ExpectationChecks {
    private static final DateTimeFormatter FOLDER =
            DateTimeFormatter.ofPattern("yyyyMMdd'T'HHmmss.SSSSSS'Z'").withZone(ZoneOffset.UTC);

    private final Definitions definitions;
    private final SourceReader sources;
    private final Instant now;
    private final Optional<String> rejected;
    private final Progress progress;
    private final Map<Part, List<ExpectationResult>> done = new HashMap<>();
    private final Set<String> begun = new HashSet<>();

    /** Rows of a source; no selection: all of them. */
    private record Part(String source, Optional<RowSelection> selection) {}

    private ExpectationChecks(
            Definitions definitions, SourceReader sources, Instant now, Optional<String> rejected, Progress progress) {
        this.definitions = definitions;
        this.sources = sources;
        this.now = now;
        this.rejected = rejected;
        this.progress = progress;
    }

    /**
     * Checks for one run.
     *
     * @param sources reads what the run reads
     * @param now the instant at which rows are fresh or not
     */
    public static ExpectationChecks of(Definitions definitions, SourceReader sources, Instant now) {
        return new ExpectationChecks(definitions, sources, now, Optional.empty(), Progress.UNWATCHED);
    }

    /**
     * The same, keeping a copy of the rows that break a rule, as Parquet with the reasons.
     *
     * @param folder a path or URL, in which each source or view gets a folder for each instant
     */
    public ExpectationChecks keepingRejected(String folder) {
        return new ExpectationChecks(definitions, sources, now, Optional.of(folder), progress);
    }

    /** The same, telling how far it has come. */
    public ExpectationChecks watchedBy(Progress watcher) {
        return new ExpectationChecks(definitions, sources, now, rejected, watcher);
    }

    /**
     * Checks what a run reads for a view: every source that its source is computed from, whole; of its own source, and of the view, the rows that
     * the run takes.
     *
     * @return what was found, first of the sources and last of the view
     */
    public List<ExpectationResult> before(FeatureView view, FeatureRows rows, RowSelection selection) {
        Source source = definitions.source(view.source());
        Map<String, Source> inputs = new LinkedHashMap<>();
        collectInputs(source, inputs);
        List<ExpectationResult> results = new ArrayList<>();
        inputs.values().forEach(input -> results.addAll(of(input, Optional.empty())));
        results.addAll(of(
                source,
                Optional.of(
                        new RowSelection(selection.by(), selection.after(), selection.to(), Visibility.of(source)))));
        if (!view.expect().isEmpty()) {
            results.addAll(check(CheckedTable.of(definitions, view, rows), Optional.of(selection)));
        }
        return results;
    }

    private void collectInputs(Source source, Map<String, Source> inputs) {
        if (source.origin() instanceof Origin.Query query) {
            for (String name : query.inputs()) {
                Source input = definitions.source(name);
                if (!inputs.containsKey(name)) {
                    collectInputs(input, inputs);
                    inputs.put(name, input);
                }
            }
        }
    }

    /** Checks all rows of a source. */
    public List<ExpectationResult> of(Source source) {
        return of(source, Optional.empty());
    }

    /** Checks all rows of a view that are known now. */
    public List<ExpectationResult> of(FeatureView view) {
        if (view.expect().isEmpty()) {
            return List.of();
        }
        FeatureRows rows = sources.rows(view);
        return check(CheckedTable.of(definitions, view, rows), Optional.of(RowSelection.upTo(now, rows.visibility())));
    }

    private List<ExpectationResult> of(Source source, Optional<RowSelection> selection) {
        if (source.expect().isEmpty()) {
            return List.of();
        }
        Part part = new Part(source.name(), selection);
        @Nullable List<ExpectationResult> found = done.get(part);
        if (found == null) {
            found = check(CheckedTable.of(source, sources), selection);
            done.put(part, found);
        }
        return found;
    }

    private List<ExpectationResult> check(CheckedTable table, Optional<RowSelection> selection) {
        try (Phase phase = Phase.begin(sources.session(), "checking " + table.label(), progress)) {
            ExpectationQuery query = new ExpectationQuery(table, selection, now);
            List<ExpectationResult> results = query.results();
            if (results.stream().anyMatch(result -> result.failed() > 0)) {
                rejected.ifPresent(folder -> keep(
                        query.rejected(),
                        "%s/%s=%s/checked_at=%s"
                                .formatted(folder, table.kind().word(), table.name(), FOLDER.format(now))));
            }
            return results;
        }
    }

    /** Views may take other rows of one source each: what the first of a run keeps of them, the second adds to. */
    private void keep(Dataset<Row> rows, String folder) {
        rows.write()
                .mode(begun.add(folder) ? SaveMode.Overwrite : SaveMode.Append)
                .parquet(folder);
    }
}
