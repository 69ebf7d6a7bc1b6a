package dev.tandem.cli;

import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** Where rows are kept that are not as expected. */
final class RejectedOption {
    @Option(
            names = "--keep-rejected",
            paramLabel = "FOLDER",
            description =
                    "Keep a copy of the rows that are not as expected below this folder, as Parquet, each with the reasons; a path or URL that Spark writes to.")
    private @Nullable String folder;

    /** The folder, if it was named. */
    Optional<String> in(Invocation invocation) {
        return Optional.ofNullable(folder).map(invocation::absolute);
    }
}
