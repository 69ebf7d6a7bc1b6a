package dev.tandem.sdk;

import static dev.tandem.sdk.Documents.answer;
import static dev.tandem.sdk.Documents.cells;
import static dev.tandem.sdk.Documents.columns;
import static dev.tandem.sdk.ScriptedServer.json;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tandem.sdk.ServiceSchema.Column;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What becomes of a binding when its service changes. */
class ChangedServiceTest extends ScriptedServerCase {
    @Test
    void a_changed_service_is_bound_again_when_the_record_still_fits() {
        List<Column> reordered = columns("wind STRING", "temperature FLOAT64");
        String changed = answer(
                8,
                reordered,
                List.of(cells(1, "\"north\"", "\"PRESENT\"", "null"), cells(1, "-1.5", "\"PRESENT\"", "null")));
        server.on("/features", ANSWER, json(changed), ANSWER);
        try (FeatureStoreClient client = client(SETTINGS)) {
            FeatureService<Key, Inputs> service = client.service("delays", Inputs.class);

            assertThat(service.read(JFK).values().temperature()).isEqualTo(36.5);
            Features<Inputs> answer = service.read(JFK);
            assertThat(answer.values().temperature()).isEqualTo(-1.5);
            assertThat(answer.row().state()).isEqualTo(8);
            assertThat(service.read(JFK).values().temperature()).isEqualTo(36.5);
        }
    }

    @Test
    void a_changed_service_that_the_record_does_not_fit_any_more_is_reported_and_never_decoded_as_it_was() {
        server.on("/features", json(answer(8, columns("temperature INT32", "wind FLOAT64"), 1, "1")), ANSWER);
        try (FeatureStoreClient client = client(SETTINGS)) {
            FeatureService<Key, Inputs> service = client.service("delays", Inputs.class);

            assertThatThrownBy(() -> service.read(JFK))
                    .isInstanceOf(BindingException.class)
                    .hasMessage(
                            "Service 'delays' has changed (it answers from registry state 8) and record Inputs does not fit it any more. Component 'temperature' is Double, and feature 'temperature' is INT32. Declare it as Integer, Optional<Integer> or OptionalInt.");
            assertThat(service.read(JFK).values().temperature()).isEqualTo(36.5);
        }
    }
}
