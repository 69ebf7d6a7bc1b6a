package dev.tandem.cli;

import dev.tandem.cli.config.Setting;
import dev.tandem.definition.Definitions.UnknownNameException;
import dev.tandem.offline.skew.Skew;
import dev.tandem.registry.RegistryState;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** Which feature log a command reads. */
final class LogOption {
    @Option(
            names = "--log",
            paramLabel = "FOLDER",
            description = "Where the feature log is (default: the folder that server.log names).")
    private @Nullable String folder;

    /** Its folder, as a path from the root or a URL. */
    String folder(Invocation invocation, Deployment deployment) {
        return folder == null
                ? deployment.configuration().path(Setting.SERVER_LOG).toString()
                : invocation.absolute(folder);
    }

    /** What compares it with the history of a deployment. */
    Skew skew(Invocation invocation, Deployment deployment) {
        return Skew.of(deployment.history(), folder(invocation, deployment), number -> findState(deployment, number));
    }

    private static Optional<RegistryState> findState(Deployment deployment, long number) {
        try {
            return Optional.of(deployment.registry().state(deployment.project(), number));
        } catch (UnknownNameException e) {
            return Optional.empty();
        }
    }
}
