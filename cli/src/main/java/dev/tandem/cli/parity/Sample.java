package dev.tandem.cli.parity;

import dev.tandem.TandemException;
import dev.tandem.definition.FeatureService;
import dev.tandem.definition.ServiceParts;
import dev.tandem.definition.ServiceParts.CallerColumn;
import dev.tandem.offline.History;
import dev.tandem.offline.training.Labels;
import dev.tandem.offline.training.TrainingSet;
import dev.tandem.row.Micros;
import java.time.Instant;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.functions;
import org.jspecify.annotations.Nullable;

/**
 * Questions taken from labels: some of what they ask about, at a few instants. The same labels always give the same sample.
 *
 * @param columns what is asked by
 * @param rows what is asked about, each once
 * @param instants when, ascending
 */
public record Sample(List<CallerColumn> columns, List<List<@Nullable Object>> rows, List<Instant> instants) {
    private static final String QUARTILES = "percentile_disc(%s) WITHIN GROUP (ORDER BY unix_micros(`%s`))";

    /**
     * Takes a sample.
     *
     * @param most how many rows at most
     * @param instants when to ask; none: at the quartiles of the labels' times
     * @throws TandemException when the labels are not what the service asks by, or there are none
     */
    public static Sample of(History history, FeatureService service, Labels labels, int most, List<Instant> instants) {
        ServiceParts parts = ServiceParts.of(history.definitions(), service);
        List<CallerColumn> columns =
                Stream.concat(parts.keys().stream(), parts.request().stream()).toList();
        Dataset<Row> asked = TrainingSet.plan(history, service, labels).questions();
        List<Instant> when = (instants.isEmpty() ? quartiles(asked, columns.size()) : instants)
                .stream()
                        .map(instant -> Micros.instant(Micros.of(instant)))
                        .distinct()
                        .sorted()
                        .toList();
        return new Sample(columns, rows(asked, columns, most), when);
    }

    /** The questions, one for each instant. */
    public List<Question> questions() {
        return instants.stream()
                .map(instant -> new Question(columns, rows, instant))
                .toList();
    }

    private static List<Instant> quartiles(Dataset<Row> asked, int timeColumn) {
        String time = asked.columns()[timeColumn];
        Row found = asked.select(Stream.of("0.25", "0.5", "0.75")
                        .map(share -> functions.expr(QUARTILES.formatted(share, time)))
                        .toArray(Column[]::new))
                .first();
        if (found.isNullAt(0)) {
            throw new TandemException(
                    "The labels have no times to ask at. Give labels with times, or say when with --at.");
        }
        return IntStream.range(0, found.size())
                .mapToObj(i -> Micros.instant(((Number) found.get(i)).longValue()))
                .toList();
    }

    /** Rows as their hashes have it: a choice that does not depend on the order of files. */
    private static List<List<@Nullable Object>> rows(Dataset<Row> asked, List<CallerColumn> columns, int most) {
        Column[] names = columns.stream()
                .map(column -> functions.col("`" + column.name() + "`"))
                .toArray(Column[]::new);
        Dataset<Row> some = asked.select(names)
                .distinct()
                .orderBy(functions.xxhash64(names))
                .limit(most);
        List<List<@Nullable Object>> rows =
                Question.of(columns, some, Instant.EPOCH).rows();
        if (rows.isEmpty()) {
            throw new TandemException("The labels are empty, so there is nothing to ask about. Give some labels.");
        }
        return rows;
    }
}
