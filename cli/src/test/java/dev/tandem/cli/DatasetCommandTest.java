package dev.tandem.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code tandem dataset} as a person or a team's CI meets it. */
class DatasetCommandTest {
    private static final ObjectMapper JSON = new ObjectMapper();

    @TempDir
    Path folder;

    private TandemRun tandem(String... words) {
        List<String> arguments = new ArrayList<>(List.of(words));
        if (!words[0].equals("init")) {
            arguments.add("--config=" + folder);
        }
        return TandemRun.of(Map.of(), arguments);
    }

    private String at(String name) {
        return folder.resolve(name).toString();
    }

    private TandemRun train(String output) {
        TandemRun result =
                tandem("train", "--service=purchase", "--labels=" + at("data/labels.csv"), "--output=" + at(output));
        assertThat(result.exitCode()).as(result.err()).isZero();
        return result;
    }

    @BeforeEach
    void begin() {
        tandem("init", folder.toString());
        tandem("apply");
    }

    @Test
    void a_training_set_is_listed_shown_verified_and_made_again() throws IOException {
        assertThat(train("first").out()).contains("no leak seen");

        JsonNode listed = JSON.readTree(tandem("dataset", "list", "--json").out());
        assertThat(listed.findValuesAsText("folder")).containsExactly(at("first"));
        assertThat(tandem("dataset", "show", at("first")).out())
                .contains("of service 'purchase'", "COLUMN", "no leak seen");
        assertThat(JSON.readTree(
                                tandem("dataset", "show", at("first"), "--json").out())
                        .get("format")
                        .asInt())
                .isEqualTo(1);
        TandemRun verified = tandem("dataset", "verify", at("first"));
        assertThat(verified.exitCode()).as(verified.err()).isZero();
        assertThat(verified.out()).contains("what was written");
        TandemRun rebuilt = tandem("dataset", "rebuild", at("first"), "--output", at("again"));
        assertThat(rebuilt.exitCode()).as(rebuilt.err()).isZero();
        assertThat(rebuilt.out()).contains("the same values, bit for bit");
        assertThat(tandem("dataset", "diff", at("first"), at("again")).out()).contains("Both hold the same");
    }

    @Test
    void a_source_that_changed_since_gates_a_script_and_is_named() throws IOException {
        train("first");
        Path orders = folder.resolve("data/orders.csv");
        Files.writeString(orders, Files.readString(orders).replace("41.50", "41.75"));

        TandemRun rebuilt = tandem("dataset", "rebuild", at("first"), "--output", at("again"), "--json");

        assertThat(rebuilt.exitCode()).as(rebuilt.err()).isEqualTo(3);
        JsonNode json = JSON.readTree(rebuilt.out());
        assertThat(json.get("differences")).isNotEmpty();
        assertThat(json.get("changes").get(0).asText()).contains("source 'order_counts'", "was rewritten");
        TandemRun compared = tandem("dataset", "diff", at("first"), at("again"), "--json");
        assertThat(compared.exitCode()).isEqualTo(3);
        assertThat(JSON.readTree(compared.out()).get("rows_only_before").asLong())
                .isZero();
    }

    @Test
    void a_mistake_is_told_in_a_line() throws IOException {
        assertThat(tandem("dataset").exitCode()).isEqualTo(2);
        assertThat(tandem("dataset", "verify", at("nowhere")).err())
                .startsWith("tandem: There is no training set at " + at("nowhere"));
        train("first");
        assertThat(tandem("dataset", "rebuild", at("first"), "--output", at("first"))
                        .err())
                .contains("is the training set itself");
        Path configuration = folder.resolve("tandem.yaml");
        Files.writeString(
                configuration, Files.readString(configuration).replace("project: quickstart", "project: shop"));
        tandem("apply");
        assertThat(tandem("dataset", "rebuild", at("first"), "--output", at("again"))
                        .err())
                .contains("made in project 'quickstart', and this is project 'shop'", "Run the command in project");
        assertThat(folder.resolve("again")).doesNotExist();
    }
}
