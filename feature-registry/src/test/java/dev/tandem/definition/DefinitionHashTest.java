package dev.tandem.definition;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tandem.EngineSettings;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class DefinitionHashTest {
    private static final String BEFORE = DefinitionsJson.write(DefinitionsJsonTest.flights());

    @ParameterizedTest(name = "{0} -> {1}")
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
                    From where to where                    | Another description
                    ops@example.org                        | somebody@example.org
                    "tags":["geo"]                         | "tags":["geo","air"]
                    "description":"How many"               | "description":"How often"
                    "online":true                          | "online":false
                    "schedule":"5 * * * *"                 | "schedule":"10 * * * *"
                    "lookback":"1d"                        | "lookback":"2d"
                    "flights_on_route"                     | "another_alias"
                    """)
    void what_changes_no_value_changes_no_hash(String written, String changed) {
        assertThat(ofView(written, changed)).isEqualTo(ofView("", ""));
        assertThat(ofStoredRows(written, changed)).isEqualTo(ofStoredRows("", ""));
    }

    @ParameterizedTest(name = "{0} -> {1}")
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
                    "ttl":"7d"                             | "ttl":"8d"
                    "type":"INT64"                         | "type":"INT32"
                    "from":"n"                             | "from":"m"
                    """)
    void ttl_and_features_change_what_is_answered_but_not_what_a_stored_row_means(String written, String changed) {
        assertThat(ofView(written, changed)).isNotEqualTo(ofView("", ""));
        assertThat(ofStoredRows(written, changed)).isEqualTo(ofStoredRows("", ""));
    }

    @ParameterizedTest(name = "{0} -> {1}")
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
                    {"name":"dest","type":"STRING"}        | {"name":"dest","type":"INT64"}
                    {"key":"origin","column":"from"}       | {"key":"origin","column":"origin"}
                    "event_time":"arr_time"                | "event_time":"dep_time"
                    "event_time":"arr_time"                | "event_time":"arr_time","created_time":"seen"
                    "available_after":"1m30s"              | "available_after":"1m31s"
                    "time_zone":"America/New_York"         | "time_zone":"America/Chicago"
                    "sql":"SELECT * FROM flights"          | "sql":"SELECT * FROM flights WHERE NOT cancelled"
                    "path":"data/flights.csv"              | "path":"data/more_flights.csv"
                    "header":"true"                        | "header":"false"
                    """)
    void keys_and_sources_however_far_upstream_change_what_a_stored_row_means(String written, String changed) {
        assertThat(ofView(written, changed)).isNotEqualTo(ofView("", ""));
        assertThat(ofStoredRows(written, changed)).isNotEqualTo(ofStoredRows("", ""));
    }

    @Test
    void renaming_an_entity_or_the_source_of_a_view_changes_no_value() {
        String renamed = BEFORE.replace("\"route\"", "\"way\"")
                .replace("\"routes\":{\"sql\"", "\"ways\":{\"sql\"")
                .replace("\"source\":\"routes\"", "\"source\":\"ways\"");
        Definitions after = DefinitionsJson.read(renamed);

        assertThat(after).isNotEqualTo(DefinitionsJson.read(BEFORE));
        assertThat(DefinitionHash.ofView(after, after.view("routes"))).isEqualTo(ofView("", ""));
        assertThat(DefinitionHash.ofStoredRows(after, after.view("routes"))).isEqualTo(ofStoredRows("", ""));
    }

    @Test
    void a_hash_is_the_sha_256_of_the_canonical_json_of_what_decides_the_values() throws Exception {
        String storedRows = """
                {"keys":[{"name":"origin","type":"STRING","from":"from"},{"name":"dest","type":"STRING","from":"dest"}],\
                "source":{"sql":"SELECT * FROM flights","inputs":["flights"],"event_time":"arr_time",\
                "available":"event_time","available_after":"1m30s","time_zone":"America/New_York"},\
                "inputs":{"flights":{"format":"csv","path":"data/flights.csv",\
                "options":{"header":"true","password":"${PASSWORD}"},\
                "available":"event_time","available_after":"0s","time_zone":"UTC"}},\
                "settings":{%s}""".formatted(EngineSettings.PINNED.entrySet().stream()
                .map(setting -> "\"%s\":\"%s\"".formatted(setting.getKey(), setting.getValue()))
                .collect(Collectors.joining(",")));

        assertThat(ofStoredRows("", "")).isEqualTo(sha256(storedRows + "}"));
        assertThat(ofView("", ""))
                .isEqualTo(
                        sha256(
                                storedRows
                                        + ",\"features\":[{\"name\":\"flight_count\",\"type\":\"INT64\",\"from\":\"n\"}],\"ttl\":\"7d\"}"));
    }

    private static String sha256(String text) throws NoSuchAlgorithmException {
        byte[] digest = MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
        return "%064x".formatted(new BigInteger(1, digest));
    }

    private static String ofView(String written, String changed) {
        Definitions definitions = changed(written, changed);
        return DefinitionHash.ofView(definitions, definitions.view("routes"));
    }

    private static String ofStoredRows(String written, String changed) {
        Definitions definitions = changed(written, changed);
        return DefinitionHash.ofStoredRows(definitions, definitions.view("routes"));
    }

    private static Definitions changed(String written, String changed) {
        assertThat(BEFORE).contains(written);
        return DefinitionsJson.read(BEFORE.replace(written, changed));
    }
}
