package dev.tandem.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tandem.cli.config.ConfigurationLoader;
import dev.tandem.server.ServerSettings;
import dev.tandem.server.ServerSettings.Limits;
import dev.tandem.server.log.LogSettings;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ServeCommandTest {
    @TempDir
    Path folder;

    private ServerSettings settings(String yaml) throws IOException {
        Path file = Files.writeString(folder.resolve(ConfigurationLoader.FILE_NAME), yaml);
        return ServeCommand.settings(new ConfigurationLoader(Map.of()).load(file, Map.of(), Map.of()));
    }

    @Test
    void a_server_of_which_nothing_is_said_is_the_local_one() throws IOException {
        assertThat(settings("project: p"))
                .isEqualTo(ServerSettings.LOCAL
                        .withLanding(folder.toAbsolutePath().resolve(".tandem/landing"))
                        .withLog(LogSettings.of(folder.toAbsolutePath().resolve(".tandem/log"), "0.01")));
    }

    @Test
    void its_limits_are_settings() throws IOException {
        ServerSettings settings = settings("""
                project: p
                server:
                  body_bytes: 2000
                  rows: 10
                  threads: 8
                  store_timeout: 200ms
                  client_timeout: 3s
                  shutdown_grace: 1m
                  registry_poll: 1h
                """);

        assertThat(settings.limits())
                .isEqualTo(
                        new Limits(2_000, 10, 8, Duration.ofMillis(200), Duration.ofSeconds(3), Duration.ofMinutes(1)));
        assertThat(settings.registryPoll()).isEqualTo(Duration.ofHours(1));
    }

    @Test
    void how_much_is_logged_and_where_are_settings() throws IOException {
        ServerSettings settings = settings("""
                project: p
                server:
                  log: answers
                  log_rate: 0.5, arrival_delay=1
                """);

        assertThat(settings.log())
                .contains(LogSettings.of(folder.toAbsolutePath().resolve("answers"), "0.5, arrival_delay=1"));
    }
}
