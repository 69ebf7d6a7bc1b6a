package dev.tandem.cli;

import dev.tandem.offline.training.Labels;
import java.time.ZoneId;
import java.time.ZoneOffset;
import picocli.CommandLine.Option;

/** The options that say which labels a command reads, and how. */
final class LabelOptions {
    @Option(
            names = "--labels",
            required = true,
            paramLabel = "FILE",
            description = "Labels: a Parquet or CSV file, folder, or URL that Spark reads.")
    private String labels = "";

    @Option(
            names = "--time-column",
            paramLabel = "NAME",
            description = "The label column that holds the time (default ${DEFAULT-VALUE}).")
    private String timeColumn = Labels.TIME_COLUMN;

    @Option(
            names = "--time-zone",
            paramLabel = "ZONE",
            description = "The zone of label times that carry none (default UTC).")
    private ZoneId timeZone = ZoneOffset.UTC;

    /** The labels named. */
    Labels in(Invocation invocation) {
        return Labels.file(invocation.absolute(labels))
                .withTimeColumn(timeColumn)
                .withTimeZone(timeZone);
    }
}
