package dev.tandem.cli;

import dev.tandem.cli.config.Configuration;
import dev.tandem.cli.config.Setting;
import dev.tandem.server.FeatureServer;
import dev.tandem.server.ServerSettings;
import dev.tandem.server.ServerSettings.Limits;
import dev.tandem.server.log.LogSettings;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;

/** {@code tandem serve}: the HTTP server, until it is told to stop. */
@Command(
        name = "serve",
        description = {
            "Serve features over HTTP until stopped (Ctrl-C, or SIGTERM).",
            "",
            "What is applied later is picked up without a restart. Listens on loopback unless server.host and server.token say otherwise."
        },
        footer = {
            "",
            "Every setting has a flag as well, such as --server-port=8080; 'tandem config' lists all of them with what is in force."
        },
        mixinStandardHelpOptions = true)
final class ServeCommand implements Callable<Integer> {
    private final Invocation invocation;

    ServeCommand(Invocation invocation) {
        this.invocation = invocation;
    }

    @Override
    public Integer call() throws InterruptedException {
        try (StopSignal stop = StopSignal.listen();
                Deployment deployment = new Deployment(invocation.configuration());
                FeatureServer server = start(deployment, settings(deployment.configuration()))) {
            String address = "http://" + deployment.configuration().text(Setting.SERVER_HOST) + ":" + server.port();
            invocation
                    .console()
                    .print("Serving project '%s' on %s, with a page to try it at %s/docs. Ctrl-C stops it."
                            .formatted(deployment.project(), address, address));
            stop.await();
            invocation.console().note("Stopping: finishing what is in flight.");
        }
        return 0;
    }

    static FeatureServer start(Deployment deployment, ServerSettings settings) {
        return FeatureServer.start(
                settings,
                deployment.registry(),
                deployment.onlineForServing(),
                deployment.project(),
                deployment.clock());
    }

    static ServerSettings settings(Configuration configuration) {
        return new ServerSettings(
                configuration.text(Setting.SERVER_HOST),
                configuration.number(Setting.SERVER_PORT),
                configuration.findText(Setting.SERVER_TOKEN).map(Set::of).orElse(Set.of()),
                Optional.of(configuration.path(Setting.OFFLINE_LANDING)),
                Optional.of(LogSettings.of(
                        configuration.path(Setting.SERVER_LOG), configuration.text(Setting.SERVER_LOG_RATE))),
                configuration.duration(Setting.SERVER_REGISTRY_POLL),
                new Limits(
                        configuration.number(Setting.SERVER_BODY_BYTES),
                        configuration.number(Setting.SERVER_ROWS),
                        configuration.number(Setting.SERVER_THREADS),
                        configuration.duration(Setting.SERVER_STORE_TIMEOUT),
                        configuration.duration(Setting.SERVER_CLIENT_TIMEOUT),
                        configuration.duration(Setting.SERVER_SHUTDOWN_GRACE)));
    }
}
