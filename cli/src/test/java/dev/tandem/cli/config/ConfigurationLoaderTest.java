package dev.tandem.cli.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tandem.TandemException;
import dev.tandem.definition.About;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class ConfigurationLoaderTest {
    @TempDir
    Path folder;

    private Configuration load(String yaml, Map<String, String> environment, Map<Setting, String> flags) {
        return new ConfigurationLoader(environment).load(file(yaml), flags, Map.of());
    }

    private Path file(String yaml) {
        try {
            return Files.writeString(folder.resolve(ConfigurationLoader.FILE_NAME), yaml);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @ParameterizedTest
    @EnumSource(Setting.class)
    void a_flag_goes_before_a_variable_before_the_file_before_the_default(Setting setting) {
        String yaml = "%s: from-file\n".formatted(setting.key()).replace(".", ":\n  ");
        Map<String, String> environment = Map.of(setting.variable(), "from-variable");
        Map<Setting, String> flags = Map.of(setting, "from-flag");

        assertThat(load("", Map.of(), Map.of()).value(setting).text()).isEqualTo(setting.byDefault());
        assertThat(load(yaml, Map.of(), Map.of()).value(setting))
                .isEqualTo(new Configuration.Value("from-file", "tandem.yaml"));
        assertThat(load(yaml, environment, Map.of()).value(setting))
                .isEqualTo(new Configuration.Value("from-variable", setting.variable()));
        assertThat(load(yaml, environment, flags).value(setting))
                .isEqualTo(new Configuration.Value("from-flag", setting.flag()));
    }

    @ParameterizedTest
    @CsvSource({"500ms, PT0.5S", "30s, PT30S", "5m, PT5M", "1h, PT1H", "0s, PT0S"})
    void a_length_of_time_is_a_number_and_a_unit(String text, Duration duration) {
        assertThat(load("offline: {patience: %s}\n".formatted(text), Map.of(), Map.of())
                        .duration(Setting.OFFLINE_PATIENCE))
                .isEqualTo(duration);
    }

    @ParameterizedTest
    @ValueSource(strings = {"30", "half an hour", "-5s", "1.5s", "5 d"})
    void what_is_no_length_of_time_is_told_with_where_it_stands_and_how_to_write_one(String text) {
        Configuration configuration = load("", Map.of("TANDEM_OFFLINE_PATIENCE", text), Map.of());

        assertThatThrownBy(() -> configuration.duration(Setting.OFFLINE_PATIENCE))
                .isInstanceOf(TandemException.class)
                .hasMessage("'offline.patience' is '%s' (from TANDEM_OFFLINE_PATIENCE), which is no length of time."
                                .formatted(text)
                        + " Write a number and a unit, such as 500ms, 30s, 5m or 1h.");
    }

    @Test
    void a_mistyped_setting_is_refused_with_the_nearest_one() {
        assertThatThrownBy(() -> load("regsitry: x.db\n", Map.of(), Map.of()))
                .isInstanceOf(TandemException.class)
                .hasMessageContaining("'regsitry'")
                .hasMessageContaining("Did you mean 'registry'?");
    }

    @Test
    void a_project_may_say_more_than_its_name() {
        Configuration configuration = load(
                "project: {name: flights, description: Delays, owner: ops@example.org, tags: [demo]}\n",
                Map.of(),
                Map.of());
        assertThat(configuration.project().name()).isEqualTo("flights");
        assertThat(configuration.project().about()).isEqualTo(new About("Delays", "ops@example.org", List.of("demo")));
    }

    @Test
    void spark_settings_come_from_the_file_the_variable_and_flags_the_later_winning() {
        Path file = file("offline: {conf: {spark.a: file, spark.b: file, spark.c: file}}\n");
        Configuration configuration = new ConfigurationLoader(
                        Map.of("TANDEM_OFFLINE_CONF", "spark.b=variable,spark.c=variable"))
                .load(file, Map.of(), Map.of("spark.c", "flag"));
        assertThat(configuration.sparkConf())
                .containsEntry("spark.a", new Configuration.Value("file", "tandem.yaml"))
                .containsEntry("spark.b", new Configuration.Value("variable", "TANDEM_OFFLINE_CONF"))
                .containsEntry("spark.c", new Configuration.Value("flag", "--conf"));
    }

    @Test
    void a_bare_file_name_is_a_sqlite_registry_below_the_folder_of_the_file() {
        assertThat(load("", Map.of(), Map.of()).registryUrl())
                .isEqualTo("jdbc:sqlite:" + folder.toAbsolutePath().resolve(".tandem/registry.db"));
        assertThat(load("registry: jdbc:postgresql://db/x\n", Map.of(), Map.of())
                        .registryUrl())
                .isEqualTo("jdbc:postgresql://db/x");
    }

    @Test
    void the_clock_stands_still_at_as_of() {
        Configuration configuration = load("as_of: 2013-12-31T00:00:00Z\n", Map.of(), Map.of());
        assertThat(configuration.clock().instant()).isEqualTo(Instant.parse("2013-12-31T00:00:00Z"));
    }

    @Test
    void an_as_of_that_is_no_instant_names_where_it_came_from() {
        Configuration configuration = load("", Map.of("TANDEM_AS_OF", "yesterday"), Map.of());
        assertThatThrownBy(configuration::clock)
                .hasMessageContaining("'yesterday'")
                .hasMessageContaining("TANDEM_AS_OF")
                .hasMessageContaining("2013-12-31T23:00:00Z");
    }

    @Test
    void the_file_is_found_from_any_folder_below_it() throws IOException {
        Path file = file("project: x\n");
        Path below = Files.createDirectories(folder.resolve("features/deep"));
        assertThat(ConfigurationLoader.findFile(below))
                .contains(file.toAbsolutePath().normalize());
    }

    @Test
    void a_file_that_is_no_yaml_is_refused_with_its_name() {
        assertThatThrownBy(() -> load("project: [\n", Map.of(), Map.of()))
                .isInstanceOf(TandemException.class)
                .hasMessageContaining("tandem.yaml is not YAML");
    }
}
