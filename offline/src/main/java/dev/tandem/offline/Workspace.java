package dev.tandem.offline;

import java.nio.file.Path;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Where the things are that definitions name. Immutable.
 *
 * @param base the folder that relative paths start from, that of {@code tandem.yaml}: a path or any URL that Spark reads
 * @param landing the folder of pushed rows, with one folder for each source, if there is one
 * @param environment answers <code>${NAME}</code>, null when there is no such variable; asked when a source is opened
 */
public record Workspace(String base, Optional<String> landing, Function<String, @Nullable String> environment) {

    /** A folder of this machine, with the variables of this process and no pushed rows. */
    public static Workspace of(Path folder) {
        return new Workspace(folder.toAbsolutePath().normalize().toString(), Optional.empty(), System::getenv);
    }

    /** The same with a folder of pushed rows. */
    public Workspace withLanding(String folder) {
        return new Workspace(base, Optional.of(folder), environment);
    }
}
