package dev.tandem.registry;

import static dev.tandem.registry.SampleDefinitions.WIND_SPEED;
import static dev.tandem.registry.SampleDefinitions.edited;
import static dev.tandem.registry.SampleDefinitions.sample;
import static org.assertj.core.api.Assertions.assertThat;

import dev.tandem.definition.Definitions;
import dev.tandem.registry.Plan.Action;
import dev.tandem.registry.Plan.Change;
import dev.tandem.registry.Plan.Effect;
import dev.tandem.registry.Plan.FieldChange;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class PlanTest {
    private static final String ADD_GUST =
            "\"from\":\"wind_speed\"},{\"name\":\"gust\",\"type\":\"INT32\",\"from\":\"wind_gust\"}";

    private final PlannedProject project = new PlannedProject();

    private List<Change> changes(Definitions wanted) {
        return project.plan(wanted);
    }

    private Change onlyChange(Definitions wanted) {
        assertThat(changes(wanted)).hasSize(1);
        return changes(wanted).get(0);
    }

    private static FieldChange field(String path, String before, String after) {
        return new FieldChange(path, Optional.of(before), Optional.of(after));
    }

    @Test
    void a_first_plan_adds_everything_by_kind_and_then_by_name() {
        assertThat(changes(sample()))
                .allMatch(change ->
                        change.action() == Action.ADDED && change.fields().isEmpty())
                .extracting(change -> change.kind() + " " + change.name())
                .containsExactly(
                        "project flights",
                        "entity airport",
                        "entity carrier",
                        "source arrivals",
                        "source flights",
                        "source weather_reports",
                        "view delays",
                        "view weather",
                        "service arrival_delay",
                        "service storm_warning");
    }

    @Test
    void an_added_online_view_begins_empty_and_says_what_to_run() {
        Change view = changes(sample()).get(7);

        assertThat(view.effect()).isEqualTo(Effect.COMPATIBLE);
        assertThat(view.consequence()).contains("begins empty").contains("'tandem materialize weather'");
        assertThat(view.services()).containsExactly("arrival_delay", "storm_warning");
    }

    @Test
    void a_changed_ttl_is_compatible_and_touches_every_service_of_the_view() {
        project.apply(sample());

        Change change = onlyChange(edited("\"ttl\":\"3h\"", "\"ttl\":\"1d12h\""));

        assertThat(change.kind()).isEqualTo("view");
        assertThat(change.fields()).containsExactly(field("ttl", "3h", "1d12h"));
        assertThat(change.effect()).isEqualTo(Effect.COMPATIBLE);
        assertThat(change.consequence()).contains("let go");
        assertThat(change.services()).containsExactly("arrival_delay", "storm_warning");
    }

    @Test
    void a_description_is_compatible_and_touches_no_service() {
        project.apply(sample());

        Change change = onlyChange(edited("Degrees Fahrenheit", "In the shade: degrees Fahrenheit"));

        assertThat(change.fields())
                .containsExactly(field(
                        "features.temperature.description",
                        "Degrees Fahrenheit",
                        "\"In the shade: degrees Fahrenheit\""));
        assertThat(change.effect()).isEqualTo(Effect.COMPATIBLE);
        assertThat(change.consequence()).isEmpty();
        assertThat(change.services()).isEmpty();
    }

    @Test
    void a_field_that_was_not_there_has_no_before() {
        project.apply(sample());

        Change change = onlyChange(edited("\"ttl\":\"3h\",", "\"ttl\":\"3h\",\"schedule\":\"*/5 * * * *\","));

        assertThat(change.fields())
                .containsExactly(new FieldChange("schedule", Optional.empty(), Optional.of("\"*/5 * * * *\"")));
    }

    @Test
    void another_type_of_a_feature_begins_a_new_generation_and_touches_who_takes_it() {
        project.apply(sample());

        Change change = onlyChange(edited("\"FLOAT64\",\"from\":\"temp\"", "\"INT64\",\"from\":\"temp\""));

        assertThat(change.fields()).containsExactly(field("features.temperature.type", "FLOAT64", "INT64"));
        assertThat(change.effect()).isEqualTo(Effect.NEW_GENERATION);
        assertThat(change.consequence()).contains("out of reach").contains("'tandem materialize weather'");
        assertThat(change.services()).containsExactly("arrival_delay", "storm_warning");
    }

    @Test
    void an_added_feature_wants_a_backfill_and_touches_nobody_who_does_not_take_it() {
        project.apply(sample());

        Change change = onlyChange(edited("\"from\":\"wind_speed\"}", ADD_GUST));

        assertThat(change.fields())
                .containsExactly(new FieldChange(
                        "features.gust", Optional.empty(), Optional.of("{type: INT32, from: wind_gust}")));
        assertThat(change.effect()).isEqualTo(Effect.BACKFILL);
        assertThat(change.consequence()).contains("lack gust").contains("--full");
        assertThat(change.services()).isEmpty();
    }

    @Test
    void a_removed_feature_is_compatible() {
        project.apply(sample());

        Change change = changes(edited(WIND_SPEED, "", "\"feature\":\"wind_speed\"", "\"feature\":\"temperature\""))
                .get(0);

        assertThat(change.fields())
                .containsExactly(new FieldChange(
                        "features.wind_speed", Optional.of("{type: FLOAT64, from: wind_speed}"), Optional.empty()));
        assertThat(change.effect()).isEqualTo(Effect.COMPATIBLE);
        assertThat(change.services()).containsExactly("storm_warning");
    }

    @Test
    void the_order_of_features_is_a_field() {
        project.apply(sample());
        String temperature =
                "{\"name\":\"temperature\",\"type\":\"FLOAT64\",\"from\":\"temp\",\"description\":\"Degrees Fahrenheit\"}";

        Change change = onlyChange(edited(temperature + WIND_SPEED, WIND_SPEED.substring(1) + "," + temperature));

        assertThat(change.fields())
                .containsExactly(field("features", "[temperature, wind_speed]", "[wind_speed, temperature]"));
        assertThat(change.effect()).isEqualTo(Effect.COMPATIBLE);
    }

    @Test
    void a_changed_source_is_shown_on_every_online_view_over_it() {
        project.apply(sample());

        List<Change> changes = changes(edited("\"available_after\":\"10m\"", "\"available_after\":\"15m\""));

        assertThat(changes).hasSize(2);
        Change source = changes.get(0);
        assertThat(source.kind()).isEqualTo("source");
        assertThat(source.fields()).containsExactly(field("available_after", "10m", "15m"));
        assertThat(source.effect()).isEqualTo(Effect.NEW_GENERATION);
        assertThat(source.consequence()).contains("weather");
        assertThat(source.services()).containsExactly("arrival_delay", "storm_warning");
        Change view = changes.get(1);
        assertThat(view.action()).isEqualTo(Action.CHANGED);
        assertThat(view.name()).isEqualTo("weather");
        assertThat(view.fields()).containsExactly(field("source weather_reports.available_after", "10m", "15m"));
        assertThat(view.effect()).isEqualTo(Effect.NEW_GENERATION);
    }

    @Test
    void a_changed_input_of_a_query_reaches_the_views_over_the_query() {
        project.apply(sample());

        List<Change> changes = changes(edited("data/flights.parquet", "data/all_flights.parquet"));

        assertThat(changes).extracting(Change::name).containsExactly("flights", "delays");
        assertThat(changes).allMatch(change -> change.effect() == Effect.NEW_GENERATION);
        assertThat(changes).allMatch(change -> change.services().equals(List.of("arrival_delay")));
        assertThat(changes.get(1).fields())
                .containsExactly(field("source flights.path", "data/flights.parquet", "data/all_flights.parquet"));
    }

    @Test
    void a_changed_key_of_an_entity_is_shown_on_every_online_view_over_it() {
        project.apply(sample());

        List<Change> changes = changes(edited(
                "\"carrier\":{\"keys\":[{\"name\":\"carrier\",\"type\":\"STRING\"}",
                "\"carrier\":{\"keys\":[{\"name\":\"carrier\",\"type\":\"INT64\"}"));

        assertThat(changes).extracting(Change::kind).containsExactly("entity", "view");
        assertThat(changes.get(0).fields()).containsExactly(field("keys.carrier", "STRING", "INT64"));
        assertThat(changes.get(1).fields()).containsExactly(field("entity carrier.keys.carrier", "STRING", "INT64"));
        assertThat(changes.get(1).effect()).isEqualTo(Effect.NEW_GENERATION);
    }

    @Test
    void a_lookback_changes_no_row() {
        project.apply(sample());

        Change change = onlyChange(
                edited("\"10m\",\"time_zone\":\"UTC\"", "\"10m\",\"time_zone\":\"UTC\",\"lookback\":\"1d\""));

        assertThat(change.effect()).isEqualTo(Effect.COMPATIBLE);
        assertThat(change.services()).isEmpty();
    }

    @Test
    void a_view_that_goes_offline_loses_its_rows_and_is_new_when_it_comes_back() {
        project.apply(sample());
        long first = project.stored("weather").generation();
        String online = "\"ttl\":\"3h\",\"online\":true";
        Definitions offline = edited(online, "\"ttl\":\"3h\",\"online\":false");

        Change leaving = onlyChange(offline);
        project.apply(offline);
        Change coming = onlyChange(sample());
        project.apply(sample());

        assertThat(leaving.fields()).containsExactly(field("online", "true", "false"));
        assertThat(leaving.effect()).isEqualTo(Effect.REMOVAL);
        assertThat(leaving.services()).containsExactly("arrival_delay", "storm_warning");
        assertThat(coming.effect()).isEqualTo(Effect.COMPATIBLE);
        assertThat(coming.consequence()).contains("begins empty");
        assertThat(project.stored("weather").generation()).isGreaterThan(first);
    }

    @Test
    void a_removed_view_loses_its_rows() {
        project.apply(sample());
        Definitions without = new Definitions(
                sample().project(),
                sample().entities(),
                sample().sources(),
                sample().views().headMap("weather"),
                sample().services().headMap("arrival_delay"));

        List<Change> changes = changes(without);

        assertThat(changes)
                .extracting(change -> change.action() + " " + change.kind() + " " + change.name())
                .containsExactly(
                        "REMOVED view weather", "REMOVED service arrival_delay", "REMOVED service storm_warning");
        assertThat(changes.get(0).effect()).isEqualTo(Effect.REMOVAL);
        assertThat(changes.get(0).services()).containsExactly("arrival_delay", "storm_warning");
    }

    @Test
    void what_a_service_takes_is_compared_by_the_name_it_gives_it() {
        project.apply(sample());

        Change change = onlyChange(
                edited(
                        "{\"view\":\"weather\",\"entities\":[{\"key\":\"airport\",\"column\":\"origin\"}],\"features\":[{",
                        "{\"view\":\"weather\",\"entities\":[{\"key\":\"airport\",\"column\":\"dest\"}],\"features\":[{\"feature\":\"wind_speed\",\"name\":\"wind\"},{"));

        assertThat(change.kind()).isEqualTo("service");
        assertThat(change.fields())
                .containsExactly(
                        field("features.temperature.entities.airport", "origin", "dest"),
                        new FieldChange(
                                "features.wind",
                                Optional.empty(),
                                Optional.of("{feature: weather:wind_speed, entities: {airport: dest}}")));
        assertThat(change.services()).containsExactly("arrival_delay");
    }

    @Test
    void other_engine_settings_begin_new_generations_of_all_online_views() {
        project.apply(sample());
        project.setEngine("spark.sql.session.timeZone", "Europe/Berlin");

        List<Change> changes = changes(sample());

        assertThat(changes).extracting(Change::name).containsExactly("delays", "weather");
        assertThat(changes).allMatch(change -> change.effect() == Effect.NEW_GENERATION);
        assertThat(changes.get(0).fields())
                .containsExactly(field("engine spark.sql.session.timeZone", "UTC", "Europe/Berlin"));
    }

    @Test
    void a_feature_that_comes_back_as_it_was_keeps_the_generation() {
        project.apply(sample());
        long generation = project.stored("weather").generation();

        project.apply(edited(WIND_SPEED, ""));
        assertThat(onlyChangeOfWeather(sample()).effect()).isEqualTo(Effect.BACKFILL);
        project.apply(sample());

        assertThat(project.stored("weather").generation()).isEqualTo(generation);
        assertThat(project.stored("weather").schemas())
                .extracting(schema -> schema.id())
                .containsExactly(0, 1, 2);
    }

    @Test
    void a_feature_that_comes_back_as_another_begins_a_new_generation() {
        project.apply(sample());
        project.apply(edited(WIND_SPEED, ""));

        Change change = onlyChangeOfWeather(
                edited("\"FLOAT64\",\"from\":\"wind_speed\"", "\"FLOAT64\",\"from\":\"wind_knots\""));

        assertThat(change.effect()).isEqualTo(Effect.NEW_GENERATION);
    }

    @Test
    void a_new_generation_begins_when_schema_ids_are_used_up() {
        project.apply(sample());
        project.pretendSchemaId("weather", 0xFFFF);

        Change change = onlyChange(edited("\"from\":\"wind_speed\"}", ADD_GUST));
        project.apply(edited("\"from\":\"wind_speed\"}", ADD_GUST));

        assertThat(change.effect()).isEqualTo(Effect.NEW_GENERATION);
        assertThat(project.stored("weather").schema().id()).isZero();
    }

    private Change onlyChangeOfWeather(Definitions wanted) {
        List<Change> ofWeather = changes(wanted).stream()
                .filter(change -> change.name().equals("weather"))
                .toList();
        assertThat(ofWeather).hasSize(1);
        return ofWeather.get(0);
    }

    @Test
    void a_summary_counts_what_was_added_changed_and_removed() {
        project.apply(sample());
        Definitions wanted = edited("\"ttl\":\"3h\"", "\"ttl\":\"4h\"", "\"storm_warning\"", "\"storms\"");

        assertThat(new Plan(Optional.empty(), wanted, changes(wanted)).summary())
                .isEqualTo("1 added, 1 changed, 1 removed");
        assertThat(new Plan(Optional.empty(), wanted, List.of()).summary()).isEqualTo("nothing");
    }
}
